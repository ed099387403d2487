import CommandLine
import Foundation
import Messages
import Queue
import Roles

/// `konomi collect`: results from Kafka into a directory, and the report.
enum CollectCommand {
  static let run = Option<String>("run", "id", help: "The run's id.")

  static let command = Command(
    "collect", summary: "Gathers a run's results from Kafka in a directory and writes the report.",
    discussion: "Follows the run until every neuron has an outcome. Started again, it goes on where it was.",
    example: "konomi collect --run monday --out results/ --brokers 127.0.0.1:9092", parameters: [run, RunCommand.out] + BrokerOptions.all,
    run: collect)

  private static func collect(_ values: Values) throws -> ExitCode {
    let transport = try BrokerOptions.transport(values)
    let topics = try BrokerOptions.topics(values)
    let manifest = try Collector.manifest(of: values[run], transport: transport, topics: topics)
    let directory = try ResultsDirectory(opening: values[RunCommand.out], for: manifest.description)
    return try collect(manifest, from: transport, topics, into: directory)
  }

  /// Collects to the end of the run, unless it is stopped, and says where the report lies.
  static func collect(_ manifest: Manifest, from transport: any Transport, _ topics: Topics, into directory: ResultsDirectory) throws
    -> ExitCode
  {
    let writer = ProgressWriter.standardError()
    let collector = Collector(
      transport: transport, topics: topics, manifest: manifest, directory: directory, version: Konomi.version,
      log: Konomi.log("collector", writer))
    let out = directory.folder
    let show = Konomi.progress(writer)
    var last = RunProgress(done: 0, dead: 0, total: manifest.neurons.count)
    defer { writer.finish() }
    let end = try collector.run(stop: Konomi.stopOnSignals()) { progress in
      last = progress
      show(progress)
    }
    writer.finish()
    switch end {
    case .over: return try RunCommand.ending(directory, writer)
    case .cancelled:
      print(out.appending(path: "report.html").path)
      writer.write(
        line:
          "The run was cancelled when \(last.done) of \(last.total) neurons had a result. Submitted again, it goes on, and so does the same command from \(out.relativePath)."
      )
      return .temporaryFailure
    case .incomplete(let gone, let starved, let absent):
      print(out.appending(path: "report.html").path)
      if gone > 0 {
        writer.write(
          line:
            "\(gone) of \(last.total) neurons were analysed, but their results are no longer in \(topics.results): they were deleted before they were collected."
        )
      }
      if starved > 0 {
        writer.write(line: "\(starved) of \(last.total) neurons were not analysed, because the stimuli are no longer in \(topics.stimuli).")
      }
      if absent > 0 {
        writer.write(
          line: "\(absent) of \(last.total) neurons were not analysed: they have no outcome, and their jobs are nowhere in the queue.")
      }
      writer.write(line: "Submit the run again, and the same command goes on from \(out.relativePath).")
      return .temporaryFailure
    case .stopped:
      writer.write(line: "Stopped. The same command goes on from \(out.relativePath).")
      return .temporaryFailure
    }
  }
}
