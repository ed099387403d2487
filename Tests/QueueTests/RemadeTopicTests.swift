import Messages
import Synchronization
import Testing

@testable import Queue

/// A topic that was deleted and made again has the former one's name, and what the group has committed of that.
@Suite struct RemadeTopicTests {
  private let clock = SteppingClock()
  private let transport: InMemoryTransport

  init() throws {
    let clock = clock
    transport = InMemoryTransport(now: { clock.next() })
    try transport.prepare([TopicSpecification(name: "jobs", partitions: 1, replicationFactor: 1, settings: [:])])
  }

  private func publish(_ keys: [String]) throws {
    for key in keys { try transport.publish([Record(key: key, value: [1])], to: "jobs", partition: 0) }
  }

  private func worker() throws -> JobConsumer {
    JobConsumer(try transport.consumer(of: ["jobs"], group: "g"), intake: JobIntake(slots: 1, commitInterval: .zero))
  }

  /// Finishes what comes until nothing has come for a while.
  private func work(_ worker: JobConsumer) throws -> [String] {
    var done: [String] = []
    var silence = 0
    while silence < 5 {
      var jobs = try worker.poll(timeout: .milliseconds(1))
      silence = jobs.isEmpty ? silence + 1 : 0
      while let job = jobs.popLast() {
        done.append(job.record.record.key)
        jobs += try worker.finish(job.ticket)
      }
    }
    return done
  }

  /// With fewer jobs than were committed of the former one, as many, and more.
  @Test(arguments: [2, 5, 8]) func noJobOfItIsPassedOver(count: Int) throws {
    try publish((0..<5).map { "old\($0)" })
    let first = try worker()
    #expect(try work(first).count == 5)
    try first.close()
    #expect(first.remade.isEmpty)
    try transport.remake("jobs")
    let keys = (0..<count).map { "new\($0)" }
    try publish(keys)
    let second = try worker()
    #expect(try work(second) == keys)
    #expect(second.remade == ["jobs"])
    try second.close()
    #expect(try transport.lag(of: ["jobs"], group: "g").count == 0)
    // Known by its new commits from now on.
    let third = try worker()
    #expect(try work(third) == [] && third.remade.isEmpty)
  }

  @Test(arguments: [2, 5, 8]) func norUnderALiveMember(count: Int) throws {
    try publish((0..<5).map { "old\($0)" })
    let worker = try worker()
    #expect(try work(worker).count == 5)
    try transport.remake("jobs")
    // It sees the topic empty before the first job stands there, as whoever asks all the time does.
    #expect(try work(worker) == [])
    let keys = (0..<count).map { "new\($0)" }
    try publish(keys)
    #expect(try work(worker) == keys)
  }

  /// As programs of before have committed.
  @Test func aCommitWithoutAMarkIsComparedWithTheEnd() throws {
    let member = try transport.consumer(of: ["jobs"], group: "g")
    _ = try member.poll(timeout: .milliseconds(1))
    try member.commit([TopicPartition(topic: "jobs", partition: 0): CommittedOffset(5, metadata: "5:1")], synchronously: true)
    member.close()
    try publish(["a", "b"])
    let worker = try worker()
    #expect(try work(worker) == ["a", "b"])
    #expect(worker.remade == ["jobs"])
  }

  /// Retention takes the marked record as well, and the topic is the same.
  @Test func aTopicThatLostItsBeginningIsNotAnother() throws {
    try publish((0..<5).map { "\($0)" })
    let first = try worker()
    #expect(try work(first).count == 5)
    try first.close()
    let mark = try #require(TopicMark(offset: 0, stamp: 1))
    for first: Int64 in [1, 3, 5] { #expect(!mark.isForeign(first: first)) }
    #expect(mark.isForeign(first: 0))
    try publish(["5"])
    let second = try worker()
    #expect(try work(second) == ["5"] && second.remade.isEmpty)
  }

  @Test(arguments: ["@0:1 17:1", "@0:1", "@12:1795783009342 5:2 7:1"])
  func theMarkStandsBeforeTheStarts(metadata: String) {
    let progress = PartitionProgress(committed: CommittedOffset(3, metadata: metadata))
    #expect(progress.mark != nil)
    #expect(progress.last == nil, "what is known is not committed again")
    #expect(progress.starts.earlierStarts(17) == (metadata.hasSuffix("17:1") ? 1 : 0))
  }

  @Test(arguments: ["", "17:1", "@", "@1", "@-1:5", "@1:0", "@1:2:3", "@x:1 17:1"])
  func whatIsNoMarkIsNone(metadata: String) {
    #expect(PartitionProgress(committed: CommittedOffset(3, metadata: metadata)).mark == nil)
  }
}

/// Each look at it is a millisecond later.
private final class SteppingClock: Sendable {
  private let time = Mutex<Int64>(1_000_000)
  func next() -> Timestamp {
    time.withLock {
      $0 += 1
      return Timestamp(milliseconds: $0)
    }
  }
}
