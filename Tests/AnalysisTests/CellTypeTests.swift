import Method
import Numerics
import Testing

@testable import Analysis

/// In-silico measures asked of cells whose output is known: the formulas of method.md section 6, without a network.
private struct IdealCell {
  enum Kind: CaseIterable { case simple, complex, partial, rotationInvariant }

  static let side = 24
  static let gabor = Gabor(orientation: 40, wavelength: 8, sigma: 3.5, aspect: 1, phase: 30, centreX: 11, centreY: 12)

  let kind: Kind
  let axes: Tensor

  init(_ kind: Kind) {
    self.kind = kind
    let fields: [Gabor]
    if kind == .rotationInvariant {
      fields = (0..<24).map {
        Gabor(orientation: Double($0) * 15, wavelength: 8, sigma: 4.8, aspect: 0.7, phase: 90, centreX: 11.5, centreY: 11.5)
      }
    } else {
      var odd = Self.gabor
      odd.phase += 90
      fields = [Self.gabor, odd]
    }
    axes =
      Tensor(
        shape: [fields.count, 1, Self.side, Self.side],
        values: fields.flatMap { $0.image(height: Self.side, width: Self.side).map(Float.init) }
      ).unitImages
  }

  func output(_ images: Tensor) -> [Double] {
    let dots = images.projections(on: axes)
    return (0..<images.count).map { image in
      let drive = (0..<axes.count).map { dots[image, $0] }
      let half = { (x: Double) in max(x, 0) }
      switch kind {
      case .simple: return half(drive[0])
      case .complex: return drive[0] * drive[0] + drive[1] * drive[1]
      case .partial: return half(drive[0]) * half(drive[0]) + 0.2 * (half(-drive[0]) * half(-drive[0]) + drive[1] * drive[1])
      case .rotationInvariant: return half(drive.max() ?? 0)
      }
    }
  }

  var neuron: InSilicoNeuron { InSilicoNeuron(shape: [1, Self.side, Self.side], contrast: 0.5, output: output) }
  var image: Tensor { Tensor(shape: [1, Self.side, Self.side], values: Array(axes[0])) }
  func fit() throws -> GaborFit { try #require(GaborFit(image)) }
}

@Test func theOffPhaseRatioAndGratingsTellPhaseTolerance() throws {
  var ratios: [IdealCell.Kind: Double] = [:]
  var modulations: [IdealCell.Kind: Double] = [:]
  for kind in [IdealCell.Kind.simple, .partial, .complex] {
    let cell = IdealCell(kind)
    let fit = try cell.fit()
    let pair = try #require(QuadraturePair(image: cell.image, orientation: fit.gabor.orientation))
    ratios[kind] = cell.neuron.offPhaseRatio(of: pair)
    modulations[kind] = cell.neuron.modulation(at: fit)
  }
  // A half-wave rectified cosine has F1 / F0 = pi / 2.
  #expect(try #require(ratios[.simple]) < 0.02 && abs(#require(modulations[.simple]) - .pi / 2) < 0.05)
  #expect(try #require(ratios[.complex]) > 0.95 && #require(modulations[.complex]) < 0.1)
  #expect(try (0.1...0.4).contains(#require(ratios[.partial])) && (0.75...1.2).contains(#require(modulations[.partial])))
}

@Test func orientationIsSelectiveOrNot() throws {
  for kind in [IdealCell.Kind.simple, .complex] {
    let cell = IdealCell(kind)
    #expect(try #require(cell.neuron.orientationSelectivity(at: cell.fit())) > 0.6)
    #expect(try #require(cell.neuron.responseAtOtherOrientations(of: cell.image, fit: cell.fit())) <= 0.28)
  }
  let turning = IdealCell(.rotationInvariant)
  #expect(try #require(turning.neuron.orientationSelectivity(at: turning.fit())) < 0.2)
  #expect(try #require(turning.neuron.responseAtOtherOrientations(of: turning.image, fit: turning.fit())) >= 0.61)
}

/// A simple cell's best image is a Gabor, even where the fit that the search starts from is off; a cell that wants a checkerboard gets less from any Gabor.
@Test func theBestGaborIsFoundAndBeatenByWhatIsNone() throws {
  let cell = IdealCell(.simple)
  var fit = try cell.fit()
  let best = cell.neuron.responses(to: cell.neuron.stack([cell.image.values]))[0] + cell.neuron.grey
  #expect(try #require(cell.neuron.bestGaborOutput(around: [fit])) / best > 0.98)
  fit.gabor.orientation += 10
  fit.gabor.phase += 50
  #expect(try #require(cell.neuron.bestGaborOutput(around: [fit])) / best > 0.95)
  #expect(cell.neuron.bestGaborOutput(around: []) == nil)

  let board = Tensor(shape: [1, 1, 24, 24], values: (0..<576).map { ($0 / 24 / 4 + $0 % 24 / 4) % 2 == 0 ? 1 : -1 })
  let checker = InSilicoNeuron(shape: [1, 24, 24], contrast: 0.5) { images in
    let products = images.unitImages.projections(on: board.unitImages)
    return (0..<images.count).map { max(0, products[$0, 0]) }
  }
  #expect(try #require(checker.bestGaborOutput(around: [fit])) < 0.7)
}

@Test func aSilentNeuronSaysNothing() throws {
  let silent = InSilicoNeuron(shape: [1, 24, 24], contrast: 0.5) { images in (0..<images.count).map { _ in 0.3 } }
  let cell = IdealCell(.simple)
  let fit = try cell.fit()
  #expect(silent.grey == 0.3)
  #expect(try silent.offPhaseRatio(of: #require(QuadraturePair(image: cell.image, orientation: 40))) == nil)
  #expect(silent.modulation(at: fit) == nil && silent.orientationSelectivity(at: fit) == nil)
  #expect(silent.responseAtOtherOrientations(of: cell.image, fit: fit) == nil)
}

@Test(
  arguments: [
    (0.3, 0.9, nil, InSilico.Invariance.none), (0.9, 0.9, 0.2, .phase), (0.9, 0.3, 0.2, .other), (0.6, 0.3, 0.2, nil),
    (0.9, 0.3, 0.7, .orientation),
    (0.3, 0.3, 0.7, InSilico.Invariance.none), (nil, nil, 0.7, nil),
  ] as [(Double?, Double?, Double?, InSilico.Invariance?)])
func theInvarianceIsStatedOrNot(activation: Double?, overlap: Double?, others: Double?, expected: InSilico.Invariance?) {
  let stated = InSilico(
    offPhaseRatio: nil, gratingModulation: nil, orientationSelectivity: nil, deflatedActivation: activation, deflatedOverlap: overlap,
    responseAtOtherOrientations: others, diversity: nil)
  #expect(stated.invariance == expected)
}

@Test func theLedgerCountsEveryNeuronOnce() {
  var good = NeuronFacts(state: .analysed, trainingImages: 100, testImages: 50)
  (good.predictionSimilarity, good.predictionSimilarityLow) = (0.5, 0.25)
  good.distinctImages = [
    .init(activation: 2, seeds: 24, gabor: GaborFit(gabor: IdealCell.gabor, similarity: 0.9, channelWeights: [1], isGabor: true))
  ]
  good.phaseTolerance = PhaseTolerance(
    tau: 0.01, standardError: 0.02, weights: [1, 0, 0, 0], largestOther: 0, exponent: 1, rotation: 0, isDefined: true)
  var unsure = good
  unsure.phaseTolerance = PhaseTolerance(
    tau: 0.01, standardError: 0.2, weights: [1, 0, 0, 0], largestOther: 0, exponent: 1, rotation: 0, isDefined: true)
  var blob = good
  blob.distinctImages[0].gabor?.similarity = 0.4
  var unpredicted = good
  unpredicted.predictionSimilarity = 0.3
  var noisy = good
  noisy.explainableVariance = 0.1
  var chance = good
  chance.predictionSimilarityLow = -0.04
  #expect(
    Gate.predicted.objection(to: chance) == "The prediction similarity's 95 % interval begins at -0.04, not above 0: 0.50 may be chance.")
  chance.predictionSimilarityLow = 0.01
  #expect(chance.stop == nil && chance.isPredicted)
  chance.predictionSimilarityLow = nil
  #expect(
    Gate.predicted.objection(to: chance)
      == "The prediction similarity has no interval: too few test images had a response, or too few independent ones."
      && !chance.isPredicted)
  let silent = NeuronFacts(state: .notAnalysable, reason: "All responses are equal.", trainingImages: 0, testImages: 0)
  let population = [good, unsure, blob, unpredicted, noisy, silent].enumerated().map { (id: "n\($0)", facts: $1) }
  let ledger = GateLedger(population)
  #expect(ledger.neurons == 6)
  #expect(ledger.passed.map(\.neurons) == [5, 4, 3, 2, 1])
  #expect(ledger.stops.map(\.neuron) == ["n1", "n2", "n3", "n4", "n5"])
  #expect(
    ledger.stops.map(\.reason) == [
      "The interval of the phase tolerance does not tell.", "The Gabor fit's similarity is 0.40, not above 0.6.",
      "The prediction similarity is 0.30, not above 0.3.", "Only 10 % of the variance is explained by the image; 15 % are needed.",
      "All responses are equal.",
    ])
}
