import CommandLine
import Foundation

/// A small program with one of each kind of parameter.
enum Sample {
  enum Pooling: String, CaseIterable, ArgumentValue { case max, average, none }

  static let recording = Argument<URL>("recording", help: "The recording's folder.")
  static let note = Argument<String?>("note", help: "A remark.")
  static let out = Option<URL>("out", "dir", help: "Where the results go.")
  static let seed = Option("seed", "n", default: UInt64(1), help: "The run's seed.")
  static let resize = Option<Int?>(
    "resize", "side", .in(4...512), help: "Resize the stimuli to this many pixels a side, by area average, before anything else is done.")
  static let rate = Option("rate", "x", .in(0...1), default: 0.25, help: "A share.")
  static let pooling = Option("pooling", "kind", default: Pooling.max, help: "How outputs are pooled.")
  static let dryRun = Flag("dry-run", help: "Only say what would be done.")

  static let run = Command(
    "run", summary: "Analyse a recording.", discussion: "Everything in one process.", example: "konomi run recording --out results",
    parameters: [recording, note, out, seed, resize, rate, pooling, dryRun], run: { _ in .success })
  static let list = Command(
    "letters list", summary: "List the letters.", example: "konomi letters list",
    parameters: [Option("slots", "n", default: 2, help: "Slots.")],
    run: { _ in .success })
  static let show = Command("letters show", summary: "Show one.", example: "konomi letters show 3", parameters: [], run: { _ in .success })

  static let program = Program(
    name: "konomi", version: "1.2.3", summary: "Copies every neuron into a network and asks it what it prefers.",
    commands: [run, list, show])

  /// What a command line leads to: the values, or the text that the program prints.
  static func values(_ arguments: String, environment: [String: String] = [:], settings: String? = nil) throws -> Values {
    let request = try program.request(arguments.split(separator: " ").map(String.init), environment: environment) { _ in
      guard let settings else { throw CocoaError(.fileNoSuchFile) }
      return Data(settings.utf8)
    }
    guard case .run(_, let values) = request else { throw CocoaError(.featureUnsupported) }
    return values
  }

  static func text(_ arguments: String) throws -> String {
    let request = try program.request(arguments.split(separator: " ").map(String.init), environment: [:])
    guard case .print(let text) = request else { throw CocoaError(.featureUnsupported) }
    return text
  }

  static func error(_ arguments: String, environment: [String: String] = [:], settings: String? = nil) -> String? {
    do {
      _ = try values(arguments, environment: environment, settings: settings)
      return nil
    } catch { return (error as? UsageError)?.description }
  }
}
