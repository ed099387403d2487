import Queue
import Telemetry

/// A reader for roles that wait for hours: where the brokers fall silent it says so once, waits, and says so when they are back; and it reads the partitions too that its topics
/// are given meanwhile.
final class PatientReader: RecordReader {
  /// After so long without a record the brokers are asked whether they are there.
  private static let silence = Duration.seconds(3)

  private let transport: any Transport
  private let log: Log
  /// How often is looked for added partitions.
  private let interval: Duration
  private var reader: any RecordReader
  /// The next offset to read, by partition.
  private var positions: [TopicPartition: Int64]
  private var lastContact = ContinuousClock.now
  private var nextLook: ContinuousClock.Instant
  /// Whether nobody answered when it was last asked.
  private(set) var isCutOff = false

  /// - Parameter offsets: where to begin, of every partition of the topics that are to be read.
  init(_ transport: any Transport, from offsets: [TopicPartition: Int64], log: Log, interval: Duration = .seconds(20)) throws {
    self.transport = transport
    self.log = log
    self.interval = interval
    positions = offsets
    reader = try transport.reader(from: offsets)
    nextLook = .now + interval
  }

  func next(timeout: Duration) throws -> ReceivedRecord? {
    if ContinuousClock.now >= nextLook { try lookForPartitions() }
    if let received = try reader.next(timeout: timeout) {
      noteContact()
      positions[received.place] = received.offset + 1
      return received
    }
    if ContinuousClock.now - lastContact >= Self.silence { _ = try isAtEnd() }
    return nil
  }

  /// Whether everything has been read; false while nobody answers.
  func isAtEnd() throws -> Bool {
    do {
      let isAtEnd = try reader.isAtEnd()
      noteContact()
      return isAtEnd
    } catch let error as QueueError where error.isRetriable {
      if !isCutOff { log.warning("no broker answers; waiting for one", ["error": error.description]) }
      isCutOff = true
      lastContact = ContinuousClock.now
      return false
    }
  }

  func close() { reader.close() }

  /// Goes on with the partitions that were added too, from their beginning. What cannot be asked now is asked again.
  private func lookForPartitions() throws {
    nextLook = .now + interval
    // Whoever is silent may be away: that is found out first.
    guard !isCutOff, .now - lastContact < Self.silence else { return }
    do {
      var added: [TopicPartition: Int64] = [:]
      for (topic, marks) in try transport.watermarks(of: Array(Set(positions.keys.map(\.topic)))) {
        for (partition, marks) in marks.enumerated() {
          let place = TopicPartition(topic: topic, partition: Int32(partition))
          if positions[place] == nil { added[place] = marks.start }
        }
      }
      guard !added.isEmpty else { return }
      let all = positions.merging(added) { first, _ in first }
      let former = reader
      reader = try transport.reader(from: all)
      former.close()
      positions = all
      log.info("partitions were added: they are read too", ["partitions": String(added.count)])
    } catch let error as QueueError where error.isRetriable {}
  }

  private func noteContact() {
    lastContact = ContinuousClock.now
    if isCutOff { log.info("the brokers answer again") }
    isCutOff = false
  }
}
