import Messages
import Queue
import TestSupport
import Testing

/// The delivery rules over every transport: at least once, nothing committed that is not finished.
@Suite struct DeliveryConformanceTests {
  @Test(arguments: TransportUnderTest.available)
  func jobsThatEndOutOfOrderAreCommittedUpToTheLowestUnfinished(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport)
      try transport.publish((0..<4).map { Record(key: "\($0)", value: [1]) }, to: topic, partition: 0)
      let worker = try worker(on: transport, topic, slots: 4)
      let jobs = try take(4, from: worker)
      for offset in [3, 0, 2] { _ = try worker.finish(jobs[offset].ticket) }
      try worker.close()
      #expect(try transport.committedOffsets(of: topic, group: topic).map { $0?.offset } == [1])

      let successor = try self.worker(on: transport, topic, slots: 4)
      let again = try take(3, from: successor)
      #expect(again.map(\.record.record.key) == ["1", "2", "3"], "all from the unfinished one on")
      for job in again { _ = try successor.finish(job.ticket) }
      try successor.close()
      #expect(try transport.committedOffsets(of: topic, group: topic).map { $0?.offset } == [4])
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func aWorkerTakesNoMoreThanItsSlotsAndBufferAndGoesOnWhenOneIsFree(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport, partitions: 2)
      for partition: Int32 in 0..<2 {
        try transport.publish((0..<10).map { Record(key: "\(partition)/\($0)", value: [1]) }, to: topic, partition: partition)
      }
      let worker = try worker(on: transport, topic, slots: 2)
      var running = try take(2, from: worker)
      var seen = Set(running.map(\.record.record.key))
      for _ in 0..<20 { #expect(try worker.poll(timeout: .milliseconds(10)).isEmpty, "the slots are full") }
      var finished = 0
      let deadline = ContinuousClock.now + .seconds(30)
      while finished < 20, ContinuousClock.now < deadline {
        var started = try worker.poll(timeout: .milliseconds(100))
        if let job = running.popLast() {
          started += try worker.finish(job.ticket)
          finished += 1
        }
        #expect(started.allSatisfy { seen.insert($0.record.record.key).inserted }, "no job twice")
        running += started
        #expect(worker.runningCount <= 2)
      }
      #expect(seen.count == 20)
      try worker.close()
      #expect(try transport.committedOffsets(of: topic, group: topic).map { $0?.offset } == [10, 10])
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func whatADeadWorkerHadNotCommittedRunsAgainElsewhere(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport, partitions: 4)
      for partition: Int32 in 0..<4 {
        try transport.publish((0..<3).map { Record(key: "\(partition)/\($0)", value: [1]) }, to: topic, partition: partition)
      }
      var finished: [String: Int] = [:]
      let consumer = try transport.consumer(of: [topic], group: topic)
      let doomed = JobConsumer(consumer, intake: JobIntake(slots: 3), clock: { .zero })
      for job in try take(3, from: doomed).prefix(2) {
        finished[job.record.record.key, default: 0] += 1
        _ = try doomed.finish(job.ticket)
      }
      consumer.close()  // without the last commit

      let worker = try worker(on: transport, topic, slots: 2)
      let deadline = ContinuousClock.now + .seconds(30)
      while finished.count < 12, ContinuousClock.now < deadline {
        var jobs = try worker.poll(timeout: .milliseconds(100))
        while let job = jobs.popLast() {
          finished[job.record.record.key, default: 0] += 1
          jobs += try worker.finish(job.ticket)
        }
      }
      #expect(finished.count == 12, "none is lost")
      try worker.close()
      #expect(try transport.committedOffsets(of: topic, group: topic).map { $0?.offset } == [3, 3, 3, 3])
    }
  }

  @Test(arguments: TransportUnderTest.available)
  func aStoppedWorkerTakesNothingMoreAndGivesBackWhatWaits(_ kind: TransportUnderTest) async throws {
    try await blocking {
      let transport = try kind.make()
      let topic = try kind.topic(on: transport)
      try transport.publish((0..<5).map { Record(key: "\($0)", value: [1]) }, to: topic, partition: 0)
      let worker = try worker(on: transport, topic, slots: 1)
      let job = try take(1, from: worker)[0]
      try worker.stop()
      for _ in 0..<10 { #expect(try worker.poll(timeout: .milliseconds(10)).isEmpty) }
      #expect(try worker.finish(job.ticket).isEmpty)
      #expect(worker.isIdle)
      try worker.close()
      #expect(try transport.committedOffsets(of: topic, group: topic).map { $0?.offset } == [1])
    }
  }

  private func worker(on transport: any Transport, _ topic: String, slots: Int) throws -> JobConsumer {
    let start = ContinuousClock.now
    return JobConsumer(
      try transport.consumer(of: [topic], group: topic), intake: JobIntake(slots: slots), clock: { ContinuousClock.now - start })
  }

  private func take(_ count: Int, from worker: JobConsumer) throws -> [JobConsumer.Started] {
    var jobs: [JobConsumer.Started] = []
    let deadline = ContinuousClock.now + .seconds(30)
    while jobs.count < count {
      try #require(ContinuousClock.now < deadline, "waited 30 s for \(count) jobs, got \(jobs.count)")
      jobs += try worker.poll(timeout: .milliseconds(100))
    }
    return jobs
  }
}
