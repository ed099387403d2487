import Formats
import Messages
import Method
import Testing

@testable import Report

/// A recorded neuron or a control with the given facts.
private func entry(_ id: String, control: String? = nil, _ change: (inout NeuronFacts) -> Void) -> NeuronEntry {
  var facts = NeuronFacts(state: .analysed, trainingImages: 100, testImages: 50)
  (facts.predictionSimilarity, facts.predictionSimilarityLow) = (0.5, 0.25)
  change(&facts)
  let columns = control.map { ["control": $0, "control_of": ""] } ?? [:]
  return NeuronEntry(
    .init(id: id, columns: columns),
    .result(
      NeuronResult(
        document: .init(neuron: id, methodVersion: 1, seed: 1, stimuliSha256: "", facts: facts), optimalImages: .init(shape: [0, 1, 2, 2]),
        distinctImages: .init(shape: [0, 1, 2, 2]), testPrediction: .init(shape: [0]))))
}

private func diverse(_ id: String, control: String? = nil, _ distance: Double) -> NeuronEntry {
  entry(id, control: control) {
    $0.inSilico = InSilico(
      offPhaseRatio: nil, gratingModulation: nil, orientationSelectivity: nil, deflatedActivation: nil, deflatedOverlap: nil,
      responseAtOtherOrientations: nil, diversity: distance)
  }
}

@Test func diversityIsScaledByItsAnchors() throws {
  let anchors = [
    diverse("control-simple-0", control: "simple", 0.7), diverse("control-simple-1", control: "simple", 0.8),
    diverse("control-complex-0", control: "complex", 1.125), diverse("control-complex-1", control: "complex", 1.375),
  ]
  let population = ["a": 0.75, "b": 1.0, "c": 1.25].map { diverse("n" + $0, $1) }
  let figures = try #require(DiversityFigures(anchors + population))
  #expect(abs(figures.simpleAnchor - 0.75) < 1e-12 && figures.complexAnchor == 1.25)
  #expect(figures.index.count == 3 && abs(figures.index.median - 0.5) < 1e-12)
  // In the table of neurons too, each by itself, before the recording's own columns.
  let lines = CSVTable(neurons: [population[0]] + anchors).text.split(separator: "\r\n")
  let index = population[0].facts?.inSilico?.diversity.map { ($0 - figures.simpleAnchor) / 0.5 }
  #expect(lines[0].hasSuffix(",diversity_index") && lines[1].split(separator: ",").last.flatMap { Double($0) } == index)
  #expect(DiversityFigures(population) == nil)
  #expect(DiversityFigures(anchors.dropLast() + population) == nil)
  #expect((figures.simpleAnchors, figures.complexAnchors) == (2, 2))
  let reversed = [0, 1].map { diverse("control-complex-\($0)", control: "complex", 0.5) } + anchors.prefix(2)
  #expect(DiversityFigures(reversed + population) == nil)
}

/// Of each neuron the similarities of network, Gabor fit, simple and complex model, and the paper's label; nil where a gate of the paper drops it.
@Test func whatThePapersGatesDropIsCounted() {
  let neurons: [(network: Double, gabor: Double, simple: Double, complex: Double, label: PaperLabel?)] = [
    (0.5, 0.9, 0.5, 0.5, .simple), (0.5, 0.9, 0.5, 0.4, .simple), (0.5, 0.9, 0.25, 0.5, .complexLike), (0.3, 0.9, 0.5, 0.5, nil),
    (0.5, 0.6, 0.5, 0.5, nil), (0.5, 0.9, -0.01, 0.5, nil), (0.5, 0.9, 0, 0, nil), (0.5, 0.9, 0.25, -0.1, nil), (0.1, 0.1, -1, -1, nil),
  ]
  let facts = neurons.enumerated().compactMap { place, neuron in
    entry("n\(place)") {
      $0.predictionSimilarity = neuron.network
      let gabor = Gabor(orientation: 0, wavelength: 4, sigma: 2, aspect: 1, phase: 0, centreX: 0, centreY: 0)
      $0.distinctImages = [
        .init(activation: 1, seeds: 1, gabor: GaborFit(gabor: gabor, similarity: neuron.gabor, channelWeights: [1], isGabor: true))
      ]
      $0.complexness = .init(simple: neuron.simple, complex: neuron.complex, low: 0.1, high: 0.6)
      $0.label = place == 5 ? .complex : .undetermined
    }.facts
  }
  #expect(facts.map(\.paperLabel) == neurons.map(\.label))
  let figures = PaperFigures(facts)
  #expect((figures.passed, figures.simple?.count, figures.complex?.count) == (3, 2, 1))
  #expect((figures.notPredicted, figures.notGaborLike, figures.simpleNotPositive, figures.complexNotPositive) == (2, 1, 2, 1))
  #expect(figures.droppedComplex == 1)
}

@Test func whatPopulationMembersAddIsToldNeuronByNeuron() throws {
  let entries = [(0.5, 0.25, 0.375), (0.75, 0.25, 0.625)].enumerated().map { place, r in
    entry("n\(place)") {
      ($0.predictionSimilarity, $0.predictionSimilarityOwn, $0.predictionSimilarityPopulation) = (r.0, r.1, r.2)
    }
  }
  let figures = try #require(PopulationMemberFigures(entries.compactMap(\.facts), seed: 1))
  #expect((figures.own.mean, figures.population.mean, figures.gain.mean) == (0.25, 0.5, 0.375))
  #expect(figures.gain.low == 0.25 && figures.pValue == 0.5)
  #expect(PopulationMemberFigures([entry("n") { $0.predictionSimilarity = 0.5 }].compactMap(\.facts), seed: 1) == nil)
}

@Test func orientationsAreThoseOfGaborLikeNeurons() throws {
  func oriented(_ orientation: Double, similarity: Double = 0.9) -> NeuronFacts {
    var facts = NeuronFacts(state: .analysed, trainingImages: 100, testImages: 50)
    let gabor = Gabor(orientation: orientation, wavelength: 6, sigma: 3, aspect: 1, phase: 0, centreX: 8, centreY: 8)
    facts.distinctImages = [
      .init(activation: 1, seeds: 1, gabor: GaborFit(gabor: gabor, similarity: similarity, channelWeights: [1], isGabor: true))
    ]
    return facts
  }
  let figures = try #require(OrientationFigures([oriented(170), oriented(10), oriented(90, similarity: 0.5)]))
  #expect(figures.count == 2)
  // 170 and 10 degrees lie on either side of 0, which is 180.
  #expect(min(figures.meanOrientation, 180 - figures.meanOrientation) < 1e-9 && figures.resultant > 0.9)
  #expect(OrientationFigures([oriented(10)]) == nil)
}

@Test func complexnessIsCorrelatedOverComplexLikeCellsOnly() throws {
  let gabor = Gabor(orientation: 0, wavelength: 6, sigma: 3, aspect: 1, phase: 0, centreX: 8, centreY: 8)
  let facts = [(0.1, 0.3), (0.2, 0.2), (0.3, 0.1), (-0.1, 0.9)].map { difference, lasso in
    var facts = NeuronFacts(state: .analysed, trainingImages: 100, testImages: 50)
    facts.predictionSimilarity = 0.5
    facts.predictionSimilarityLasso = lasso
    facts.distinctImages = [
      .init(activation: 1, seeds: 1, gabor: GaborFit(gabor: gabor, similarity: 0.9, channelWeights: [1], isGabor: true))
    ]
    facts.complexness = .init(simple: 0.2, complex: 0.2 + difference, low: 0, high: 0)
    return facts
  }
  let figures = ComplexLikeFigures(facts)
  #expect(figures.count == 3)
  #expect(try abs(#require(figures.lasso) + 1) < 1e-9)
  #expect(figures.linearField == nil)
}

@Test func comparisonsAreAdjustedForTheirNumber() throws {
  let entries = (0..<8).map { place in
    entry("n\(place)") {
      $0.predictionSimilarityRidge = 0.4 - Double(place) * 0.01
      $0.predictionSimilarityLasso = place % 2 == 0 ? 0.4 + Double(place) * 0.003 : 0.6 - Double(place) * 0.002
    }
  }
  let comparisons = Comparison.all(entries, seed: 1)
  #expect(comparisons.map(\.model) == [.ridge, .lasso])
  let p = try comparisons.map { try #require($0.pValue) }
  // Of two, the smaller doubles and the larger stays.
  #expect(comparisons[0].adjustedPValue == min(2 * p[0], p[1]))
  #expect(comparisons[1].adjustedPValue == p[1])
}

/// Twenty neurons of noise, with labels of an earlier version and all that networks say of anything, beside two that are predicted: kinds are the two's alone.
@Test func onlyPredictedNeuronsAreInAFigureOfKinds() throws {
  func kind(_ id: String, _ r: Double, _ low: Double?, control: String? = nil) -> NeuronEntry {
    entry(id, control: control) {
      ($0.predictionSimilarity, $0.predictionSimilarityLow) = (r, low)
      $0.label = .simple
      $0.complexness = .init(simple: 0.25, complex: r < 0.4 ? 0.75 : 0.25, low: 0, high: 0)
      $0.phaseTolerance = PhaseTolerance(
        tau: r < 0.4 ? 0.9 : 0, standardError: 0.01, weights: [1, 0, 0, 0], largestOther: 0, exponent: 1, rotation: 0, isDefined: true)
      $0.inSilico = InSilico(
        offPhaseRatio: r < 0.4 ? 1 : 0.25, gratingModulation: nil, orientationSelectivity: nil, deflatedActivation: 0.3,
        deflatedOverlap: 0.9,
        responseAtOtherOrientations: nil, diversity: nil)
      ($0.seedCoverage, $0.crossModelTransfer) = (r < 0.4 ? 0 : 1, r < 0.4 ? 0 : 1)
    }
  }
  let noise = (0..<20).map { kind("noise\($0)", $0 % 2 == 0 ? 0.1 : 0.35, $0 % 4 == 3 ? nil : -0.1) }
  let control = kind("control-shuffled-a", 0.35, -0.1, control: "shuffled")
  let entries = noise + [kind("a", 0.5, 0.25), kind("b", 0.75, 0.5), control]
  let population = Population(of: TinyPopulation.report, entries)
  #expect(population.wellPredicted?.count == 2 && population.wellPredicted?.total == 22)
  #expect(population.labels.simple?.count == 2 && population.labels.simple?.total == 2)
  #expect(population.complexness.simple?.median == 0 && population.complexness.simple?.count == 2)
  #expect(population.phaseToleranceLabels.map(\.share.total) == [2, 2, 2, 2] && population.labelPairs.map(\.neurons) == [2])
  #expect(population.invariances.first?.share.total == 2)
  for (quantity, median) in ["phase_tolerance": 0, "off_phase_ratio": 0.25, "seed_coverage": 1, "cross_model_transfer": 1] {
    #expect(population.spreads[quantity]?.count == 2 && population.spreads[quantity]?.median == median, "\(quantity)")
    #expect(population.undefined[quantity] == 20, "\(quantity)")
  }
  #expect(population.controls.map { $0.predicted?.count } == [0] && population.controls[0].phaseTolerance == nil)
  let rows = CSVTable(neurons: entries).text.split(separator: "\r\n").dropFirst()
  #expect(rows.map { $0.contains(",simple,") } == [Bool](repeating: false, count: 20) + [true, true])
  let page = Page(population: population, entries: entries, shape: ImageShape())
  #expect(page.numbers.contains("2 of 2 predicted neurons, 95 % interval"))
  let none = Page(population: Population(of: TinyPopulation.report, noise), entries: noise, shape: ImageShape())
  #expect(none.numbers.contains("<dt>Simple</dt><dd>–<small>not available: no neuron is predicted</small>"))
}

/// Nothing is to be found in shuffled and shifted neurons: where they are predicted, so is what the images do not explain.
@Test(arguments: [(1, 5, false), (2, 5, true), (0, 1, false), (1, 1, true)])
func predictedControlsOfNothingAreTold(predicted: Int, nulls: Int, isTold: Bool) {
  let controls = (0..<nulls).map { place -> NeuronEntry in
    let kind = place % 2 == 0 ? "shifted" : "shuffled"
    return entry("control-\(kind)-a", control: kind) {
      if place >= predicted { ($0.predictionSimilarity, $0.predictionSimilarityLow) = (0.125, -0.125) }
    }
  }
  let warnings = Population(of: TinyPopulation.report, [entry("a") { _ in }] + controls).warnings
  #expect(warnings?.map(\.code) == (isTold ? ["predicted_nulls"] : nil))
  #expect(!isTold || warnings?[0].numbers == ["nulls": Double(nulls), "predicted": Double(predicted)])
}

/// Each figure is right, and together they say that images and responses do not belong together.
@Test(arguments: [(3, 0, true), (2, 0, false), (20, 1, true), (20, 2, false)])
func reliableNeuronsThatNothingPredictsAreTold(reliable: Int, predicted: Int, isTold: Bool) {
  let entries = (0..<reliable + 5).map { place in
    entry("n\(place)") {
      $0.explainableVariance = place < reliable ? 0.875 : 0.25
      if place >= predicted { ($0.predictionSimilarity, $0.predictionSimilarityLow) = (0.125, -0.125) }
    }
  }
  let warnings = Population(of: TinyPopulation.report, entries).warnings
  #expect((warnings?.map(\.code) == ["reliable_but_unpredicted"]) == isTold && (warnings == nil) == !isTold)
  #expect(
    !isTold
      || warnings?[0].sentence
        == "\(reliable) neurons answer reliably to the images (FEV of 0.5 or more), and \(predicted) of them are predicted: are images and responses in the same order?"
  )
}
