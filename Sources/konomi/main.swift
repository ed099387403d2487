import CommandLine
import Foundation
import Roles
import Work

// The only place that prints errors and exits.

StandardStreams.secure()

let program = Program(
  name: "konomi", version: Konomi.version,
  summary: "Copies every recorded neuron into a deep network of its own and asks each network which images the neuron prefers.",
  commands: [
    SimulateCommand.command, InspectCommand.command, RunCommand.command, CoordinateCommand.command, WorkCommand.command,
    CollectCommand.command, StatusCommand.command, ReportCommand.command,
  ] + ControlCommands.all + [ForgetCommand.command] + DeadLettersCommands.all
)

// A worker's own child; no command for a user.
if ProcessInfo.processInfo.arguments.dropFirst() == [ApartProcess.argument] { ApartProcess.serve() }

/// Ends the process as it is: threads of librdkafka may still be at work, and `exit` would take down beneath them what they use.
func leave(_ code: ExitCode) -> Never { _exit(code.rawValue) }

/// Ends a command that has done its work; what it was to print may not have been taken.
func leave(_ code: ExitCode, after command: String?) -> Never {
  // What these print is by the way: their work is elsewhere, and done.
  let printByTheWay = ["run", "work", "collect", "coordinate"].contains(command)
  guard code == .success, !printByTheWay, let failure = StandardStreams.failure else { leave(code) }
  switch failure {
  case .closedPipe: leave(.closedPipe)
  case .unwritable(let sentence):
    Konomi.complain("Error: \(sentence)")
    leave(.inputOutput)
  }
}

do {
  switch try program.request(Array(ProcessInfo.processInfo.arguments.dropFirst()), environment: ProcessInfo.processInfo.environment) {
  case .print(let text):
    print(text)
    leave(.success, after: nil)
  case .run(let command, let values): leave(try command.run(values), after: command.name)
  }
} catch let error as UsageError {
  Konomi.complain(error.message)
  leave(.usage)
} catch {
  Konomi.complain("Error: \(error)")
  leave(ExitCode(of: error))
}
