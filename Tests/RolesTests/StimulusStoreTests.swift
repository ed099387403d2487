import Analysis
import Foundation
import Messages
import Queue
import Synchronization
import TestSupport
import Testing

@testable import Roles
@testable import Work

/// Several runs' slots ask one store for their stimuli.
@Suite struct StimulusStoreTests {
  /// A transport whose readings of one stimulus set wait until they are let through.
  private final class SlowReading: Sendable {
    private let isOpen = Mutex(false)
    private let count = Atomic<Int>(0)
    var readings: Int { count.load(ordering: .relaxed) }
    func open() { isOpen.withLock { $0 = true } }
    func pass() {
      count.add(1, ordering: .relaxed)
      let end = ContinuousClock.now + .seconds(60)
      while !isOpen.withLock({ $0 }), .now < end { Thread.sleep(forTimeInterval: 0.005) }
    }
  }

  private func store(_ run: SubmittedRun, memory: MemoryRoom = MemoryRoom(bytes: nil)) -> StimulusStore {
    StimulusStore(transport: run.transport, topics: run.topics, hindrances: Hindrances(log: TinyRun.quiet), memory: { memory })
  }

  private func job(_ run: SubmittedRun, _ id: String) throws -> Job.Document {
    try #require(try run.jobs().first { $0.record.key.hasPrefix("\(id)/") }).record.open(Job.self).document
  }

  /// A run of other stimuli on the same queue.
  private func submit(_ id: String, seed: UInt64, beside run: SubmittedRun) throws {
    _ = try Coordinator(
      transport: run.transport, topics: run.topics, run: id, submission: TinyRun.submission(neurons: 2, seed: seed)
    ).submit()
  }

  @Test func whoeverReadsOneSetKeepsNobodyFromAnother() async throws {
    try await blocking {
      let slow = SlowReading()
      let transport = GuardedTransport(InMemoryTransport())
      let run = try SubmittedRun(neurons: 2, transport: transport)
      try submit("other", seed: 7, beside: run)
      let (first, second) = (try job(run, "r"), try job(run, "other"))
      let store = store(run)
      // The first set's readings hang, as with a broker that is slow to give them.
      transport.beforeReading { places in
        if places[TopicPartition(topic: run.topics.stimuli, partition: first.stimuli.partition)] == first.stimuli.offsets[0] { slow.pass() }
      }
      let done = Mutex<[SharedStimuli]>([])
      for _ in 0..<3 {
        Thread.detachNewThread {
          if let stimuli = try? store.stimuli(of: first, isHalted: { false }) { done.withLock { $0.append(stimuli) } }
        }
      }
      let end = ContinuousClock.now + .seconds(60)
      while slow.readings == 0, .now < end { Thread.sleep(forTimeInterval: 0.005) }
      _ = try store.stimuli(of: second, isHalted: { false })
      #expect(done.withLock { $0.isEmpty }, "the second set was there while the first was read")
      #expect(throws: CancellationError.self) { try store.stimuli(of: first, isHalted: { true }) }
      slow.open()
      while done.withLock({ $0.count < 3 }), .now < end { Thread.sleep(forTimeInterval: 0.005) }
      #expect(slow.readings == 1, "one reading serves all who wait")
      #expect(done.withLock { all in all.count == 3 && all.allSatisfy { $0 === all[0] } })
    }
  }

  @Test func whereAReadingFailsTheNextTriesForItself() async throws {
    try await blocking {
      let transport = GuardedTransport(InMemoryTransport())
      let run = try SubmittedRun(neurons: 1, transport: transport)
      let (job, store) = (try job(run, "r"), store(run))
      transport.failReading(QueueError(.broker, "No."), of: run.topics.stimuli)
      #expect(throws: QueueError.self) { try store.stimuli(of: job, isHalted: { false }) }
      transport.failReading(nil, of: run.topics.stimuli)
      #expect(try store.stimuli(of: job, isHalted: { false }) === store.stimuli(of: job, isHalted: { false }))
    }
  }

  /// Of a topic that was made again: nothing stands at the offset, or another set.
  @Test(arguments: [(0, 99), (0, 1), (7, 0)] as [(Int32, Int64)])
  func stimuliThatAreNotWhereTheyWereAreGone(partition: Int32, offset: Int64) async throws {
    try await blocking {
      let run = try SubmittedRun(neurons: 1)
      try submit("other", seed: 7, beside: run)
      var job = try job(run, "r")
      (job.stimuli.partition, job.stimuli.offsets) = (partition, [offset])
      let failure = thrown(JobFailure.self) { try store(run).stimuli(of: job, isHalted: { false }) }
      #expect((failure?.report.class, failure?.report.code) == (.permanent, "stimuli_gone"))
    }
  }

  /// Sets of four runs in turn, where there is room for all, and where there is not.
  @Test(arguments: [(MemoryRoom(bytes: 1 << 40), 4), (MemoryRoom(bytes: nil), 12), (MemoryRoom(bytes: 1 << 22), 12)])
  func asManySetsAreKeptAsFit(memory: MemoryRoom, readings: Int) async throws {
    try await blocking {
      let count = Atomic<Int>(0)
      let transport = GuardedTransport(InMemoryTransport())
      let run = try SubmittedRun(neurons: 1, transport: transport)
      for seed: UInt64 in 2...4 { try submit("run\(seed)", seed: seed, beside: run) }
      let jobs = try ["r", "run2", "run3", "run4"].map { try job(run, $0) }
      let bytes = jobs.map(\.stimuli.bytes).max() ?? 0
      try #require(bytes * 4 < 1 << 22 && bytes * 4 * 4 > (1 << 22) / 4, "\(bytes): the middle bound is to hold some, not all")
      let store = store(run, memory: memory)
      transport.beforeReading { places in
        if places.keys.contains(where: { $0.topic == run.topics.stimuli }) { count.add(1, ordering: .relaxed) }
      }
      for _ in 0..<3 { for job in jobs { _ = try store.stimuli(of: job, isHalted: { false }) } }
      #expect(count.load(ordering: .relaxed) == readings)
    }
  }
}
