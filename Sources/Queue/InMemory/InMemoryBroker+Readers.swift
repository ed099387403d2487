extension InMemoryBroker {
  /// - Throws: where a partition does not exist.
  mutating func open(from offsets: [TopicPartition: Int64]) throws -> Int {
    for place in offsets.keys { try topics.check(place) }
    return readers.open(from: offsets)
  }

  /// What the reader has not read, all partitions in turn; nil where that is nothing.
  mutating func next(reader: Int) -> ReceivedRecord? {
    guard let record = readers.next(reader, of: topics) else { return nil }
    letGo(of: record.place)
    return record
  }

  func isAtEnd(reader: Int) throws -> Bool {
    try readers.positions(of: reader).allSatisfy { place, offset in
      try offset >= topics.watermarks(of: place.topic)[Int(place.partition)].end
    }
  }

  mutating func close(reader: Int) {
    for place in readers.close(reader) { letGo(of: place) }
  }

  /// Lets go of what every open reader has passed, where the topic's rule is that.
  private mutating func letGo(of place: TopicPartition) {
    guard retention(place.topic) == .untilRead, let least = readers.leastPosition(of: place) else { return }
    topics.forget(before: least, of: place)
  }
}
