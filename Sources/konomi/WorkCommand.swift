import CommandLine
import Foundation
import Kernels
import Roles
import Telemetry
import Work

/// `konomi work`: a worker.
enum WorkCommand {
  private static let exitWhenIdle = Flag("exit-when-idle", help: "Leave once no job is unfinished.")

  private static let jobDeadline = Option(
    "job-deadline", "seconds", .in(1...604_800), default: 3600,
    help: "A job that takes longer fails; after three attempts it is a dead letter.")
  private static let drainDeadline = Option(
    "drain-deadline", "seconds", .in(0...86_400), default: 25,
    help: "After SIGTERM the jobs at hand have so long to finish; the rest goes back to the queue.")
  /// What leaving may take beyond that: the last words, commits and the group's farewell all have deadlines of their own, and these are for what has none.
  private static let hardDeadline = 30.0

  static let command = Command(
    "work", summary: "Takes jobs from Kafka, analyses a neuron each, and publishes what was found.",
    discussion:
      "A worker keeps nothing: start and stop as many as you like. SIGTERM finishes the jobs at hand; a second one gives them back and ends at once.",
    example: "konomi work --brokers 127.0.0.1:9092 --exit-when-idle",
    parameters: [RunCommand.slots, exitWhenIdle, jobDeadline, drainDeadline] + BrokerOptions.all, run: work)

  private static func work(_ values: Values) throws -> ExitCode {
    _ = try InstructionSet.chosen()
    let writer = ProgressWriter.standardError()
    // Containers of one image may share a host's name and the number of their process.
    let name =
      "\(ProcessInfo.processInfo.hostName)-\(ProcessInfo.processInfo.processIdentifier)-\(String(UInt16.random(in: 0x1000...0xFFFF), radix: 16))"
    let log = Konomi.log("worker", writer)
    let transport = try BrokerOptions.transport(values, requestTimeout: .seconds(15)) { _ in }
    let stop = Konomi.stopOnSignals()
    let worker = Worker(
      transport: transport, topics: try BrokerOptions.topics(values),
      settings: .init(
        name: name, version: Konomi.version, slots: values[RunCommand.slots], exitWhenIdle: values[exitWhenIdle],
        jobDeadline: .seconds(values[jobDeadline]), drainDeadline: .seconds(values[drainDeadline])), stop: stop, log: log)
    log.info("working", ["worker": name, "slots": String(values[RunCommand.slots])])
    enforceLeaving(stop, log, within: Double(values[drainDeadline]))
    let tally = try worker.run()
    log.info("leaving", ["done": String(tally.done), "given_back": String(tally.abandoned)])
    return .success
  }

  /// Ends the process where it does not end by itself: a call into a broker that is gone, or a job that does not let itself be interrupted, must not hold up a machine.
  private static func enforceLeaving(_ stop: StopSignal, _ log: Log, within drainDeadline: Double) {
    Thread.detachNewThread {
      while !stop.isRequested { Thread.sleep(forTimeInterval: 0.2) }
      let end = ContinuousClock.now + .seconds(drainDeadline)
      while !stop.isUrgent, .now < end { Thread.sleep(forTimeInterval: 0.2) }
      Thread.sleep(forTimeInterval: hardDeadline)
      log.critical("did not end in time and is ended now: what was not acknowledged is computed again by others")
      _exit(ExitCode.temporaryFailure.rawValue)
    }
  }
}
