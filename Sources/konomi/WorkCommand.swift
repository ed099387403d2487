import CommandLine
import Foundation
import Kernels
import Roles

/// `konomi work`: a worker.
enum WorkCommand {
  private static let exitWhenIdle = Flag("exit-when-idle", help: "Leave once no job is unfinished.")

  static let command = Command(
    "work", summary: "Takes jobs from Kafka, analyses a neuron each, and publishes what was found.",
    discussion: "A worker keeps nothing: start and stop as many as you like. SIGTERM finishes the jobs at hand; a second one ends at once.",
    example: "konomi work --brokers 127.0.0.1:9092 --exit-when-idle", parameters: [RunCommand.slots, exitWhenIdle] + BrokerOptions.all,
    run: work)

  private static func work(_ values: Values) throws -> ExitCode {
    _ = try InstructionSet.chosen()
    let writer = ProgressWriter.standardError()
    let name = "\(ProcessInfo.processInfo.hostName)-\(ProcessInfo.processInfo.processIdentifier)"
    let log = Konomi.log("worker", writer)
    let worker = Worker(
      transport: try BrokerOptions.transport(values), topics: try BrokerOptions.topics(values),
      settings: .init(name: name, version: Konomi.version, slots: values[RunCommand.slots], exitWhenIdle: values[exitWhenIdle]),
      stop: Konomi.stopOnSignals(), log: log)
    log.info("working", ["worker": name, "slots": String(values[RunCommand.slots])])
    let done = try worker.run()
    log.info("leaving", ["jobs": String(done)])
    return .success
  }
}
