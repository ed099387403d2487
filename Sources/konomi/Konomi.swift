import CommandLine
import Foundation
import Roles
import Telemetry
import Work

/// What all subcommands share.
enum Konomi {
  static let version = "0.1.0"

  static func complain(_ text: String) { StandardStreams.complain(text) }

  /// Facts for programs: JSON, snake case, sorted keys.
  static func printJSON(_ facts: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(facts), as: UTF8.self))
  }

  /// Log lines on standard error, above the progress bar where there is one.
  static func log(_ label: String, _ writer: ProgressWriter) -> Log {
    Log(label, level: .info, sink: LogSink { writer.write(line: $0) })
  }

  /// A stop signal that SIGINT, SIGTERM and SIGHUP request: once to finish what runs, twice to end now.
  static func stopOnSignals() -> StopSignal {
    let stop = StopSignal()
    for number in [SIGINT, SIGTERM, SIGHUP] {
      let former = signal(number, SIG_IGN)
      // Started by nohup.
      if number == SIGHUP, unsafeBitCast(former, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { continue }
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      // A terminal that closes may say so several times: by itself and through its shell.
      source.setEventHandler { if number != SIGHUP || !stop.isRequested { stop.request() } }
      source.resume()
      // The source lives as long as the program.
      _ = Unmanaged.passRetained(source as AnyObject)
    }
    return stop
  }

  /// Shows a run's progress as a bar with an ETA.
  static func progress(_ writer: ProgressWriter) -> (RunProgress) -> Void {
    let start = ContinuousClock.now
    var before: Int?
    return { progress in
      let ended = progress.done + progress.dead
      if before == nil { before = ended }
      writer.show(
        ProgressLine(
          done: ended, total: progress.total, elapsed: ContinuousClock.now - start, doneBefore: before ?? 0, message: progress.message))
    }
  }
}
