import CommandLine
import Foundation
import Roles

// The only place that prints errors and exits.

let program = Program(
  name: "konomi", version: Konomi.version,
  summary: "Copies every recorded neuron into a deep network of its own and asks each network which images the neuron prefers.",
  commands: [
    SimulateCommand.command, InspectCommand.command, RunCommand.command, CoordinateCommand.command, WorkCommand.command,
    CollectCommand.command, StatusCommand.command, ReportCommand.command,
  ] + ControlCommands.all + DeadLettersCommands.all
)

// A worker's own child; no command for a user.
if ProcessInfo.processInfo.arguments.dropFirst() == [ApartProcess.argument] { ApartProcess.serve() }

do {
  switch try program.request(Array(ProcessInfo.processInfo.arguments.dropFirst()), environment: ProcessInfo.processInfo.environment) {
  case .print(let text): print(text)
  case .run(let command, let values): exit(try command.run(values).rawValue)
  }
} catch let error as UsageError {
  Konomi.complain(error.message)
  exit(ExitCode.usage.rawValue)
} catch {
  Konomi.complain("Error: \(error)")
  exit(ExitCode(of: error).rawValue)
}
