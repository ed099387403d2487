import Method
import Networks
import Numerics
import TestSupport
import Testing

@testable import Analysis

/// What is asked of a neuron's copy, beside numpy: of given functions, and of small networks with given parameters.
let inSilicoQuantities: [String: @Sendable (Reference.Case) throws -> [String: Double?]] = [
  "gratings": { reference in
    let p = try reference.numbers("parameters")
    let side = Int(try reference.numbers("side")[0])
    let tolerance = try reference.numbers("tolerance")[0]
    let (u, v) = (try reference.numbers("u"), try reference.numbers("v"))
    let neuron = InSilicoNeuron(shape: [1, side, side], contrast: 0.5) { images in
      (0..<images.count).map { image in
        let drive = { (axis: [Double]) in zip(images[image], axis).reduce(0) { $0 + Double($1.0) * $1.1 } }
        return max(drive(u), 0) + tolerance * drive(v).magnitude
      }
    }
    let gabor = Gabor(p)
    let fit = GaborFit(gabor: gabor, similarity: 1, channelWeights: [1], isGabor: true)
    let pair = try #require(
      QuadraturePair(image: Tensor(shape: [1, side, side], values: u.map(Float.init)), orientation: gabor.orientation))
    return [
      "modulation": neuron.modulation(at: fit), "selectivity": neuron.orientationSelectivity(at: fit),
      "off_phase": neuron.offPhaseRatio(of: pair),
    ]
  },
  "turned": { reference in
    let weights = try reference.numbers("weights")
    let side = Int(try reference.number("side"))
    let shape = [weights.count, side, side]
    let fields = try reference.numbers("fields")
    let pixels = weights.count * side * side
    let neuron = InSilicoNeuron(shape: shape, contrast: 0.5) { images in
      (0..<images.count).map { image in
        let drives = stride(from: 0, to: fields.count, by: pixels).map { field in
          zip(images[image], fields[field..<field + pixels]).reduce(0) { $0 + Double($1.0) * $1.1 }
        }
        return drives.reduce(0, max) + 0.2 * drives.reduce(0, +).magnitude
      }
    }
    let fit = GaborFit(gabor: Gabor(try reference.numbers("parameters")), similarity: 1, channelWeights: weights, isGabor: true)
    let image = Tensor(shape: shape, values: fields[..<pixels].map(Float.init))
    return ["others": neuron.responseAtOtherOrientations(of: image, fit: fit), "best_gabor": neuron.bestGaborOutput(around: [fit])]
  },
  "optimal_images": { reference in
    let networks = try networks(reference)
    var settings = OptimalImageSettings()
    settings.seeds = 5
    settings.iterations = Int(try reference.number("iterations"))
    let optimal = try synthesise(networks, settings: settings, seed: 7, neuron: StreamKey("reference"), isCancelled: { false })
    let best = optimal.activations.indices.reduce(0) { optimal.activations[$1] > optimal.activations[$0] ? $1 : $0 }
    let apart = try ApartImages.make(
      4, networks: networks, best: Tensor(shape: try reference.shape(), values: Array(optimal.images[best])), settings: settings, seed: 7,
      key: StreamKey("reference"), isCancelled: { false })
    return [
      ("activation", optimal.activations), ("earlier", optimal.earlierActivations), ("apart", apart.activations),
    ].reduce(into: ["distance": DiversityIndex.meanDistance(apart.images)]) { found, named in
      found.merge(indexed(named.0, named.1.map(Double.init))) { first, _ in first }
    }
  },
  "cross_model_transfer": { reference in
    var settings = OptimalImageSettings()
    settings.iterations = 10
    let loss: TrainingSettings.Loss = try reference.number("poisson") == 1 ? .poisson : .squaredError
    let ratio = try CrossModelTransfer.measure(
      networks(reference), loss: loss, settings: settings, seed: 7, neuron: StreamKey("reference"), isCancelled: { false })
    return ["transfer": ratio]
  },
  "deflated": { reference in
    let networks = try networks(reference)
    let neuron = InSilicoNeuron(shape: try reference.shape(), contrast: 0.5) { images in
      NeuronAnalysis.mean(networks.map { $0.predict(images).map(Double.init) })
    }
    let pair = try #require(
      QuadraturePair(image: reference.tensor("u", shape: reference.shape()), orientation: reference.number("theta")))
    let found = try DeflatedImage(
      of: neuron, networks: networks, pair: pair, best: reference.number("best"), settings: OptimalImageSettings(), seed: 7,
      key: StreamKey("reference"), isCancelled: { false })
    return ["activation": found?.activation, "overlap": found?.overlap]
  },
]

extension Gabor {
  /// By the table's order of the parameters.
  fileprivate init(_ p: [Double]) {
    self.init(orientation: p[0], wavelength: p[1], sigma: p[2], aspect: p[3], phase: p[4], centreX: p[5], centreY: p[6])
  }
}

/// The small networks of a case: their parameters one after the other.
private func networks(_ reference: Reference.Case) throws -> [Network] {
  let shape = try reference.shape()
  var description = NetworkDescription()
  let pooling: NetworkDescription.Pooling = [.none, .average, .max][Int(try reference.number("pooling"))]
  description.convolutions = [.init(channels: Int(try reference.number("channels")), side: 3, pooling: pooling)]
  description.hidden = try reference.integers("hidden")
  let input = InputShape(channels: shape[0], height: shape[1], width: shape[2])
  let counts = try Network.parameterCounts(description, input: input)
  let parameters = try reference.numbers("parameters").map(Float.init)
  return try stride(from: 0, to: parameters.count, by: counts.shared + counts.own).map { first in
    try Network(description: description, input: input, parameters: Array(parameters[first..<first + counts.shared + counts.own]))
  }
}
