import CommandLine
import Foundation
import Queue
import Roles

/// `konomi status`: a run as text or JSON.
enum StatusCommand {
  static let json = Flag("json", help: "Print JSON.")

  static let command = Command(
    "status", summary: "Tells how far a run on Kafka is.", example: "konomi status --run monday --json",
    parameters: [CollectCommand.run, json] + BrokerOptions.all, run: status)

  private static func status(_ values: Values) throws -> ExitCode {
    let status = try RunStatus(
      of: values[CollectCommand.run], transport: BrokerOptions.transport(values), topics: BrokerOptions.topics(values))
    if values[json] {
      try Konomi.printJSON(status)
    } else {
      print(text(status))
    }
    return .success
  }

  private static func text(_ status: RunStatus) -> String {
    let rate = status.rate.map { String(format: "%.2f neurons a minute", $0 * 60) } ?? "not available"
    let eta = status.etaSeconds.map { Duration.seconds($0).brief } ?? "not available"
    var counts = ["\(status.done) done", "\(status.running) running", "\(status.waiting) waiting"]
    let among = [
      (status.parked, "put aside"), (status.retrying, "to be tried again"), (status.resting, "resting"), (status.missing, "missing"),
    ]
    .compactMap { count, name in count.map { "\($0) \(name)" } }
    if !among.isEmpty { counts[2] += " (\(among.joined(separator: ", ")))" }
    counts.append("\(status.dead) dead")
    if let cancelled = status.cancelled { counts.append("\(cancelled) cancelled") }
    var lines = [
      "run      \(status.run) (\(status.recording)), \(status.state.rawValue)",
      "neurons  \(status.neurons): \(counts.joined(separator: ", "))",
      "queue    \(status.lag) jobs not committed yet, \(status.workers) workers",
    ]
    // Of a run that is over there is neither.
    if status.etaSeconds != 0 { lines.insert("rate     \(rate), ETA \(eta)", at: 2) }
    if let codes = status.deadByCode {
      lines.append("dead     " + codes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
    }
    for worker in status.hindered ?? [] {
      lines.append("worker   \(worker.worker): \(worker.condition.rawValue)" + (worker.reason.map { ", \($0)" } ?? ""))
    }
    for clock in status.wrongClocks ?? [] {
      lines.append("clock    \(clock.worker): \(ClockDifference(seconds: clock.seconds)): what it writes of the time misleads")
    }
    if let resting = status.resting {
      lines.append(
        "resting  \(resting) jobs wait for a worker of method version \(status.methodVersion ?? 0): start one of the program that submitted the run"
      )
    }
    if let missing = status.missing {
      lines.append(
        "MISSING  \(missing) neurons wait, and their jobs are nowhere in the queue: submit the run again (konomi coordinate ... --run \(status.run))"
      )
    }
    if status.stimuliGone != nil {
      lines.append("GONE     the stimuli are no longer in the queue: submit the run again (konomi coordinate ... --run \(status.run))")
    }
    if let gone = status.resultsGone {
      lines.append(
        "GONE     \(gone) results are no longer in the queue: where no results directory holds them, submit the run again (konomi coordinate ... --run \(status.run))"
      )
    }
    if let differing = status.differing { lines.append("ALARM    results of one job differ: \(differing.joined(separator: ", "))") }
    return lines.joined(separator: "\n")
  }
}
