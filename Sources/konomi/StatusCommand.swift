import CommandLine
import Foundation
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
      let rate = status.rate.map { String(format: "%.2f neurons a minute", $0 * 60) } ?? "not available"
      let eta = status.etaSeconds.map { Duration.seconds($0).brief } ?? "not available"
      print(
        """
        run      \(status.run) (\(status.recording)), \(status.state.rawValue)
        neurons  \(status.neurons): \(status.done) done, \(status.running) running, \(status.waiting) waiting, \(status.dead) dead
        rate     \(rate), ETA \(eta)
        queue    \(status.lag) jobs not committed yet, \(status.workers) workers
        """)
    }
    return .success
  }
}
