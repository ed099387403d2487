import Method
import Networks
import Numerics

extension NeuronAnalysis {
  /// Phase tolerance of the best distinct image, from the responses; and, where the network predicts, what it says in silico.
  /// - Parameter optimal: the best optimal image as it ended, [channels, height, width].
  func report(
    cellTypeOf distinct: DistinctImages, optimal: Tensor, networks: [Network], in facts: inout NeuronFacts, isCancelled: () -> Bool
  ) throws {
    let image = Tensor(shape: Array(distinct.images.shape.dropFirst()), values: Array(distinct.images[0]))
    let neuron = InSilicoNeuron(shape: image.shape, contrast: shared.settings.optimalImages.contrast) { images in
      // As activations are: the response that the members' mean output stands for.
      Self.mean(networks.map { $0.predict(images).map(Double.init) }).map { shared.settings.training.loss.response(Float($0)) }
    }
    compareWithGabors(neuron, in: &facts)
    guard let best = facts.distinctImages.first, let fit = best.gabor,
      let pair = QuadraturePair(image: image, orientation: fit.gabor.orientation)
    else { return }
    facts.phaseTolerance = phaseTolerance(of: pair)
    guard Gate.predicted.objection(to: facts) == nil else { return }
    let deflated = try DeflatedImage(
      of: neuron, networks: networks, pair: pair, best: best.activation, settings: shared.settings.optimalImages, seed: shared.seed,
      key: self.neuron, isCancelled: isCancelled)
    let apart = try ApartImages.make(
      DiversityIndex.images, networks: networks, best: optimal, settings: shared.settings.optimalImages, seed: shared.seed,
      key: self.neuron, isCancelled: isCancelled)
    facts.inSilico = InSilico(
      offPhaseRatio: neuron.offPhaseRatio(of: pair), gratingModulation: neuron.modulation(at: fit),
      orientationSelectivity: neuron.orientationSelectivity(at: fit), deflatedActivation: deflated?.activation,
      deflatedOverlap: deflated?.overlap, responseAtOtherOrientations: neuron.responseAtOtherOrientations(of: image, fit: fit),
      diversity: DiversityIndex.meanDistance(apart.images))
  }

  /// How the optimal images stand to the best Gabor function.
  private func compareWithGabors(_ neuron: InSilicoNeuron, in facts: inout NeuronFacts) {
    guard let best = neuron.bestGaborOutput(around: facts.distinctImages.compactMap(\.gabor)) else { return }
    facts.bestGaborActivation = best
    guard best > 0 else { return }
    for place in facts.optimalImages.indices { facts.optimalImages[place].relativeToGabor = facts.optimalImages[place].activation / best }
  }

  /// Over all training and test images with a response; test responses are z-scored like the training responses.
  private func phaseTolerance(of pair: QuadraturePair) -> PhaseTolerance? {
    let axes = Tensor(shape: [2] + pair.image.shape, values: pair.image.values + pair.partner.values)
    // A unit vector among pixels of unit variance: the root of their number makes projections of order 1.
    let scale = Double(pair.image.values.count).squareRoot()
    var projections: [(a: Double, b: Double)] = []
    var targets: [Double] = []
    var training = 0
    let test = responses.test.map { $0.map { ($0 - responses.mean) / responses.deviation } }
    for (images, responses) in [(shared.trainingUnit, responses.training), (shared.testUnit, test)] {
      let products = images.projections(on: axes)
      for (image, response) in responses.enumerated() {
        guard let response else { continue }
        projections.append((products[image, 0] * scale, products[image, 1] * scale))
        targets.append(response)
      }
      if training == 0 { training = targets.count }
    }
    return PhaseTolerance(projections: projections, responses: targets, training: training)
  }
}
