import Queue

/// What still stands in a topic that is never rewritten: parked jobs, dead letters. A tombstone settles all that stands before it under its key, and a later record takes
/// the place of an earlier one; one key is one partition, so that their order is certain.
struct StandingRecords {
  struct Place: Hashable {
    var partition: Int32
    var offset: Int64
  }

  private var last: [String: Place] = [:]

  var keys: some Sequence<String> { last.keys }
  var places: Set<Place> { Set(last.values) }

  mutating func enter(_ received: ReceivedRecord) {
    last[received.record.key] = received.record.value == nil ? nil : Place(partition: received.place.partition, offset: received.offset)
  }
}
