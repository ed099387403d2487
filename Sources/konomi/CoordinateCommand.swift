import CommandLine
import Foundation
import Messages
import Method
import Roles

/// `konomi coordinate`: splits a population into jobs on Kafka.
enum CoordinateCommand {
  static let run = Option<String?>("run", "id", help: "The run's id; derived from recording, settings and seed where not given.")
  private static let detach = Flag("detach", help: "Leave once the jobs are published.")

  static let command = Command(
    "coordinate", summary: "Splits a recording into one job per neuron, publishes them, and follows the run to its end.",
    discussion:
      "Submitting the same run again publishes only what has neither a result nor a dead letter and is not in the queue: also what retention or an operator took.",
    example: "konomi coordinate recording/ --resize 16 --run monday --brokers 127.0.0.1:9092",
    parameters: RecordingOptions.all + [run, detach] + BrokerOptions.all + BrokerOptions.topicShape,
    run: coordinate)

  private static func coordinate(_ values: Values) throws -> ExitCode {
    let writer = ProgressWriter.standardError()
    let coordinator = try coordinator(of: RecordingOptions.submission(values), values)
    let receipt = try coordinator.submit(progress: SubmissionText.progress(writer))
    let manifest = receipt.manifest
    print(manifest.run)
    writer.write(line: SubmissionText.sentence(receipt))
    if values[detach] {
      writer.write(line: SubmissionText.next(manifest.run, values))
      return .success
    }
    try sayWhereNobodyWorks(on: manifest, coordinator, writer)
    defer { writer.finish() }
    let end = try coordinator.follow(
      manifest, log: Konomi.log("coordinator", writer), stop: Konomi.stopOnSignals(), progress: Konomi.progress(writer))
    switch end {
    case .over:
      return .success
    case .cancelled:
      writer.write(line: "The run was cancelled. Submitted again, it goes on.")
      return .temporaryFailure
    case .stopped:
      writer.write(line: "No longer followed; the run goes on. See konomi status --run \(manifest.run).")
      return .success
    }
  }

  /// A run without workers waits, and looks like one that hangs.
  static func sayWhereNobodyWorks(on manifest: Manifest, _ coordinator: Coordinator, _ writer: ProgressWriter) throws {
    if try coordinator.waitsForWorkers(manifest) {
      writer.write(line: "No worker has spoken in the last 15 s: the run waits until one is started (konomi work).")
    }
  }

  /// The coordinator of a submission, its topics prepared.
  static func coordinator(of submission: Submission, _ values: Values) throws -> Coordinator {
    let topics = try BrokerOptions.topics(values)
    let transport = try BrokerOptions.transport(values)
    let replicas = values[BrokerOptions.replication]
    let warnings = try transport.prepare(
      topics.specifications(
        partitions: values[BrokerOptions.partitions], methodVersion: methodVersion, replicationFactor: replicas,
        minimumInSyncReplicas: replicas > 2 ? 2 : 1))
    for warning in warnings { Konomi.complain(warning) }
    return try Coordinator(transport: transport, topics: topics, run: values[run] ?? submission.derivedRunID, submission: submission)
  }
}
