import Foundation
import Messages
import Queue
import TestSupport
import Testing

@testable import Roles
@testable import Work

/// Jobs that a worker passes over: their neuron has a result, or their version is another.
@Suite struct WorkerPassingTests {
  @Test func aWorkerWithoutTopicsWaitsForTheFirstRun() async throws {
    try await blocking {
      let (transport, topics) = (InMemoryTransport(), try Topics())
      var run: SubmittedRun?
      let (tally, log) = try SubmittedRun.work(on: transport, topics) { log in
        if run == nil, log.contains(where: { $0.contains("no topics yet: the first konomi coordinate with this prefix makes them") }) {
          run = try SubmittedRun(transport: transport)
        }
        return try run?.outcomes().count == 3
      }
      #expect(tally == Worker.Tally(done: 3, abandoned: 0))
      #expect(log.count { $0.contains("no topics yet") } == 1)
      #expect(!log.contains { $0.contains("error") }, "\(log)")
    }
  }

  /// With none of the topics, and with those only that the first command to make them has come to.
  @Test(arguments: [false, true])
  func aWorkerWithoutTopicsLeavesWhereItIsToLeaveWhenIdle(withStates: Bool) async throws {
    try await blocking {
      let (transport, topics) = (InMemoryTransport(), try Topics())
      if withStates {
        let shape = topics.specifications(partitions: 1, replicationFactor: 1, minimumInSyncReplicas: 1)
        try transport.prepare(shape.filter { [topics.states, topics.outcomes].contains($0.name) })
      }
      let (tally, _) = try SubmittedRun.work(on: transport, topics, change: { $0.exitWhenIdle = true }) { _ in false }
      #expect(tally == Worker.Tally())
    }
  }

  /// The group's offsets are gone: everything stands in the queue again, and nothing is computed again.
  @Test func aJobWhoseNeuronHasAResultIsNotComputedAgain() async throws {
    try await blocking {
      let run = try SubmittedRun()
      _ = try run.work { try run.outcomes().count == 3 }
      let consumer = try run.transport.consumer(of: [run.topics.jobs, run.topics.retry], group: run.topics.workGroup)
      while try consumer.poll(timeout: .milliseconds(10)) != nil {}
      try consumer.commit(
        Dictionary(uniqueKeysWithValues: (0..<3).map { (TopicPartition(topic: run.topics.jobs, partition: $0), CommittedOffset(0)) }),
        synchronously: true)
      consumer.close()
      let again = try run.work(change: { $0.exitWhenIdle = true }) { false }
      #expect(again.tally == Worker.Tally(done: 3, abandoned: 0))
      #expect(try run.records(of: run.topics.results).count == 3)
      #expect(try run.records(of: run.topics.outcomes).count == 3)
    }
  }

  @Test func jobsThatWerePublishedThreeTimesAreComputedOnce() async throws {
    try await blocking {
      let run = try SubmittedRun(neurons: 6)
      for _ in 0..<2 {
        for job in try run.jobs().prefix(6) {
          try run.transport.publish([job.record], to: run.topics.jobs, partition: job.place.partition)
        }
      }
      let ended = try run.work(
        change: {
          $0.slots = 1
          $0.exitWhenIdle = true
        }
      ) { false }
      #expect(ended.tally.abandoned == 0 && ended.tally.done == 18)
      // Only the one before whose outcome is on its way may be computed again.
      let results = try run.records(of: run.topics.results).count
      #expect((6...8).contains(results), "\(results) results of 6 neurons")
    }
  }

  /// Whoever publishes a job after its neuron had a result wants it computed.
  @Test func aJobThatWasPublishedAfterItsResultIsComputed() async throws {
    try await blocking {
      let run = try SubmittedRun()
      _ = try run.work { try run.outcomes().count == 3 }
      let jobs = try run.jobs().map(\.record)
      // The broker's clock passes in whole milliseconds.
      Thread.sleep(forTimeInterval: 0.005)
      for job in jobs { try run.transport.publish([Record(key: job.key, value: nil)], to: run.topics.outcomes, partition: nil) }
      for job in jobs { try run.transport.publish([job], to: run.topics.jobs, partition: nil) }
      _ = try run.work { try run.records(of: run.topics.results).count == 6 }
      #expect(Set(try run.records(of: run.topics.results).map(\.record.key)).count == 3)
    }
  }

  /// Publishes the run's jobs again as a coordinator of another version would make them.
  private func publishJobs(ofVersion version: Int, _ run: SubmittedRun) throws {
    for received in try run.jobs() {
      var job = try received.record.open(Job.self)
      job.document.methodVersion = version
      let record = try Record(sealing: job, key: received.record.key, source: "konomi/test", time: .now)
      try run.transport.publish([record], to: run.topics.jobs, partition: nil)
    }
  }

  @Test(arguments: [true, false])
  func jobsOfAnotherVersionRestWhereTheirWorkersTakeThem(isPrepared: Bool) async throws {
    try await blocking {
      let run = try SubmittedRun()
      let other = run.manifest.methodVersion + 1
      let specifications = run.topics.specifications(
        partitions: 3, methodVersion: other, replicationFactor: 1, minimumInSyncReplicas: 1)
      if isPrepared { try run.transport.prepare(specifications) }
      try publishJobs(ofVersion: other, run)
      let topic = isPrepared ? run.topics.jobs(ofMethodVersion: other) : run.topics.retry
      let ended = try run.work { try run.outcomes().count == 3 && run.records(of: topic).count >= 3 }
      #expect(ended.tally.abandoned == 0)
      let rested = try run.records(of: topic)
      #expect(Set(rested.map(\.record.key)).count == 3)
      #expect(rested.allSatisfy { JobHistory.read($0).history.attempt == 1 }, "that is no attempt")
      #expect(try run.letters().isEmpty)
      if isPrepared {
        #expect(rested.count == 3, "they rest there untouched")
        #expect(try run.records(of: run.topics.retry).isEmpty)
      }
    }
  }

  /// Also where that topic is made while the worker runs.
  @Test(arguments: [true, false])
  func aWorkerTakesWhatRestsForItsVersion(isPreparedBefore: Bool) async throws {
    try await blocking {
      let run = try SubmittedRun()
      let topic = run.topics.jobs(ofMethodVersion: run.manifest.methodVersion)
      let rest = {
        try run.transport.prepare(
          run.topics.specifications(
            partitions: 3, methodVersion: run.manifest.methodVersion, replicationFactor: 1, minimumInSyncReplicas: 1))
        for var record in try run.jobs().map(\.record) {
          // Another run's neurons, so that their outcomes are told from those of the jobs' topic.
          var job = try record.open(Job.self)
          job.document.run = "rested"
          record = try Record(sealing: job, key: "rested/\(job.document.neuron)", source: "konomi/test", time: .now)
          try run.transport.publish([record], to: topic, partition: nil)
        }
      }
      if isPreparedBefore { try rest() }
      var hasRested = isPreparedBefore
      let ended = try run.work {
        if !hasRested, try run.outcomes().count == 3 {
          hasRested = true
          try rest()
        }
        return try run.outcomes().count == 6
      }
      #expect(ended.tally == Worker.Tally(done: 6, abandoned: 0))
      #expect(try run.outcomes().values.allSatisfy { $0.state == .succeeded })
    }
  }
}
