import Foundation
import Synchronization
import Telemetry
import Testing

@Suite struct LogTests {
  static let time = Date(timeIntervalSince1970: 1_795_478_400)

  static func line(_ message: String, _ metadata: [String: String] = [:]) -> LogLine {
    LogLine(time: time, level: .info, label: "worker", message: message, metadata: metadata)
  }

  @Test(arguments: [
    (line("job done"), "2026-11-24T00:00:00Z info worker: job done"),
    (line("job done", ["seconds": "3.1", "neuron": "7"]), "2026-11-24T00:00:00Z info worker: job done neuron=7 seconds=3.1"),
    (
      line("x", ["a": "", "b": "two words", "c": "say \"no\"", "d": "k=v"]),
      "2026-11-24T00:00:00Z info worker: x a=\"\" b=\"two words\" c=\"say \\\"no\\\"\" d=\"k=v\""
    ),
    (
      line("two\nlines\r\t\u{1B}[31m \u{9B}2J \u{202E}\u{2028} \\ ok é 好み"),
      "2026-11-24T00:00:00Z info worker: two\\nlines\\u{d}\\t\\u{1b}[31m \\u{9b}2J \\u{202e}\\u{2028} \\\\ ok é 好み"
    ),
  ])
  func textLines(line: LogLine, expected: String) {
    #expect(line.text == expected)
  }

  @Test func jsonLines() {
    #expect(
      Self.line("two\nlines \"q\"", ["path": "/a/b"]).json
        == #"{"label":"worker","level":"info","message":"two\nlines \"q\"","metadata":{"path":"/a/b"},"time":"2026-11-24T00:00:00Z"}"#)
  }

  @Test func lowLevelsAreNeverMadeAndMetadataAddUp() {
    let lines = Mutex<[String]>([])
    let sink = LogSink { line in lines.withLock { $0.append(line) } }
    let log = Log("run", level: .info, metadata: ["run": "r"], sink: sink, now: { Self.time })
    func neverMade() -> String {
      Issue.record("a message below the level was made")
      return ""
    }
    log.debug(neverMade())
    log.named("worker", ["slot": "1"]).warning("slow", ["slot": "2"])
    log.error("gone")
    #expect(
      lines.withLock { $0 } == ["2026-11-24T00:00:00Z warning worker: slow run=r slot=2", "2026-11-24T00:00:00Z error run: gone run=r"])
  }

  @Test func linesOfManyThreadsAreWhole() async {
    let text = Mutex("")
    // A sink that writes piece by piece: only one line at a time may reach it.
    let sink = LogSink { line in
      for character in line + "\n" { text.withLock { $0.append(character) } }
    }
    let log = Log("many", sink: sink, now: { Self.time })
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<8 { group.addTask { for line in 0..<50 { log.info("task \(task) line \(line)") } } }
    }
    let expected = Set((0..<8).flatMap { task in (0..<50).map { "2026-11-24T00:00:00Z info many: task \(task) line \($0)" } })
    #expect(Set(text.withLock { $0 }.split(separator: "\n").map(String.init)) == expected)
  }

  @Test func levelsAreOrdered() {
    #expect(LogLevel.allCases == LogLevel.allCases.sorted())
    #expect(LogLevel.debug < .info && LogLevel.warning < .error)
  }
}
