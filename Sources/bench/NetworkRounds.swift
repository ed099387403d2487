import Foundation
import Kernels
import Method
import Networks
import Numerics

/// Trains and ascends on request, for the comparison with PyTorch: one command a line on standard input, one answer a line.
///
/// The folder holds, for each network of the comparison, `NAME.json` (a `Case`), `NAME.parameters`, `NAME.images` and `NAME.targets` (32-bit floats).
enum NetworkRounds {
  struct Case: Decodable {
    let convolutions: [NetworkDescription.Convolution]
    let hidden: [Int]
    let featureDropout: Double
    let hiddenDropout: Double
    let batch: Int
    let epochs: Int
    let images: Int
    let channels: Int
    let side: Int

    /// Training for exactly these epochs, at the peak rate of tools/compare_with_pytorch.py.
    var settings: TrainingSettings {
      var settings = TrainingSettings()
      (settings.batch, settings.epochs, settings.leastSteps, settings.rate) = (batch, epochs, 0, 2e-3)
      return settings
    }

    func description(dropout: Bool) -> NetworkDescription {
      var description = NetworkDescription()
      (description.convolutions, description.hidden) = (convolutions, hidden)
      (description.featureDropout, description.hiddenDropout) = dropout ? (featureDropout, hiddenDropout) : (0, 0)
      return description
    }
  }

  /// `curve NAME N`: the losses of N steps without dropout, batch after batch; `follow NAME N`: the losses of N steps at the parameters of `NAME.trajectory`, a row for
  /// each step, their gradients into `NAME.gradients`; `train NAME N`: seconds of each of N steps;
  /// `ascend NAME N`: seconds of each of N steps on 100 images.
  static func serve(folder: URL) throws {
    while let line = readLine() {
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 3, let count = Int(words[2]) else { return }
      let bench = try Bench(folder: folder, name: words[1], dropout: ["train", "ascend"].contains(words[0]))
      let numbers =
        switch words[0] {
        case "curve": bench.losses(count)
        case "follow": try bench.followedLosses(count, trajectory: floats(folder, words[1], "trajectory"), folder: folder, name: words[1])
        case "train": bench.trainingTimes(count)
        default: bench.ascentTimes(count)
        }
      FileHandle.standardOutput.write(Data((numbers.map { "\($0)" }.joined(separator: " ") + "\n").utf8))
    }
  }

  private static func floats(_ folder: URL, _ name: String, _ kind: String) throws -> [Float] {
    try Data(contentsOf: folder.appendingPathComponent("\(name).\(kind)")).withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
  }

  private final class Bench {
    let network: Network
    let set: TrainingSet
    let settings: TrainingSettings
    let dropout = RandomStream(seed: 1, purpose: .dropout)

    init(folder: URL, name: String, dropout: Bool) throws {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      let asked = try decoder.decode(Case.self, from: Data(contentsOf: folder.appendingPathComponent("\(name).json")))
      let description = asked.description(dropout: dropout)
      settings = asked.settings
      let input = InputShape(channels: asked.channels, height: asked.side, width: asked.side)
      var network = try Network(description: description, input: input, stream: RandomStream(seed: 1, purpose: .benchmarkWeights))
      network.parameters = try floats(folder, name, "parameters")
      self.network = network
      let images = Tensor(shape: [asked.images, asked.channels, asked.side, asked.side], values: try floats(folder, name, "images"))
      set = TrainingSet(images: images, targets: try floats(folder, name, "targets"), training: Array(0..<asked.images), validation: [0])
    }

    private func batch(_ step: Int) -> ArraySlice<Int> {
      let first = step % (set.training.count / settings.batch) * settings.batch
      return set.training[first..<first + settings.batch]
    }

    func losses(_ count: Int) -> [Double] {
      let trainer = Trainer(network, set: set, settings: settings, dropout: dropout)
      return (0..<count).map { trainer.step($0, images: batch($0)) }
    }

    /// The loss at each row of a trajectory, the gradients into a file.
    func followedLosses(_ count: Int, trajectory: [Float], folder: URL, name: String) throws -> [Double] {
      let trainer = Trainer(network, set: set, settings: settings, dropout: dropout)
      let size = network.parameters.count
      var gradients: [Float] = []
      let losses = (0..<count).map { step -> Double in
        trainer.set(Array(trajectory[step * size..<(step + 1) * size]))
        let loss = trainer.computeGradient(step, images: batch(step))
        gradients += trainer.gradient
        return loss
      }
      try gradients.withUnsafeBytes { try Data($0).write(to: folder.appendingPathComponent("\(name).gradients")) }
      return losses
    }

    func trainingTimes(_ count: Int) -> [Double] {
      let trainer = Trainer(network, set: set, settings: settings, dropout: dropout)
      let clock = ContinuousClock()
      // The first steps find many more units alive than the later ones.
      for step in 0..<60 { _ = trainer.step(step, images: batch(step)) }
      return (0..<count).map { step in Median.seconds(clock.measure { _ = trainer.step(60 + step, images: batch(step)) }) }
    }

    func ascentTimes(_ count: Int) -> [Double] {
      var settings = OptimalImageSettings()
      settings.seeds = 100
      settings.iterations = count
      let ascent = Ascent([network], input: network.input, settings: settings)
      let noise = RandomStream(seed: 1, purpose: .benchmarkNoise)
      ascent.start(ascent.batch) { noise.normal(step: $0, index: $1) }
      let clock = ContinuousClock()
      return (0..<count).map { iteration in
        let time = clock.measure {
          for first in stride(from: 0, to: 100, by: ascent.batch) { ascent.step(iteration, count: min(ascent.batch, 100 - first)) }
        }
        return Median.seconds(time)
      }
    }
  }
}
