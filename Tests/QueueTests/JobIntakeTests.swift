import Messages
import Testing

@testable import Queue

/// What the loop is told to do, as text: `start 0@3` is the record at offset 3 of partition 0, `commit 0@4[5:1]` an asynchronous commit with
/// its metadata, `commit! 0@4` a synchronous one.
@Suite struct JobIntakeTests {
  @Test func slotsAndBufferFillThenEverythingIsPaused() {
    var intake = Intake(slots: 2, buffer: 1)
    #expect(intake.assign(0, 1) == [])
    #expect(intake.record(0, 0) == ["start 0@0", "commit! 0@0[0:1]"])
    #expect(intake.record(1, 0) == ["start 1@0", "commit! 1@0[0:1]"])
    #expect(intake.record(0, 1) == ["pause 0 1"])
    #expect(intake.finish(0, 0) == ["start 0@1", "resume 0 1", "commit! 0@1[1:1]"])
  }

  @Test func flowResumesOnlyWhenHalfTheBufferIsFree() {
    var intake = Intake(slots: 1, buffer: 4)
    _ = intake.assign(0)
    for offset in 0..<4 { _ = intake.record(0, Int64(offset)) }
    #expect(intake.record(0, 4) == ["pause 0"])
    #expect(intake.finish(0, 0) == ["start 0@1", "commit! 0@1[1:1]"])
    #expect(intake.finish(0, 1) == ["start 0@2", "resume 0", "commit! 0@2[2:1]"])
  }

  @Test func aNewPartitionIsPausedWhileThereIsNoRoomAndAKeptOneStaysPaused() {
    var intake = Intake(slots: 1, buffer: 0)
    _ = intake.assign(0)
    #expect(intake.record(0, 0) == ["start 0@0", "pause 0", "commit! 0@0[0:1]"])
    #expect(intake.assign(1) == ["pause 1"])
    #expect(intake.finish(0, 0) == ["resume 0 1"])
  }

  @Test func onlyWhatWasPausedIsResumed() {
    var intake = Intake(slots: 1, buffer: 0)
    _ = intake.assign(0, 1)
    #expect(intake.record(0, 0) == ["start 0@0", "pause 0 1", "commit! 0@0[0:1]"])
    #expect(intake.revoke(1) == ["release"])
    #expect(intake.finish(0, 0) == ["resume 0"])
  }

  @Test func aRevokeCommitsSynchronouslyWhatIsFinishedAndDropsWhatWaits() {
    var intake = Intake(slots: 1, buffer: 2)
    _ = intake.assign(0)
    for offset: Int64 in 0..<3 { _ = intake.record(0, offset) }
    #expect(intake.finish(0, 0) == ["start 0@1", "resume 0", "commit! 0@1[1:1]"])
    #expect(intake.revoke(0) == ["commit! 0@1", "release"], "the start goes with the job, which may finish here")
    #expect(intake.value.waitingCount == 0)
    #expect(intake.value.runningCount == 1)
  }

  /// The offsets of the former topic's jobs are those of others now: what still runs of it ends nothing here, and is in nobody's way.
  @Test func aTopicThatIsMadeAgainUnderAMemberIsReadFromItsBeginning() {
    var intake = Intake(slots: 3, buffer: 0)
    _ = intake.assign(0)
    #expect(intake.record(0, 0, stamp: 1000) == ["start 0@0", "commit! 0@0[@0:1000 0:1]"])
    #expect(intake.record(0, 1, stamp: 1001) == ["start 0@1", "commit! 0@0[@0:1000 0:1 1:1]"])
    #expect(intake.finish(0, 0, stamp: 1000, at: .seconds(60)) == ["commit 0@1[@0:1000 1:1]"])
    #expect(intake.record(0, 0, stamp: 9000) == ["start 0@0 epoch 2", "commit! 0@0[@0:9000 0:1]"])
    #expect(intake.finish(0, 1, stamp: 1001) == [])
    #expect(intake.value.staleCompletions == 1)
    #expect(intake.record(0, 1, stamp: 9000) == ["start 0@1 epoch 2", "commit! 0@0[@0:9000 0:1 1:1]"])
    #expect(intake.finish(0, 0, epoch: 2, stamp: 9000, at: .seconds(120)) == ["commit 0@1[@0:9000 1:1]"])
  }

  @Test func aStaleCompletionIsCountedAndNotCommitted() {
    var intake = Intake(slots: 2, buffer: 0)
    _ = intake.assign(0)
    _ = intake.record(0, 0)
    _ = intake.revoke(0)
    _ = intake.assign(0)
    #expect(intake.finish(0, 0) == [])
    #expect(intake.value.staleCompletions == 1)
    #expect(intake.record(0, 0) == ["start 0@0 epoch 2", "commit! 0@0[0:1]"])
    #expect(intake.finish(0, 0, epoch: 2) == [])
    #expect(intake.tick(at: .seconds(5)) == ["commit 0@1"])
  }

  @Test func aJobWhosePartitionComesBackWhileItRunsIsNotStartedTwice() {
    var intake = Intake(slots: 2, buffer: 0)
    _ = intake.assign(0)
    _ = intake.record(0, 0)
    _ = intake.revoke(0)
    _ = intake.assign(0)
    #expect(intake.record(0, 0) == [])
    #expect(intake.finish(0, 0) == [])
    #expect(intake.value.staleCompletions == 0)
    #expect(intake.close() == ["commit! 0@1"])
  }

  @Test func aComputedJobFreesItsSlotAndIsBlamedForNothing() {
    var intake = Intake(slots: 1, buffer: 0)
    _ = intake.assign(0)
    #expect(intake.record(0, 0) == ["start 0@0", "pause 0", "commit! 0@0[0:1]"])
    #expect(intake.compute(0, 0) == ["resume 0"])
    #expect(intake.record(0, 1) == ["start 0@1", "pause 0", "commit! 0@0[1:1]"])
    #expect(intake.compute(0, 1) == ["resume 0"])
    #expect(intake.record(0, 2) == ["pause 0"], "no more than slots and buffer wait for the broker's word, and one")
    #expect(intake.finish(0, 0) == ["start 0@2", "commit! 0@1[2:1]"])
    #expect(intake.finish(0, 1) == [])
    #expect(intake.abandon(0, 2) == ["resume 0"])
    #expect(intake.close() == ["commit! 0@2"])
  }

  @Test func aComputedJobWhosePartitionComesBackIsNotStartedTwice() {
    var intake = Intake(slots: 1, buffer: 0)
    _ = intake.assign(0)
    _ = intake.record(0, 0)
    _ = intake.compute(0, 0)
    _ = intake.revoke(0)
    #expect(intake.tick(at: .seconds(5)) == ["commit! 0@0", "release"])
    _ = intake.assign(0)
    #expect(intake.record(0, 0) == [])
    #expect(intake.finish(0, 0) == [])
    #expect(intake.value.staleCompletions == 0)
    #expect(intake.close() == ["commit! 0@1"])
  }

  @Test func aRevokedPartitionWaitsForTheOutcomesOnTheirWay() {
    var intake = Intake(slots: 2, buffer: 0)
    _ = intake.assign(0, 1)
    _ = intake.record(0, 0)
    _ = intake.record(1, 0)
    _ = intake.compute(0, 0)
    #expect(intake.revoke(0, 1) == [], "0@0 is computed: only its acknowledgement is missing")
    #expect(intake.tick(at: .seconds(4.9)) == [])
    #expect(intake.finish(0, 0) == ["commit! 0@1 1@0", "release"], "what still runs is not waited for")
    #expect(intake.value.staleCompletions == 0)
    #expect(intake.value.assigned == [])
  }

  @Test func whoTakesNoMoreJobsFinishesThoseAtHandBeforeTheirPartitionGoes() {
    var intake = Intake(slots: 2, buffer: 0)
    _ = intake.assign(0)
    _ = intake.record(0, 0)
    _ = intake.record(0, 1)
    _ = intake.stop()
    #expect(intake.revoke(0) == [])
    #expect(intake.compute(0, 0) == [])
    #expect(intake.finish(0, 0) == [])
    #expect(intake.abandon(0, 1) == ["commit! 0@1", "release"])
  }

  @Test func aRevokedPartitionDoesNotWaitForEver() {
    var intake = Intake(slots: 1, buffer: 1)
    _ = intake.assign(0)
    _ = intake.record(0, 0)
    _ = intake.record(0, 1)
    _ = intake.compute(0, 0)
    _ = intake.compute(0, 1)
    #expect(intake.revoke(0) == [])
    #expect(intake.tick(at: .seconds(5)) == ["commit! 0@0", "release"])
    #expect(intake.finish(0, 0) == [])
    #expect(intake.value.staleCompletions == 1)
  }

  @Test func aPartitionLostMeanwhileOrLeftBehindIsNotWaitedFor() {
    var intake = Intake(slots: 1, buffer: 1)
    _ = intake.assign(0, 1)
    _ = intake.record(0, 0)
    _ = intake.compute(0, 0)
    #expect(intake.revoke(1) == ["release"], "its partition stays")
    #expect(intake.revoke(0, lost: true) == ["release"])
  }

  @Test func aLostPartitionIsNotCommitted() {
    var intake = Intake(slots: 1, buffer: 0)
    _ = intake.assign(0)
    _ = intake.record(0, 0)
    _ = intake.finish(0, 0)
    #expect(intake.revoke(0, lost: true) == ["release"])
  }

  @Test func commitsKeepTheirIntervalAndARefusedOneIsRepeated() {
    var intake = Intake(slots: 1, buffer: 0)
    _ = intake.assign(0)
    #expect(intake.record(0, 0) == ["start 0@0", "pause 0", "commit! 0@0[0:1]"])
    #expect(intake.finish(0, 0, at: .seconds(1)) == ["resume 0"])
    #expect(intake.tick(at: .seconds(4)) == [])
    #expect(intake.tick(at: .seconds(5)) == ["commit 0@1"])
    #expect(intake.answer(0, 1, refused: true) == [])
    #expect(intake.tick(at: .seconds(9)) == [])
    #expect(intake.tick(at: .seconds(10)) == ["commit 0@1"])
    #expect(intake.answer(0, 1, refused: false) == [])
    #expect(intake.tick(at: .seconds(20)) == [], "nothing new")
  }

  @Test func stoppingPausesForGoodGivesBackWhatWaitsAndLetsWhatRunsFinish() {
    var intake = Intake(slots: 1, buffer: 2)
    _ = intake.assign(0)
    _ = intake.record(0, 0)
    _ = intake.record(0, 1)
    #expect(intake.stop() == ["pause 0"])
    #expect(intake.record(0, 2) == [], "already on its way when the pause came")
    #expect(intake.assign(1) == ["pause 1"])
    #expect(intake.finish(0, 0) == [])
    #expect(intake.close() == ["commit! 0@1"])
  }

  @Test func anAbandonedJobStaysInTheQueueAndItsStartDoesNotCount() {
    var intake = Intake(slots: 2, buffer: 0)
    _ = intake.assign(0)
    _ = intake.record(0, 0)
    #expect(intake.record(0, 1) == ["start 0@1", "pause 0", "commit! 0@0[0:1 1:1]"])
    #expect(intake.finish(0, 1) == ["resume 0"])
    #expect(intake.abandon(0, 0) == [])
    #expect(intake.close() == ["commit! 0@0"])
  }

  @Test func whatFormerOwnersLeftIsCountedAndCarriedOn() {
    var intake = Intake(slots: 1, buffer: 1)
    _ = intake.assign(0)
    intake.value.inherit([TopicPartition(topic: "jobs", partition: 0): CommittedOffset(3, metadata: "3:2 7:1")])
    #expect(intake.record(0, 3) == ["start 0@3 after 2", "commit! 0@3[3:3 7:1]"])
    #expect(intake.record(0, 4) == ["pause 0"])
    #expect(intake.finish(0, 3) == ["start 0@4", "resume 0", "commit! 0@4[4:1 7:1]"])
  }

  @Test func aRecordOfTheRetryTopicRestsUntilItIsDueAndItsPartitionWithIt() {
    var intake = Intake(slots: 2, buffer: 0, delays: ["jobs": .seconds(30)])
    _ = intake.assign(0, 1)
    #expect(intake.record(0, 0, at: .seconds(10), brokerTime: 10) == ["pause 0", "commit 0@0"])
    #expect(intake.tick(at: .seconds(29)) == [])
    #expect(intake.tick(at: .seconds(30)) == ["start 0@0", "resume 0", "commit! 0@0[0:1]"])
    #expect(intake.record(1, 0, at: .seconds(31), brokerTime: 31) == ["start 1@0", "pause 0 1", "commit! 1@0[0:1]"])
  }

  /// The broker's time when a record that it stamped with 0 comes, and how long the record rests from then on, in seconds: what this host's clock says plays no part, and
  /// nobody's stamp holds a partition for longer than the delay.
  @Test(arguments: [(0, 30), (10, 20), (29, 1), (30, 0), (3600, 0), (-3600, 30), (nil, 30)] as [(Int?, Int)])
  func howLongARecordHasRestedTheBrokersClockSays(brokerTime: Int?, rest: Int) {
    // The monotonic clock of a host that has been up for a month.
    let start = Duration.seconds(2_592_000)
    var intake = Intake(slots: 2, buffer: 0, delays: ["jobs": .seconds(30)])
    _ = intake.assign(0)
    let isAtOnce = intake.record(0, 0, at: start, brokerTime: brokerTime).contains("start 0@0")
    #expect(isAtOnce == (rest == 0))
    guard rest > 0 else { return }
    #expect(!intake.tick(at: start + .seconds(rest) - .milliseconds(1)).contains("start 0@0"))
    #expect(intake.tick(at: start + .seconds(rest)).contains("start 0@0"))
  }

  @Test func aRestingRecordIsDroppedWithItsPartition() {
    var intake = Intake(slots: 2, buffer: 0, delays: ["jobs": .seconds(30)])
    _ = intake.assign(0)
    _ = intake.record(0, 0, at: .seconds(10))
    #expect(intake.revoke(0) == ["commit! 0@0", "release"])
    #expect(intake.tick(at: .seconds(60)) == [])
  }
}

/// Drives a `JobIntake` over partitions of one topic, and draws what it answers.
private struct Intake {
  var value: JobIntake

  init(slots: Int, buffer: Int, delays: [String: Duration] = [:]) { value = JobIntake(slots: slots, buffer: buffer, delays: delays) }

  mutating func assign(_ partitions: Int32...) -> [String] { draw(value.receive(.assigned(set(partitions)), at: .zero)) }
  mutating func revoke(_ partitions: Int32..., lost: Bool = false) -> [String] {
    draw(value.receive(.revoked(set(partitions), lost: lost), at: .zero))
  }
  mutating func record(_ partition: Int32, _ offset: Int64, at time: Duration = .zero, brokerTime: Int? = nil, stamp: Int64 = 0) -> [String]
  {
    let record = ReceivedRecord(place: place(partition), offset: offset, timestamp: stamp, record: Record(key: "run/\(offset)", value: []))
    return draw(value.receive(.record(record), at: time, brokerTime: brokerTime.map { Timestamp(milliseconds: Int64($0) * 1000) }))
  }
  mutating func finish(_ partition: Int32, _ offset: Int64, epoch: Int = 1, stamp: Int64 = 0, at time: Duration = .zero) -> [String] {
    draw(value.finish(JobTicket(place: place(partition), offset: offset, epoch: epoch, stamp: stamp), at: time))
  }
  mutating func compute(_ partition: Int32, _ offset: Int64) -> [String] {
    draw(value.compute(JobTicket(place: place(partition), offset: offset, epoch: 1), at: .zero))
  }
  mutating func abandon(_ partition: Int32, _ offset: Int64) -> [String] {
    draw(value.abandon(JobTicket(place: place(partition), offset: offset, epoch: 1), at: .zero))
  }
  mutating func answer(_ partition: Int32, _ offset: Int64, refused: Bool) -> [String] {
    let failure = refused ? QueueError(.broker, "rebalance in progress", isRetriable: true) : nil
    return draw(value.receive(.committed([place(partition): CommittedOffset(offset)], failure: failure), at: .zero))
  }
  mutating func tick(at time: Duration) -> [String] { draw(value.tick(at: time)) }
  mutating func stop() -> [String] { draw(value.stop()) }
  mutating func close() -> [String] { draw(value.close()) }

  private func place(_ partition: Int32) -> TopicPartition { TopicPartition(topic: "jobs", partition: partition) }
  private func set(_ partitions: [Int32]) -> Set<TopicPartition> { Set(partitions.map(place)) }
  private func list(_ places: some Sequence<TopicPartition>) -> String {
    places.map(\.partition).sorted().map(String.init).joined(separator: " ")
  }

  private func draw(_ actions: [JobIntake.Action]) -> [String] {
    actions.map { action in
      switch action {
      case .pause(let places): "pause \(list(places))"
      case .resume(let places): "resume \(list(places))"
      case .release: "release"
      case .start(let ticket, _, let earlier):
        "start \(ticket.place.partition)@\(ticket.offset)" + (ticket.epoch == 1 ? "" : " epoch \(ticket.epoch)")
          + (earlier == 0 ? "" : " after \(earlier)")
      case .commit(let offsets, let synchronously):
        "commit\(synchronously ? "!" : "") "
          + offsets.sorted { $0.key.partition < $1.key.partition }.map {
            "\($0.key.partition)@\($0.value.offset)" + ($0.value.metadata.isEmpty ? "" : "[\($0.value.metadata)]")
          }.joined(separator: " ")
      }
    }
  }
}
