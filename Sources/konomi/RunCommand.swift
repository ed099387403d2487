import CommandLine
import Foundation
import Kernels
import Roles
import Work

/// `konomi run`: everything in one process.
enum RunCommand {
  static let out = Option<URL>("out", "dir", help: "The results directory; a run that was stopped goes on from it.")
  static let slots = Option(
    "slots", "n", .in(1...1024), default: min(1024, ProcessorShare.now()),
    help: "Neurons analysed at a time; if not given, as many as this process has processors (affinity, cgroup quota, Slurm).")

  private static let brokers = Option<String?>(
    "brokers", "list", BrokerOptions.addresses,
    help: "Have the workers on these brokers do it, and collect what they find (host:port, separated by commas).")

  static let command = Command(
    "run", summary: "Analyses a recording, from the recording to the report: in this process, or by the workers on --brokers.",
    discussion: "Stopped or killed, the same command goes on where it was: the results directory says what is done.",
    example: "konomi run recording/ --resize 16 --out results/",
    parameters: RecordingOptions.all + [out, slots, brokers] + BrokerOptions.all.dropFirst() + [CoordinateCommand.run]
      + BrokerOptions.topicShape, run: run)

  private static func run(_ values: Values) throws -> ExitCode {
    let submission = try RecordingOptions.submission(values)
    if values[brokers] != nil { return try runOnBrokers(submission, values) }
    _ = try InstructionSet.chosen()
    let directory = try ResultsDirectory(opening: values[out], for: submission.description)
    let writer = ProgressWriter.standardError()
    let run = LocalRun(
      submission: submission, directory: directory, slots: values[slots], version: Konomi.version, log: Konomi.log("run", writer))
    defer { writer.finish() }
    let isOver = try run.run(stop: Konomi.stopOnSignals(), progress: Konomi.progress(writer))
    writer.finish()
    guard isOver else {
      writer.write(line: "Stopped. The same command goes on from \(values[out].relativePath).")
      return .temporaryFailure
    }
    return try ending(directory, writer)
  }

  /// Says where the report lies and what the results are doubted for, and where no neuron was analysed, why: such a run has not succeeded.
  static func ending(_ directory: ResultsDirectory, _ writer: ProgressWriter) throws -> ExitCode {
    print(directory.folder.appending(path: "report.html").path)
    for warning in try directory.warningsOfResults() { writer.write(line: "warning: \(warning.sentence)") }
    guard let reason = try directory.reasonOfNothing() else { return .success }
    writer.write(line: reason)
    return .dataError
  }

  /// Makes no directory before the brokers take the run, and submits nothing that would find no directory.
  private static func runOnBrokers(_ submission: Submission, _ values: Values) throws -> ExitCode {
    try ResultsDirectory.check(values[out], for: submission.description)
    let coordinator = try CoordinateCommand.coordinator(of: submission, values)
    try coordinator.checkSizes()
    let directory = try ResultsDirectory(opening: values[out], for: submission.description)
    let writer = ProgressWriter.standardError()
    let receipt = try coordinator.submit(isKept: directory.ended().hasResult, progress: SubmissionText.progress(writer))
    let manifest = receipt.manifest
    writer.write(line: SubmissionText.sentence(receipt))
    try CoordinateCommand.sayWhereNobodyWorks(on: manifest, coordinator, writer)
    let ending = try CollectCommand.collect(manifest, from: coordinator.transport, coordinator.topics, into: directory)
    if ending == .success || ending == .dataError { try coordinator.close(manifest) }
    return ending
  }
}
