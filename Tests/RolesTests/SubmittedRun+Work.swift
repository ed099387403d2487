import Foundation
import Messages
import Queue
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Roles
@testable import Work

extension SubmittedRun {
  /// Runs a worker until `isEnough`, then lets it drain.
  func work(
    change: (inout Worker.Settings) -> Void = { _ in }, until isEnough: () throws -> Bool
  ) throws -> (tally: Worker.Tally, log: [String]) {
    try Self.work(on: transport, topics, change: change) { _ in try isEnough() }
  }

  /// Runs a worker until `isEnough`, which is told what it has logged, then lets it drain.
  static func work(
    on transport: any Transport, _ topics: Topics, change: (inout Worker.Settings) -> Void = { _ in },
    until isEnough: ([String]) throws -> Bool
  ) throws -> (tally: Worker.Tally, log: [String]) {
    let stop = StopSignal()
    let lines = Mutex<[String]>([])
    var settings = Worker.Settings(name: "w", version: "1", slots: 2, exitWhenIdle: false)
    settings.retries.delay = .milliseconds(100)
    settings.program = URL(fileURLWithPath: Konomi.path)
    change(&settings)
    let worker = Worker(
      transport: transport, topics: topics, settings: settings, stop: stop,
      log: Log("test", sink: LogSink { line in lines.withLock { $0.append(line) } }))
    let ended = Mutex<Result<Worker.Tally, any Error>?>(nil)
    Thread.detachNewThread {
      let result = Result { try worker.run() }
      ended.withLock { $0 = result }
    }
    let deadline = ContinuousClock.now + .seconds(120)
    while try ended.withLock({ $0 == nil }) && !isEnough(lines.withLock { $0 }) {
      if .now > deadline {
        stop.requestUrgently()
        Issue.record("the worker did not come so far within two minutes: \(lines.withLock { $0.suffix(20) })")
        break
      }
      Thread.sleep(forTimeInterval: 0.01)
    }
    stop.request()
    try awaiting("the end of the worker") { ended.withLock { $0 != nil } }
    return (try ended.withLock { try $0!.get() }, lines.withLock { $0 })
  }

  func outcomes() throws -> [String: Outcome] {
    try records(of: topics.outcomes).reduce(into: [:]) { $0[$1.record.key] = try $1.record.open(Outcome.self) }
  }

  func letters() throws -> [DeadLetter] {
    try records(of: topics.deadLetters).compactMap { try $0.record.isTombstone ? nil : DeadLetter(opening: $0.record) }
  }

  /// Another run on the same queue.
  func submit(_ id: String) throws {
    _ = try Coordinator(transport: transport, topics: topics, run: id, submission: submission).submit()
  }

  var control: RunControl { RunControl(transport: transport, topics: topics, settling: .zero) }
}
