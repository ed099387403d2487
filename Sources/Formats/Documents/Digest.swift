import COpenSSL

/// Names bytes by what they are.
public enum Digest {
  /// SHA-256 (FIPS 180-4) of the bytes, as 64 lower-case hexadecimal digits.
  public static func sha256(_ bytes: [UInt8]) -> String {
    let digest = [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { digest, count in
      SHA256(bytes, bytes.count, digest.baseAddress)
      count = Int(SHA256_DIGEST_LENGTH)
    }
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// Throws unless the text can be a SHA-256 in this notation.
  public static func check(_ text: String, _ field: String) throws {
    try FormatError.require(
      text.utf8.count == 64 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }, .invalid,
      "\(field) must be a SHA-256, 64 lower-case hexadecimal digits")
  }
}
