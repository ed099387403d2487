import CommandLine
import Foundation

// Measurements for whoever works on Konomi (`tools/bench`); no part of the product.

let program = Program(
  name: "bench", version: "1", summary: "Measures what Konomi reaches.",
  commands: [ScienceBench.command, KernelBench.command, RoundsBench.command, TailBench.command])

do {
  switch try program.request(Array(ProcessInfo.processInfo.arguments.dropFirst()), environment: ProcessInfo.processInfo.environment) {
  case .print(let text): print(text)
  case .run(let command, let values): exit(try command.run(values).rawValue)
  }
} catch let error as UsageError {
  FileHandle.standardError.write(Data("\(error.message)\n".utf8))
  exit(ExitCode.usage.rawValue)
} catch {
  FileHandle.standardError.write(Data("\(error)\n".utf8))
  exit(1)
}
