import Synchronization
import Testing

@testable import CommandLine

@Suite struct ProgressTests {
  static func line(_ done: Int, of total: Int = 24, after seconds: Int, before: Int = 0) -> ProgressLine {
    ProgressLine(done: done, total: total, elapsed: .seconds(seconds), doneBefore: before, message: "neurons")
  }

  @Test(arguments: [
    (line(0, after: 0), 70, "neurons  [........................................]  0/24  0 %  ETA -"),
    (line(6, after: 60), 70, "neurons  [#######........................]  6/24  25 %  ETA 3 min 00 s"),
    (line(12, after: 60, before: 6), 70, "neurons  [###############...............]  12/24  50 %  ETA 2 min 00 s"),
    (line(24, after: 125), 70, "neurons  [##############################]  24/24  100 %  in 2 min 05 s"),
    (line(6, after: 60), 45, "neurons  6/24  25 %  ETA 3 min 00 s"),
    (line(6, after: 60), 12, "neurons  6/2"),
    (line(0, of: 0, after: 0), 70, "neurons  [#######################################]  0/0  100 %  in 0 s"),
  ])
  func aBarFitsTheTerminal(line: ProgressLine, width: Int, expected: String) {
    #expect(line.bar(width: width) == expected)
    #expect(line.bar(width: width).count <= width)
  }

  @Test(arguments: [
    (line(0, after: 0), "neurons: 0 of 24 (0 %), 0 s so far"),
    (line(12, after: 60, before: 6), "neurons: 12 of 24 (50 %), 1 min 00 s so far, 2 min 00 s to go"),
    (line(239, of: 240, after: 7200), "neurons: 239 of 240 (99 %), 2 h 00 min so far, 30 s to go"),
    (line(24, after: 90061), "neurons: 24 of 24 (100 %), in 1 d 01 h"),
  ])
  func aPlainLineReadsAsASentence(line: ProgressLine, expected: String) {
    #expect(line.plain == expected)
  }

  @Test func controlCharactersDoNotReachTheTerminal() {
    #expect(ProgressLine(done: 1, total: 1, elapsed: .zero, message: "a\u{1B}[2Jb\nc").plain == "a [2Jb c: 1 of 1 (100 %), in 0 s")
  }

  @Test func aLogGetsALineEachFivePercentOrMinute() {
    var pace = ProgressPace.log
    let reports = [(0, 0), (1, 1), (3, 9), (5, 10), (6, 30), (6, 69), (6, 70), (99, 75), (100, 76), (100, 200)]
    let shown = reports.filter { done, seconds in pace.isDue(Self.line(done, of: 100, after: seconds)) }.map(\.1)
    #expect(shown == [0, 10, 70, 76])
  }

  @Test func aTerminalIsRedrawnInPlaceAndLogLinesGoAbove() {
    let output = Output()
    let writer = ProgressWriter(isTerminal: true, width: { 46 }, write: output.append)
    writer.write(line: "before")
    writer.show(Self.line(6, after: 60))
    writer.show(Self.line(7, after: 60))
    writer.write(line: "between")
    writer.show(Self.line(24, after: 125))
    writer.write(line: "after")
    let erase = "\r\u{1B}[K"
    #expect(
      output.text == "before\n\(erase)neurons  6/24  25 %  ETA 3 min 00 s\(erase)between\nneurons  6/24  25 %  ETA 3 min 00 s"
        + "\(erase)neurons  24/24  100 %  in 2 min 05 s\nafter\n")
  }

  /// Whatever ends the work, the last that was reported is seen, and what comes next begins a line of its own.
  @Test(arguments: [true, false])
  func whatWasReportedLastIsSeenAtTheEnd(isTerminal: Bool) {
    let output = Output()
    let writer = ProgressWriter(isTerminal: isTerminal, width: { 46 }, write: output.append)
    writer.show(Self.line(0, after: 0))
    writer.show(Self.line(2, after: 0))
    writer.finish()
    writer.write(line: "cancelled")
    writer.finish()
    let lines = [Self.line(0, after: 0), Self.line(2, after: 0)]
    let shown = isTerminal ? lines.map { "\r\u{1B}[K" + $0.bar(width: 45) } + ["\n"] : lines.map { $0.plain + "\n" }
    #expect(output.text == shown.joined() + "cancelled\n")
  }

  /// A minute without news is a line in the log.
  @Test func waitingIsSeen() {
    let output = Output()
    let writer = ProgressWriter(isTerminal: false, width: { 80 }, write: output.append)
    for seconds in 0...150 { writer.show(Self.line(0, after: seconds)) }
    #expect(output.text.split(separator: "\n").count == 3)
  }

  @Test func elsewhereLinesArePlain() {
    let output = Output()
    let writer = ProgressWriter(isTerminal: false, width: { 80 }, write: output.append)
    writer.show(Self.line(0, after: 0))
    writer.show(Self.line(24, after: 60))
    #expect(output.text == "neurons: 0 of 24 (0 %), 0 s so far\nneurons: 24 of 24 (100 %), in 1 min 00 s\n")
  }

  private final class Output: Sendable {
    private let pieces = Mutex("")
    var text: String { pieces.withLock { $0 } }
    func append(_ piece: String) { pieces.withLock { $0 += piece } }
  }
}
