import Messages

/// By what a topic is known again: where one of its records stood, and when the broker took it. Topics have names only, and one that was deleted and made again has its name, and
/// what a group has committed of it, from the former one.
///
/// As text, before the starts in commit metadata: `@offset:stamp`.
public struct TopicMark: Sendable, Hashable {
  public var offset: Int64
  /// Milliseconds since 1970 by the broker's clock.
  public var stamp: Int64

  /// - Returns: nil for a record without a stamp.
  public init?(offset: Int64, stamp: Int64) {
    guard stamp > 0 else { return nil }
    self.offset = offset
    self.stamp = stamp
  }

  init?(_ text: some StringProtocol) {
    let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
    guard text.first == "@", parts.count == 2, let offset = Int64(parts[0]), offset >= 0, let stamp = Int64(parts[1]) else { return nil }
    self.init(offset: offset, stamp: stamp)
  }

  var text: String { "@\(offset):\(stamp)" }

  /// The time to ask for where there is no mark: nothing is that late, and what answers is the end.
  static let end = Timestamp(milliseconds: Timestamp.bounds.upperBound)

  /// The time to ask for: what was taken after the marked record stands behind it, as long as the topic is the same.
  public var next: Timestamp { Timestamp(milliseconds: stamp + 1) }

  /// Whether the topic is another by now.
  /// - Parameter first: where its first record of `next` or later stands, or its end: where all is younger than the marked record, that record is not among it.
  public func isForeign(first: Int64) -> Bool { first <= offset }
}

extension CommittedOffset {
  /// What the metadata says of the topic, and the rest of it: the starts.
  var parts: (mark: TopicMark?, starts: Substring) {
    guard let first = metadata.split(separator: " ").first, let mark = TopicMark(first) else { return (nil, metadata[...]) }
    return (mark, metadata.dropFirst(first.count + 1))
  }

  /// Whether this was committed of a former topic of the name. Commits of older programs have no mark: they are compared with the end.
  /// - Parameter first: where the first record of the mark's `next` stands, or, without a mark, of `TopicMark.end`.
  func isForeign(first: Int64) -> Bool { parts.mark?.isForeign(first: first) ?? (offset > first) }
}
