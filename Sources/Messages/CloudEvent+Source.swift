extension CloudEvent {
  /// Who makes a message, as a URI reference: `konomi/worker/host-17`. What a URI does not take is escaped.
  public static func source(_ role: String, _ name: String) -> String {
    let escaped = name.shortened(to: 150).utf8.map { byte in
      let isPlain = (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "%")
      return isPlain ? String(Unicode.Scalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
    return "konomi/\(role)/\(escaped.joined())"
  }
}
