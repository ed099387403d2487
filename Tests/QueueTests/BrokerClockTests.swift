import Messages
import Synchronization
import Testing

@testable import Queue

/// The brokers' time, seen from a host whose own wall clock may say what it likes.
@Suite struct BrokerClockTests {
  /// A monotonic clock that passes when it is told to.
  private final class Hand: Sendable {
    private let time = Mutex(Duration.zero)
    func pass(_ duration: Duration) { time.withLock { $0 += duration } }
    var now: Duration { time.withLock { $0 } }
  }

  private let hand = Hand()
  private let clock: BrokerClock

  init() {
    let hand = hand
    clock = BrokerClock { hand.now }
  }

  private var now: Int64? { clock.now?.milliseconds }

  /// Publishes a record at a broker whose clock says so when it arrives, half-way.
  private func publish(stamped timestamp: Int64, roundTrip: Duration = .milliseconds(20)) {
    let sent = clock.moment
    hand.pass(roundTrip)
    clock.acknowledge(timestamp, sent: sent)
  }

  @Test func itSaysNothingBeforeItHasHeardOfABroker() {
    #expect(now == nil)
    clock.receive(-1)
    clock.acknowledge(-1, sent: .zero)
    #expect(now == nil, "-1 is no stamp")
  }

  @Test func itPassesAsTheMonotonicClockDoes() {
    clock.receive(1_000_000)
    #expect(now == 1_000_000)
    hand.pass(.seconds(3600))
    #expect(now == 4_600_000)
  }

  @Test func itIsNeverBehindARecordThatWasReceivedAndAnOldRecordChangesNothing() {
    clock.receive(1_000_000)
    hand.pass(.seconds(10))
    clock.receive(1_050_000)
    #expect(now == 1_050_000)
    clock.receive(5)
    #expect(now == 1_050_000)
  }

  @Test func anAcknowledgementTellsTheTimeToHalfARoundTrip() {
    publish(stamped: 2_000_010)
    #expect(now.map { (2_000_010...2_000_020).contains($0) } == true)
  }

  /// Two clocks that differ by 100 in a million are 60 s apart after a week.
  @Test func itFollowsABrokerWhoseClockIsSlower() {
    publish(stamped: 0)
    var passed: Int64 = 0
    for _ in 0..<10_000 {
      hand.pass(.seconds(60))
      passed += 60_020
      publish(stamped: passed - passed / 10_000)
    }
    #expect((now ?? 0) - (passed - passed / 10_000) < 100)
  }

  /// A broker's clock that was an hour ahead and is set right: no moment comes twice, so that nothing waits for an hour.
  @Test func itNeverGoesBack() {
    publish(stamped: 10_000_000)
    var last = now ?? 0
    for step in 0..<1000 {
      hand.pass(.milliseconds(7))
      publish(stamped: 6_400_000 + Int64(step) * 27)
      let present = now ?? 0
      #expect(present >= last)
      last = present
    }
  }
}
