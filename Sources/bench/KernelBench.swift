import CommandLine
import Foundation
import Kernels

/// `bench kernels`: the speed of every kernel on every shape of the table, under every instruction set of this processor.
enum KernelBench {
  private static let json = Option<URL?>("json", "file", help: "Write the figures to this file as JSON.")

  static let command = Command(
    "kernels", summary: "Prints GFLOP/s and share of the peak of every kernel and shape.",
    discussion: "One thread. The arithmetic is the dense one, so that kernels that leave out what is zero may exceed the peak.",
    example: "bench kernels --json kernels.json", parameters: [json], run: run)

  private static func run(_ values: Values) throws -> ExitCode {
    var figures: [KernelFigures.Figure] = []
    for build in InstructionSet.available {
      let table = KernelFigures(build)
      print("\(build.rawValue): \(String(format: "%.0f", table.peak)) GFLOP/s are the peak of fused multiply-adds")
      let rows = table.all()
      for row in rows { print(row.line) }
      figures += rows
    }
    if let file = values[json] {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      encoder.keyEncodingStrategy = .convertToSnakeCase
      try encoder.encode(figures).write(to: file)
    }
    return .success
  }
}

/// `bench rounds`: the other half of `tools/bench pytorch`, which runs it.
enum RoundsBench {
  private static let folder = Argument<URL>("folder", help: "Where the networks of the comparison lie.")

  static let command = Command(
    "rounds", summary: "Trains and ascends on request from standard input; tools/bench pytorch runs this.",
    discussion: "One command a line: curve, train or ascend, the name of a network, a number of steps.",
    example: "bench rounds /tmp/networks", parameters: [folder],
    run: { values in
      try NetworkRounds.serve(folder: values[folder])
      return .success
    })
}
