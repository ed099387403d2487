import Formats

/// The names of the files that a results directory has of a neuron.
///
/// Bytes of its id other than letters, digits, `-`, `_` and inner dots are written as `%XX`. Where that makes a name longer than a file system takes (255 bytes), the id's
/// part is cut after 185 bytes at most and goes on with `~` and the first 32 digits of the id's SHA-256: `~` is in no other name.
enum NeuronFile {
  /// The neuron's result: the value of its message, uncompressed.
  static func result(of neuron: String) -> String { name(of: neuron, ending: ".safetensors") }

  /// Why it has none.
  static func failure(of neuron: String) -> String { name(of: neuron, ending: ".dead.json") }

  /// A later result of other bytes.
  static func differing(_ result: [UInt8], of neuron: String) -> String {
    name(of: neuron, ending: ".differs-\(Digest.sha256(result).prefix(16)).safetensors")
  }

  private static let longest = 255
  private static let prefix = 185

  private static func name(of neuron: String, ending: String) -> String {
    let pieces = neuron.utf8.enumerated().map { piece($1, isFirst: $0 == 0) }
    let whole = pieces.joined() + ending
    guard whole.utf8.count > longest else { return whole }
    var short = ""
    for piece in pieces {
      guard short.utf8.count + piece.utf8.count <= prefix else { break }
      short += piece
    }
    return short + "~" + Digest.sha256(Array(neuron.utf8)).prefix(32) + ending
  }

  private static func piece(_ byte: UInt8, isFirst: Bool) -> String {
    switch Unicode.Scalar(byte) {
    case "a"..."z", "A"..."Z", "0"..."9", "-", "_": return String(Unicode.Scalar(byte))
    case "." where !isFirst: return "."
    default:
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.count == 1 ? "0" : "") + digits
    }
  }
}
