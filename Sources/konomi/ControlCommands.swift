import CommandLine
import Roles

/// `konomi pause`, `resume`, `cancel`: a run through its manifest.
enum ControlCommands {
  static let all = [
    command(
      "pause", summary: "Puts a run's jobs aside; other runs go on.",
      discussion: "Jobs at hand are finished. The paused jobs leave the queue, so that they stand in nobody's way.", { try $0.pause($1) }),
    command(
      "resume", summary: "Lets a paused run go on.",
      discussion: "Moves the jobs that were put aside back into the queue. To resume a run twice does no harm.", { try $0.resume($1) }),
    command(
      "cancel", summary: "Ends a run; its remaining jobs end without a result.",
      discussion: "Jobs at hand are stopped. Results that are there stay. Submitted again with konomi coordinate, the run goes on.",
      { try $0.cancel($1) }),
  ]

  private static func command(
    _ name: String, summary: String, discussion: String, _ change: @escaping @Sendable (RunControl, String) throws -> RunControl.Change
  ) -> Command {
    Command(
      name, summary: summary, discussion: discussion, example: "konomi \(name) --run monday --brokers 127.0.0.1:9092",
      parameters: [CollectCommand.run, StatusCommand.json] + BrokerOptions.all
    ) { values in
      let control = RunControl(transport: try BrokerOptions.transport(values), topics: try BrokerOptions.topics(values))
      let change = try change(control, values[CollectCommand.run])
      if values[StatusCommand.json] {
        try Konomi.printJSON(change)
      } else {
        let moved = change.unparked > 0 ? ", \(change.unparked) jobs moved back into the queue" : ""
        print("\(change.run): \(change.was == change.state ? "already " : "")\(change.state.rawValue)\(moved)")
      }
      return .success
    }
  }
}
