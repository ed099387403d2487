import CommandLine
import Roles

/// `konomi forget`: takes an old run out of the queue.
enum ForgetCommand {
  private static let force = Flag("force", help: "Also a run that has not ended: it is cancelled.")

  static let command = Command(
    "forget", summary: "Takes an old run out of the queue: what it is, its outcomes and its dead letters.",
    discussion:
      "Collect it first: without its manifest nothing of it can be collected. Results and stimuli go with their topics' retention.",
    example: "konomi forget --run monday --brokers 127.0.0.1:9092",
    parameters: [CollectCommand.run, force, StatusCommand.json] + BrokerOptions.all
  ) { values in
    let eraser = RunEraser(transport: try BrokerOptions.transport(values), topics: try BrokerOptions.topics(values))
    let erasure = try eraser.forget(values[CollectCommand.run], isForced: values[force])
    if values[StatusCommand.json] {
      try Konomi.printJSON(erasure)
    } else {
      print(text(erasure))
    }
    return .success
  }

  private static func text(_ erasure: RunEraser.Erasure) -> String {
    let parts = (erasure.manifest ? ["its manifest"] : []) + ["\(erasure.outcomes) outcomes", "\(erasure.deadLetters) dead letters"]
    let rest = erasure.unfinished > 0 ? "; \(erasure.unfinished) of its jobs had not ended, and end when a worker reaches them" : ""
    return "\(erasure.run): forgotten, with \(parts.joined(separator: ", "))\(rest)"
  }
}
