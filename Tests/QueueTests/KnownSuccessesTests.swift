import Messages
import Testing

@testable import Queue

@Suite struct KnownSuccessesTests {
  /// What was read of the neuron, as (state, time); when its job was published; and whether it need not be computed.
  @Test(
    arguments: [
      ([], 5, false),
      ([(.succeeded, 10)], 5, true),
      ([(.succeeded, 10)], 10, false),
      ([(.succeeded, 10)], 15, false),
      ([(.succeeded, 10)], -1, false),
      ([(.dead, 10)], 5, false),
      ([(.cancelled, 10)], 5, false),
      ([(.dead, 10), (.succeeded, 12)], 5, true),
      ([(.succeeded, 10), (nil, 12)], 5, false),
      ([(.succeeded, 10), (nil, 12), (.succeeded, 20)], 15, true),
      ([(.succeeded, 10), (.succeeded, 20)], 15, false),
    ] as [([(Outcome.State?, Int64)], Int64, Bool)])
  func aSuccessCountsAgainstEarlierJobs(read: [(Outcome.State?, Int64)], published: Int64, isSuperfluous: Bool) {
    var known = KnownSuccesses()
    known.enter("r/other", .succeeded, at: 100)
    for (state, time) in read { known.enter("r/n", state, at: time) }
    #expect(known.isSuperfluous("r/n", published: published) == isSuperfluous)
  }

  @Test func theOlderHalfIsForgottenFirst() {
    var known = KnownSuccesses(capacity: 10)
    for time: Int64 in 0...10 { known.enter("r/\(time)", .succeeded, at: 100 + time) }
    #expect(known.count == 5)
    #expect(known.isSuperfluous("r/10", published: 0) && !known.isSuperfluous("r/0", published: 0))
  }
}
