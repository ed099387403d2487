import Messages
import Testing

@testable import Queue

@Suite struct RunBoardTests {
  @Test(
    arguments: [
      ([], 2, .start),
      ([.running], 2, .start),
      ([.running, .paused], 2, .park),
      ([.paused], 1, .park),
      ([.paused, .running], 2, .start),
      ([.running, .cancelled], 2, .end),
      ([.running], 1, .giveBack(version: 1)),
      ([], 3, .giveBack(version: 3)),
      ([.done], 2, .start),
    ] as [([Manifest.State], Int, RunBoard.Admission)])
  func theLastManifestDecides(states: [Manifest.State], version: Int, admission: RunBoard.Admission) {
    var board = RunBoard(methodVersion: 2)
    board.enter(run: "another", state: .cancelled)
    for state in states { board.enter(run: "r", state: state) }
    #expect(board.admission(run: "r", methodVersion: version) == admission)
  }
}
