import Foundation
import Messages
import Queue
import TestSupport
import Testing

@testable import Roles
@testable import Work

/// Which workers are there, told from the broker's stamps: what hosts say of the time counts for nothing.
@Suite struct WorkersThereTests {
  private let time = MovableClock()
  private let transport: GuardedTransport
  private let topics: Topics

  init() throws {
    let time = time
    transport = GuardedTransport(InMemoryTransport(now: { time.now }))
    topics = try Topics()
    try transport.prepare(topics.specifications(partitions: 1, replicationFactor: 1, minimumInSyncReplicas: 1))
  }

  private func speak(_ worker: String, alive: Bool = true, clock seconds: Double = 0) throws {
    let state = WorkerState(
      worker: worker, host: "h", version: "1", methodVersion: 1, slots: 1, running: [], done: 0,
      time: Double(time.now.milliseconds) / 1000 + seconds, alive: alive)
    try transport.publish(
      [Record(sealing: state, key: worker, source: "konomi/worker/\(worker)", time: time.now)], to: topics.workers, partition: nil)
  }

  private func there(clock hours: Int64 = 0, listening: Duration = .milliseconds(150)) throws -> [String] {
    try RunReader(transport, topics)
      .workers(at: Timestamp(milliseconds: time.now.milliseconds + hours * 3_600_000), listening: listening).map(\.state.worker).sorted()
  }

  @Test func whoSpokeWithinFifteenSecondsIsThere() throws {
    #expect(try there() == [])
    try speak("gone")
    time.pass(.seconds(10))
    try speak("old")
    try speak("left")
    try speak("left", alive: false)
    time.pass(.seconds(6))
    try speak("new")
    #expect(try there() == ["new", "old"])
  }

  /// At 70762e6 a worker whose clock was two hours behind was none, and a dead one whose clock was ahead stayed.
  @Test(arguments: [-7200, 3000, -5_011_200] as [Double])
  func aWorkersClockHidesItFromNobody(seconds: Double) throws {
    try speak("dead", clock: seconds)
    time.pass(.seconds(20))
    try speak("w", clock: seconds)
    #expect(try there() == ["w"])
  }

  @Test(arguments: [-1, 1] as [Int64])
  func aReaderWhoseClockIsWrongListensForAWord(hours: Int64) throws {
    try speak("w")
    let flag = Flag()
    let speaker = SideThread { [self] in
      while !flag.isRaised {
        try speak("w")
        Thread.sleep(forTimeInterval: 0.02)
      }
    }
    #expect(try there(clock: hours, listening: .seconds(20)) == ["w"])
    flag.raise()
    try speaker.join()
    #expect(try there(clock: hours) == [], "nobody speaks any more")
  }

  @Test func onlyTheLastSecondsAreRead() throws {
    for _ in 0..<500 { try speak("w") }
    time.pass(.seconds(60))
    for _ in 0..<5 { try speak("w") }
    #expect(try there() == ["w"])
    #expect(transport.readings.reduce(0) { $0 + $1.records } == 6)
  }

  /// The difference is that of the word which was under way for the shortest time: one that had to wait for a broker says nothing of a clock.
  @Test func aWorkersClockIsComparedWithTheBrokers() throws {
    try speak("right")
    try speak("ahead", clock: 7200)
    try speak("behind", clock: -3000)
    try speak("behind", clock: -3012)
    try speak("waited", clock: -14)
    try speak("waited", clock: -1)
    let clocks = try RunReader(transport, topics).workers(at: time.now, listening: .milliseconds(150)).map { ($0.state.worker, $0.clock) }
    let found = Dictionary(uniqueKeysWithValues: clocks)
    #expect(found.mapValues { $0.seconds.rounded() } == ["right": 0, "ahead": 7200, "behind": -3000, "waited": -1])
    #expect(found.filter(\.value.isLarge).keys.sorted() == ["ahead", "behind"])
    #expect(found["ahead"]?.description == "2 h ahead of the brokers'")
    #expect(found["behind"]?.description == "50 min behind the brokers'")
  }
}
