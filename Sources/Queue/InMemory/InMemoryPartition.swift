/// The records of one partition of an in-memory broker, from where it begins now: what lies before was let go of, and its offsets never come again.
struct InMemoryPartition {
  private var records: [ReceivedRecord?] = []
  /// The place in `records` of the first one that is kept; the gap before it is closed when it is as long as the rest.
  private var first = 0
  private(set) var start: Int64 = 0

  var end: Int64 { start + Int64(records.count - first) }

  mutating func append(_ record: ReceivedRecord) { records.append(record) }

  /// The first record at this offset or after it.
  func record(from offset: Int64) -> ReceivedRecord? {
    let offset = max(offset, start)
    return offset < end ? records[first + Int(offset - start)] : nil
  }

  /// Where the first record stands that was stamped at this time, in milliseconds since 1970, or later; the end where there is none.
  func offset(at time: Int64) -> Int64 {
    records[first...].firstIndex { ($0?.timestamp ?? 0) >= time }.map { start + Int64($0 - first) } ?? end
  }

  /// Lets go of all before this offset.
  mutating func forget(before offset: Int64) {
    let offset = min(offset, end)
    while start < offset {
      records[first] = nil
      first += 1
      start += 1
    }
    guard first > 64, first * 2 > records.count else { return }
    records.removeFirst(first)
    first = 0
  }
}
