import Testing

@testable import Queue

@Suite struct LagTests {
  private func partition(_ start: Int64, _ end: Int64, committed: Int64?) -> Lag.Partition {
    .init(marks: .init(start: start, end: end), recorded: committed)
  }

  @Test func whatIsNotCommittedIsCounted() {
    #expect(partition(0, 10, committed: nil).count == 10)
    #expect(partition(4, 10, committed: nil).count == 6)
    #expect(partition(4, 10, committed: 7).count == 3)
    #expect(partition(4, 10, committed: 10).count == 0)
    #expect(partition(4, 10, committed: 7).firstUnfinished == 7)
  }

  /// The topic was deleted and made again under its name; the group's commits outlived it.
  @Test func aCommitBeyondTheEndIsNone() {
    let partition = partition(0, 3, committed: 5)
    #expect(partition.isForeign)
    #expect((partition.firstUnfinished, partition.count, partition.lost) == (0, 3, 0))
  }

  @Test func whatTheTopicNoLongerHoldsThoughItWasNotCommittedIsLost() {
    #expect(partition(8, 10, committed: 5).lost == 3)
    #expect(partition(8, 10, committed: 5).firstUnfinished == 8)
    #expect(partition(8, 10, committed: 8).lost == 0)
    #expect(partition(8, 10, committed: nil).lost == 0, "nobody knows whether it was done")
  }

  @Test func topicsAreCountedTogetherAndApart() {
    let lag = Lag(
      ["a": [.init(start: 0, end: 4), .init(start: 0, end: 2)], "b": [.init(start: 0, end: 1)]],
      committed: [TopicPartition(topic: "a", partition: 0): 3])
    #expect((lag.count, lag.count(of: "a"), lag.count(of: "b"), lag.count(of: "c")) == (4, 3, 1, 0))
    #expect(lag.firstUnfinished(of: "a") == [3, 0])
  }
}
