import CommandLine
import Foundation
import Recordings

/// `konomi simulate`: a recording whose cells are known.
enum SimulateCommand {
  private static let out = Option<URL>("out", "dir", help: "The folder for the recording and its truth.")
  private static let simple = Option("simple", "n", .in(0...100_000), default: 10, help: "Simple cells.")
  private static let complex = Option("complex", "n", .in(0...100_000), default: 10, help: "Complex cells.")
  private static let partial = Option("partial", "n", .in(0...100_000), default: 0, help: "Partly phase-tolerant cells.")
  private static let rotation = Option("rotation-invariant", "n", .in(0...100_000), default: 10, help: "Rotation-invariant cells.")
  private static let images = Option("images", "n", .in(20...1_000_000), default: 2000, help: "Training images.")
  private static let testImages = Option("test-images", "n", .in(10...1_000_000), default: 1000, help: "Test images.")
  private static let side = Option(
    "side", "n", .in(16...256), default: 24, help: "Height of the images, and width where --width is not given, in pixels.")
  private static let width = Option<Int?>("width", "n", .in(16...256), help: "Width of the images, where it is not their height.")
  private static let snr = Option("snr", "x", .in(0.001...1_000_000), default: 1.0, help: "Variance of the signal over that of the noise.")
  private static let repeats = Option("repeats", "n", .in(1...100), default: 1, help: "Repeats of every image.")
  private static let seed = Option("seed", "n", .in(0...9_007_199_254_740_991), default: UInt64(0), help: "The simulation's seed.")

  static let command = Command(
    "simulate", summary: "Writes a simulated recording of cells whose truth is known.",
    discussion: "Natural-like stimuli (dead leaves and 1/f noise); the truth stands beside the recording in truth.json.",
    example: "konomi simulate --out recording/ --simple 10 --complex 10",
    parameters: [out, simple, complex, partial, rotation, images, testImages, side, width, snr, repeats, seed], run: simulate)

  private static func simulate(_ values: Values) throws -> ExitCode {
    var settings = SimulationSettings()
    settings.simple = values[simple]
    settings.complex = values[complex]
    settings.partial = values[partial]
    settings.rotationInvariant = values[rotation]
    settings.images = values[images]
    settings.testImages = values[testImages]
    settings.side = values[side]
    settings.width = values[width]
    settings.signalToNoise = values[snr]
    settings.repeats = values[repeats]
    settings.seed = values[seed]
    try Simulation(settings).write(to: values[out].path)
    print(values[out].path)
    return .success
  }
}
