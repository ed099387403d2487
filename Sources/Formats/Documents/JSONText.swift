import Foundation

/// JSON as all documents are written: one line, keys in snake case and sorted, UTF-8.
public enum JSONText {
  public static func encode(_ document: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return [UInt8](try encoder.encode(document))
    } catch EncodingError.invalidValue(let value, let context) {
      throw FormatError(.invalid, "\(path(context.codingPath)) is \(value), which JSON cannot hold")
    }
  }

  /// - Parameter limit: the most bytes that are looked at.
  public static func decode<Document: Decodable>(_ type: Document.Type, from bytes: [UInt8], limit: Int) throws -> Document {
    try FormatError.require(
      bytes.count <= limit, .tooLarge, "a JSON document of \(bytes.count) bytes, but at most \(limit) are allowed here")
    try JSONScan.check(bytes)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(type, from: Data(bytes))
    } catch let error as DecodingError {
      throw FormatError(.malformed, sentence(error))
    }
  }

  private static func sentence(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context):
      "the JSON document lacks \(path(context.codingPath + [key]))"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\(path(context.codingPath)) in the JSON document is of the wrong kind (\(context.debugDescription))"
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      "\(path(context.codingPath)) in the JSON document has a value that is not known here (\(context.debugDescription))"
    default:
      "the document is not valid JSON, or holds a number that its field cannot take"
    }
  }

  /// The way to a field as it stands in the document, e.g. `settings.training.batch`.
  private static func path(_ keys: [any CodingKey]) -> String {
    keys.map { key in
      key.intValue.map(String.init) ?? key.stringValue.map { $0.isUppercase ? "_" + $0.lowercased() : String($0) }.joined()
    }.joined(separator: ".")
  }
}
