import Messages
import Testing

@testable import Queue

@Suite struct RecordTests {
  /// The vectors of Apache Kafka's own tests of `Utils.murmur2`.
  @Test(
    arguments: [
      ("21", -973_932_308),
      ("foobar", -790_332_482),
      ("a-little-bit-long-string", -985_981_536),
      ("a-little-bit-longer-string", -1_486_304_829),
      ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
      ("abc", 479_470_107),
    ] as [(String, Int32)])
  func keysHashAsInKafka(key: String, hash: Int32) {
    #expect(Int32(bitPattern: KeyPartitioner.murmur2(Array(key.utf8))) == hash)
  }

  @Test(
    arguments: [
      ("", nil, [], 61 + 1 + 6),
      ("r/n", 3, [], 61 + 1 + 3 + 4 + 4 + 1),
      ("r/n", 0, ["ce_id"], 61 + 1 + 3 + 4 + 1 + 1 + 8),
      ("k", 1_000_000, [], 61 + 3 + 3 + 2 + 3 + 1_000_000 + 1),
    ] as [(String, Int?, [String], Int)])
  func aRecordsSizeOnTheWire(key: String, valueBytes: Int?, headers: [String], bytes: Int) {
    let record = Record(
      key: key, value: valueBytes.map { Array(repeating: 0, count: $0) }, headers: headers.map { MessageHeader($0, [1]) })
    #expect(record.batchBytes == bytes)
  }
}
