/// A Kafka header: a name, and bytes that are text in all headers of ours.
public struct MessageHeader: Sendable, Hashable {
  public var name: String
  public var value: [UInt8]

  public init(_ name: String, _ value: [UInt8]) {
    self.name = name
    self.value = value
  }

  public init(_ name: String, _ text: String) {
    self.init(name, Array(text.utf8))
  }

  /// The value as text; nil where it is not UTF-8.
  public var text: String? { String(validating: value, as: UTF8.self) }
}
