import Testing

@testable import Work

@Suite struct WorkerDrainTests {
  /// What happens at each second: (second, requested, urgent, empty) and the step that follows.
  @Test(
    arguments: [
      (
        nil,
        [
          (0, false, false, false, .work), (1, true, false, false, .stopIntake), (900, true, false, false, .work),
          (901, true, false, true, .leave),
        ]
      ),
      (10, [(1, true, false, true, .stopIntake), (2, true, false, true, .leave)]),
      (
        10,
        [
          (1, true, false, false, .stopIntake), (10, true, false, false, .work), (11, true, false, false, .interrupt),
          (12, true, true, true, .leave),
        ]
      ),
      (
        10,
        [(1, true, true, false, .stopIntake), (2, true, true, false, .work), (6, true, true, false, .work), (7, true, true, false, .leave)]
      ),
    ] as [(Int?, [(Int, Bool, Bool, Bool, Drain.Step)])])
  func aStopIsADrainWithADeadline(deadline: Int?, moments: [(Int, Bool, Bool, Bool, Drain.Step)]) {
    let start = ContinuousClock.now
    var drain = Drain(deadline: deadline.map { .seconds($0) }, lastWords: .seconds(5))
    for (second, isRequested, isUrgent, isEmpty, step) in moments {
      #expect(
        drain.step(at: start + .seconds(second), isRequested: isRequested, isUrgent: isUrgent, isEmpty: isEmpty) == step, "second \(second)"
      )
    }
  }
}
