import Foundation
import Messages
import Queue
import TestSupport
import Testing

/// The delivery rules in every order of events, up to a bound: nothing is lost, nobody is blamed for what he did not do, and the run can always still end.
@Suite struct DeliveryModelTests {
  /// One crash, one move and one loss are walked through where the drawing of a job's states is held against them (`JobStateTests`).
  @Test(
    arguments: [
      (DeliveryModel.Budget(crashes: 2), nil), (DeliveryModel.Budget(crashes: 1, coordinatorCrashes: 1), nil), (DeliveryModel.Budget(), 0),
    ] as [(DeliveryModel.Budget, Int?)])
  func everyOrderOfEventsKeepsTheRules(budget: DeliveryModel.Budget, poison: Int?) async {
    await lettingOthersBegin()
    let found = Exploration(of: DeliveryModel(neurons: 2, partitions: 1, slots: 1, buffer: 0, poison: poison, budget: budget))
    #expect(found.violation == nil)
    #expect(found.traps == 0)
  }

  /// Half a million states.
  @Test(
    .enabled(if: ProcessInfo.processInfo.environment["KONOMI_LONG_TESTS"] != nil, "set KONOMI_LONG_TESTS=1 to explore further"),
    arguments: [
      (2, 2, 0, DeliveryModel.Budget(crashes: 1, moves: 1), nil, false),
      (2, 1, 1, DeliveryModel.Budget(crashes: 1, moves: 1), nil, true),
      (2, 1, 0, DeliveryModel.Budget(moves: 1, losses: 1), nil, false),
      (2, 1, 0, DeliveryModel.Budget(crashes: 1, losses: 1), nil, false),
      (2, 1, 1, DeliveryModel.Budget(moves: 1), 0, true),
      (1, 1, 0, DeliveryModel.Budget(crashes: 1, moves: 1, losses: 1), nil, true),
      (1, 1, 0, DeliveryModel.Budget(moves: 2, losses: 1), nil, true),
    ] as [(Int, Int, Int, DeliveryModel.Budget, Int?, Bool)])
  func everyOrderOfMoreEventsKeepsTheRules(
    neurons: Int, slots: Int, buffer: Int, budget: DeliveryModel.Budget, poison: Int?, tellsComputed: Bool
  ) {
    let found = Exploration(
      of: DeliveryModel(
        neurons: neurons, partitions: 1, slots: slots, buffer: buffer, poison: poison, budget: budget, tellsComputed: tellsComputed))
    #expect(found.violation == nil)
    #expect(found.traps == 0)
  }

  /// The collector reads along, and dies where it can.
  @Test(
    arguments: [
      DeliveryModel.Budget(collectorCrashes: 2), DeliveryModel.Budget(crashes: 1, collectorCrashes: 1),
    ])
  func everyOrderOfEventsIsCollectedOnce(budget: DeliveryModel.Budget) async {
    await lettingOthersBegin()
    let found = Exploration(
      of: DeliveryModel(
        neurons: 2, partitions: 1, slots: 1, buffer: 0, budget: budget, isCollected: true, tellsComputed: budget.losses == 0))
    #expect(found.violation == nil)
    #expect(found.traps == 0)
  }

  /// 130,000 states.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["KONOMI_LONG_TESTS"] != nil, "set KONOMI_LONG_TESTS=1 to explore further"))
  func everyOrderOfEventsAndALossIsCollectedOnce() async {
    await everyOrderOfEventsIsCollectedOnce(budget: DeliveryModel.Budget(losses: 1, collectorCrashes: 1))
  }

  @Test func everyOrderOfEventsOnTwoPartitionsKeepsTheRules() {
    let found = Exploration(of: DeliveryModel(neurons: 2, partitions: 2, slots: 1, buffer: 0, budget: DeliveryModel.Budget(crashes: 1)))
    #expect(found.violation == nil)
    #expect(found.traps == 0)
  }

  /// The broker refuses for good what it is told of every job, down to the last resort, while workers die and jobs are tried again.
  @Test(
    arguments: [
      [.result], [.result, .letter(.whole)], [.result] + letters, [.result, .outcome(.dead, isBrief: false)],
      [.outcome(.succeeded, isBrief: false)], [.outcome(.succeeded, isBrief: false), .outcome(.succeeded, isBrief: true)],
      [.result] + letters + [.outcome(.dead, isBrief: false), .outcome(.dead, isBrief: true)], [.copy], [.copy] + letters,
    ] as [[Telling.Step]])
  func whateverIsRefusedNoJobHoldsItsPartition(refused: [Telling.Step]) async {
    await lettingOthersBegin()
    for budget in [DeliveryModel.Budget(crashes: 1), DeliveryModel.Budget(failures: 1)] {
      let found = Exploration(
        of: DeliveryModel(neurons: 2, partitions: 1, slots: 1, buffer: 0, refused: Set(refused), budget: budget))
      #expect(found.violation == nil)
      #expect(found.traps == 0)
    }
  }

  private static let letters = DeadLetter.Form.allCases.map { Telling.Step.letter($0) }

  @Test func whoTriesForEverWhatIsRefusedIsFoundByItsTrap() {
    let found = Exploration(
      of: DeliveryModel(neurons: 2, partitions: 1, slots: 1, buffer: 0, refused: [.result], bug: .repeatsWhatIsRefused, budget: .init()))
    #expect(found.traps > 0)
  }

  /// Workers pass over jobs of which they have read that they are done, by a view of the ledger that may be old, while runs are submitted twice and results are lost.
  @Test(arguments: [
    DeliveryModel.Budget(coordinatorCrashes: 1), DeliveryModel.Budget(reopenings: 1),
    DeliveryModel.Budget(coordinatorCrashes: 1, reopenings: 1), DeliveryModel.Budget(crashes: 1, reopenings: 1),
  ])
  func whoLooksIntoTheLedgerLosesNothing(budget: DeliveryModel.Budget) {
    let found = Exploration(of: DeliveryModel(neurons: 1, partitions: 1, slots: 1, buffer: 0, budget: budget, looks: true))
    #expect(found.violation == nil)
    #expect(found.traps == 0)
  }

  /// What each mistake breaks, so that the model is known to notice.
  @Test(
    arguments: [
      (.commitsWhatIsUnfinished, "it is lost"),
      (.finishesBeforeTheOutcome, "it is lost"),
      (.commitsWithoutOwning, "is blamed"),
      (.blamesHandovers, "is blamed"),
      (.acceptsWhatIsThere, "is accepted twice"),
      (.notesBeforeKeeping, "was not kept"),
      (.dropsInSilence, "it is lost"),
      (.finishesBeforeTheCopy, "it is lost"),
      (.looksWithoutTime, "it is lost"),
      (.reopensWithoutAJob, "it is lost"),
    ] as [(DeliveryModel.Bug, String)])
  func aPlantedBugIsFound(bug: DeliveryModel.Bug, breaks: String) {
    let isCollected = [.acceptsWhatIsThere, .notesBeforeKeeping].contains(bug)
    let start: DeliveryModel =
      switch bug {
      case .dropsInSilence:
        DeliveryModel(
          neurons: 2, partitions: 1, slots: 1, buffer: 0,
          refused: [.outcome(.succeeded, isBrief: false), .outcome(.succeeded, isBrief: true)], bug: bug)
      case .finishesBeforeTheCopy:
        DeliveryModel(neurons: 2, partitions: 1, slots: 1, buffer: 0, bug: bug, budget: DeliveryModel.Budget(failures: 1))
      case .looksWithoutTime, .reopensWithoutAJob:
        DeliveryModel(neurons: 2, partitions: 1, slots: 1, buffer: 0, bug: bug, budget: DeliveryModel.Budget(reopenings: 1), looks: true)
      default:
        DeliveryModel(
          neurons: 2, partitions: 1, slots: 2, buffer: 0, bug: bug,
          budget: DeliveryModel.Budget(moves: isCollected ? 0 : 1, losses: 1, collectorCrashes: isCollected ? 1 : 0),
          isCollected: isCollected)
      }
    let found = Exploration(of: start)
    #expect(found.violation?.contains(breaks) == true, "\(found.violation ?? "nothing")")
  }
}
