import Testing

@testable import Queue

/// Offsets are drawn from the first one taken: `x` finished, `o` taken and unfinished.
@Suite struct PartitionProgressTests {
  @Test(
    arguments: [
      ("", nil),
      ("o", 0),
      ("x", 1),
      ("xoox", 1),
      ("oxxx", 0),
      ("xxxo", 3),
      ("xxxx", 4),
      ("xoxo", 1),
    ] as [(String, Int64?)])
  func onlyWhatLiesBelowTheLowestUnfinishedIsCommitted(drawing: String, lowest: Int64?) {
    #expect(progress(drawing).lowestUnfinished == lowest)
    #expect(progress(drawing).due?.offset == lowest)
  }

  @Test func gapsInTheOffsetsAreNoJobs() {
    var progress = PartitionProgress()
    for offset: Int64 in [3, 7, 8] { _ = progress.take(offset) }
    progress.finish(3)
    #expect(progress.lowestUnfinished == 7)
    progress.finish(8)
    #expect(progress.lowestUnfinished == 7)
    progress.finish(7)
    #expect(progress.lowestUnfinished == 9)
  }

  @Test func aRecordThatIsHeldIsNotTakenTwice() {
    var progress = progress("xoo")
    #expect(progress.take(1) == false)
    #expect(progress.take(0) == true, "a finished one that comes again is repeated, not passed over")
    #expect(progress.lowestUnfinished == 0)
  }

  @Test func finishingWhatIsNotHeldChangesNothing() {
    var progress = progress("xo")
    #expect(progress.finish(0) == false)
    #expect(progress.finish(9) == false)
    #expect(progress == self.progress("xo"))
  }

  @Test func aCommitIsDueUntilItIsAnswered() {
    var progress = progress("xo")
    progress.send(CommittedOffset(1))
    #expect(progress.due == nil)
    #expect(progress.last == CommittedOffset(1), "it may still be refused")
    progress.answer(CommittedOffset(1), accepted: false)
    #expect(progress.due == CommittedOffset(1))
    progress.send(CommittedOffset(1))
    progress.answer(CommittedOffset(1), accepted: true)
    #expect(progress.due == nil)
    #expect(progress.last == nil)
    progress.finish(1)
    #expect(progress.due == CommittedOffset(2))
  }

  @Test func aStartIsCommittedWithTheUnchangedOffsetAndNotWhenThePartitionIsHandedOver() {
    var progress = PartitionProgress(committed: CommittedOffset(5, metadata: "5:1 9:1"))
    #expect(progress.due == nil)
    #expect(progress.last == nil)
    for offset: Int64 in [5, 6] { _ = progress.take(offset) }
    progress.start(5)
    #expect(progress.due == CommittedOffset(5, metadata: "5:2 9:1"))
    #expect(progress.last == nil, "its own start does not count")
    progress.finish(5)
    #expect(progress.due == CommittedOffset(6, metadata: "9:1"))
  }

  private func progress(_ drawing: String) -> PartitionProgress {
    var progress = PartitionProgress()
    for (offset, _) in drawing.enumerated() { _ = progress.take(Int64(offset)) }
    for (offset, mark) in drawing.enumerated() where mark == "x" { progress.finish(Int64(offset)) }
    return progress
  }
}
