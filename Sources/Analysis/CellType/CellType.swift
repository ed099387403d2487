import Method
import Networks
import Numerics

/// What kind of cell the neuron is: how many different images it answers to, how much to other phases of the best one, and what its networks say in silico.
struct CellType {
  let distinct: DistinctImages
  /// One entry a distinct image, with its Gabor fit.
  let distinctImages: [NeuronFacts.DistinctImage]
  let seedCoverage: Double?
  let complexness: NeuronFacts.Complexness?
  /// nil where the networks do not predict: whatever they were asked then, they would answer.
  let label: NeuronFacts.Label?
  /// Pearson r of the Lasso's field with the best distinct image.
  let linearFieldSimilarity: Double?
  /// The networks' highest output for any Gabor near the fits.
  let bestGaborActivation: Double?
  /// From the real responses; nil where the best distinct image has no Gabor fit. Its label likewise needs networks that predict: they made the image.
  let phaseTolerance: PhaseTolerance?
  /// nil where the networks do not predict.
  let inSilico: InSilico?
}

extension NeuronAnalysis {
  func classify(
    _ preference: Preference, _ prediction: Prediction, _ comparisons: Comparisons, isCancelled: () -> Bool
  ) throws -> CellType {
    let distinct = DistinctImages(
      images: preference.images, activations: preference.facts.map(\.activation), settings: settings.optimalImages)
    let image = Tensor(shape: Array(distinct.images.shape.dropFirst()), values: Array(distinct.images[0]))
    let entries = distinct.groups.enumerated().map { place, group in
      NeuronFacts.DistinctImage(
        activation: preference.facts[group[0]].activation, seeds: group.count,
        gabor: GaborFit(Tensor(shape: image.shape, values: Array(distinct.images[place]))))
    }
    let complexness = Complexness.measure(
      training: shared.trainingUnit.projections(on: distinct.images), trainingResponses: responses.training,
      test: shared.testUnit.projections(on: distinct.images), testResponses: responses.test,
      segments: prediction.segments, stream: RandomStream(seed: shared.seed, purpose: .complexness, subject: key))
    // Eight images at a time: so many phases does each pattern have.
    let predictors = prediction.networks.map { NetworkPredictor($0, batch: 8).predict }
    let neuron = InSilicoNeuron(shape: image.shape, contrast: settings.optimalImages.contrast) { activations(predictors, $0) }
    let phasePlane = entries[0].gabor.flatMap { fit in
      QuadraturePair(image: image, orientation: fit.gabor.orientation).map { (fit: fit, pair: $0) }
    }
    let isPredicted = Gate.predictionObjection(to: prediction.ownSimilarity, low: prediction.interval?.low) == nil
    return CellType(
      distinct: distinct, distinctImages: entries, seedCoverage: GoodTuringCoverage.of(groupSizes: distinct.groups.map(\.count)),
      complexness: complexness,
      label: isPredicted ? complexness.map { Complexness.label($0, distinctImages: distinct.groups.count) } : nil,
      linearFieldSimilarity: comparisons.linearField.flatMap { Statistics.pearson($0, image.values.map(Double.init)) },
      bestGaborActivation: neuron.bestGaborOutput(around: entries.compactMap(\.gabor)),
      phaseTolerance: phasePlane.flatMap { phaseTolerance(of: $0.pair) }.map { tolerance in
        var tolerance = tolerance
        if !isPredicted { tolerance.label = nil }
        return tolerance
      },
      inSilico: try phasePlane.flatMap { fit, pair in
        guard isPredicted else { return nil }
        return try inSilico(
          neuron, image, fit, pair, activation: entries[0].activation, optimal: preference.best, networks: prediction.networks,
          isCancelled: isCancelled)
      })
  }

  /// What the networks say of images that the animal never saw.
  /// - Parameters:
  ///   - image: the best distinct image; `activation` is the highest in its group.
  ///   - optimal: the best optimal image as it ended.
  private func inSilico(
    _ neuron: InSilicoNeuron, _ image: Tensor, _ fit: GaborFit, _ pair: QuadraturePair, activation: Double, optimal: Tensor,
    networks: [Network], isCancelled: () -> Bool
  ) throws -> InSilico {
    let deflated = try DeflatedImage(
      of: neuron, networks: networks, pair: pair, best: activation, settings: settings.optimalImages, seed: shared.seed, key: key,
      constrain: shared.constrain, isCancelled: isCancelled)
    var apartSettings = settings.optimalImages
    apartSettings.iterations /= 2
    let apart = try ApartImages.make(
      DiversityIndex.images, networks: networks, best: optimal, settings: apartSettings, seed: shared.seed, key: key,
      constrain: shared.constrain, isCancelled: isCancelled)
    return InSilico(
      offPhaseRatio: neuron.offPhaseRatio(of: pair), gratingModulation: neuron.modulation(at: fit),
      orientationSelectivity: neuron.orientationSelectivity(at: fit), deflatedActivation: deflated?.activation,
      deflatedOverlap: deflated?.overlap, responseAtOtherOrientations: neuron.responseAtOtherOrientations(of: image, fit: fit),
      diversity: DiversityIndex.meanDistance(apart.images))
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
