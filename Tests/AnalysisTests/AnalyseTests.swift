import Method
import Numerics
import TestSupport
import Testing

@testable import Analysis

/// The whole analysis of a neuron on cells of known truth.
struct AnalyseTests {
  private func analyse(
    _ responses: Tensor, test: Tensor = Tensor(shape: [1, 40]), shared: SharedStimuli, cancelledAfter steps: Int = .max
  ) throws -> NeuronResult {
    var asked = 0
    return try Analysis.analyse(
      neuron: "n1", responses: responses, testResponses: test, shared: shared,
      progress: { _, share in #expect((0...1).contains(share)) },
      isCancelled: {
        asked += 1
        return asked > steps
      })
  }

  /// 100 training and 40 test images, one network of two epochs.
  private static func quick(_ change: (inout AnalysisSettings) -> Void = { _ in }) throws -> SharedStimuli {
    var settings = AnalysisSettings()
    settings.training.members = 1
    settings.training.epochs = 2
    settings.training.leastSteps = 2
    settings.training.batch = 32
    settings.optimalImages.seeds = 3
    settings.optimalImages.iterations = 5
    settings.comparisonModels = [.ridge, .lasso]
    change(&settings)
    return try SharedStimuli(
      stimuli: SimulatedNeuron.training.gather(Array(0..<100)), testStimuli: SimulatedNeuron.test.gather(Array(0..<40)), sha256: "s",
      settings: settings,
      seed: 1)
  }

  @Test(arguments: [SimulatedNeuron.Kind.simple, .complex])
  func cellsAreCopiedAndNamed(kind: SimulatedNeuron.Kind) async throws {
    await lettingOthersBegin()
    let cell = SimulatedNeuron(kind: kind)
    let shared = try SharedStimuli(
      stimuli: SimulatedNeuron.training, testStimuli: SimulatedNeuron.test, sha256: "s", settings: AnalysisSettings(), seed: 1)
    let found = try analyse(
      cell.responses(to: SimulatedNeuron.training, noise: 0.5), test: cell.responses(to: SimulatedNeuron.test, noise: 0.5), shared: shared)
    let facts = found.document.facts
    #expect(facts.state == .analysed && facts.trainingImages == 600 && facts.testImages == 300)
    #expect(facts.label?.rawValue == kind.rawValue)
    let similarity = try #require(facts.predictionSimilarity)
    let ridge = try #require(facts.predictionSimilarityRidge)
    let complexness = try #require(facts.complexness)
    let lasso = try #require(facts.predictionSimilarityLasso)
    let supportVector = try #require(facts.predictionSimilaritySupportVector)
    let energy = try #require(facts.predictionSimilarityGaborEnergy)
    let linearNonlinear = try #require(facts.predictionSimilarityLinearNonlinear)
    #expect(similarity > max(ridge, lasso, supportVector))
    #expect(zip(facts.optimalImages, facts.optimalImages.dropFirst()).allSatisfy { $0.activation >= $1.activation })
    #expect(facts.optimalImages.map(\.seed).sorted() == Array(0..<24))
    #expect(found.distinctImages.count == facts.distinctImages.count)
    #expect(try #require(facts.bestNaturalActivation) < facts.optimalImages[0].activation)
    #expect(try #require(facts.predictionSimilarityLow) < similarity && similarity < (facts.predictionSimilarityHigh ?? -1))
    #expect(facts.nonlinearityDifference == similarity - lasso)
    #expect(try #require(facts.seedCoverage) > 0.5)
    #expect(facts.explainableVariance == nil && facts.normalisedCorrelation == nil && facts.jackknifeOracle == nil)
    let best = Array(found.distinctImages[0])
    let a = SimulatedNeuron.dot(best, cell.even)
    let b = SimulatedNeuron.dot(best, cell.odd)
    #expect(facts.stop == nil && facts.explainableVariance == nil)
    #expect(try #require(facts.distinctImages[0].gabor).similarity > 0.9)
    switch kind {
    case .simple:
      #expect(similarity > 0.75 && a > 0.85)
      #expect(linearNonlinear > ridge + 0.1)
      #expect(try #require(facts.linearFieldSimilarity) > 0.5)
      #expect(facts.distinctImages.count == 1 && complexness.difference == 0)
      #expect(facts.seedCoverage == 1 && facts.phaseTolerance?.label == .simple)
      #expect(facts.inSilico?.invariance == InSilico.Invariance.none && facts.inSilico?.gratingModulation ?? 0 > 1)
    case .complex:
      #expect(energy > 0.6 && linearNonlinear < 0.2)
      #expect(similarity > 0.6 && ridge < 0.2 && (a * a + b * b).squareRoot() > 0.8)
      #expect(facts.distinctImages.count > 2 && complexness.difference > 0.2)
      #expect(facts.phaseTolerance?.tau ?? 0 > 0.7 && facts.inSilico?.invariance == .phase && facts.inSilico?.gratingModulation ?? 2 < 0.5)
    }
  }

  /// A recording in colour, one channel the other's negative at half the contrast: every quantity that a grey one has.
  @Test func imagesOfSeveralChannelsAreAnalysed() async throws {
    await lettingOthersBegin()
    let coloured = { (images: Tensor) in
      Tensor(
        shape: [images.count, 2, SimulatedNeuron.side, SimulatedNeuron.side],
        values: (0..<images.count).flatMap { image in images[image] + images[image].map { $0 * -0.5 } })
    }
    var settings = AnalysisSettings()
    settings.training.members = 2
    settings.optimalImages.seeds = 4
    settings.comparisonModels = [.ridge]
    let shared = try SharedStimuli(
      stimuli: coloured(SimulatedNeuron.training), testStimuli: coloured(SimulatedNeuron.test), sha256: "s", settings: settings, seed: 1)
    let cell = SimulatedNeuron(kind: .simple)
    let found = try analyse(
      cell.responses(to: SimulatedNeuron.training, noise: 0.5), test: cell.responses(to: SimulatedNeuron.test, noise: 0.5), shared: shared)
    let fit = try #require(found.document.facts.distinctImages[0].gabor)
    #expect(fit.similarity > 0.8 && fit.channelWeights[1] < 0)
    #expect(found.document.facts.phaseTolerance?.label == .simple)
    let inSilico = try #require(found.document.facts.inSilico)
    #expect(try #require(inSilico.responseAtOtherOrientations) < 0.45)
    #expect(try #require(inSilico.gratingModulation) > 1 && #require(inSilico.offPhaseRatio) < 0.2)
    #expect(inSilico.invariance == InSilico.Invariance.none && inSilico.diversity != nil && found.document.facts.crossModelTransfer != nil)
  }

  @Test func theSameAgainIsTheSame() throws {
    let cell = SimulatedNeuron(kind: .simple)
    let shared = try Self.quick()
    let responses = cell.responses(to: shared.training, noise: 1)
    let test = cell.responses(to: shared.test, noise: 1)
    let found = try analyse(responses, test: test, shared: shared)
    #expect(try found == analyse(responses, test: test, shared: Self.quick()))
    // Missing repeats beside a whole one change nothing.
    let padded = Tensor(shape: [2, 100], values: responses.values + [Float](repeating: .nan, count: 100))
    #expect(try found == analyse(padded, test: test, shared: shared))
  }

  /// Settings and seed are those that the stimuli were prepared with: there are no others to be mistaken for them.
  @Test func aResultNamesWhatItWasFoundWith() throws {
    let shared = try Self.quick()
    for responses in [SimulatedNeuron(kind: .simple).responses(to: shared.training, noise: 1), Tensor(shape: [1, 100])] {
      let document = try analyse(responses, shared: shared).document
      #expect((document.neuron, document.seed, document.stimuliSha256) == ("n1", 1, "s") && document.methodVersion == methodVersion)
    }
    var other = shared.settings
    other.training.leastSteps = 20
    let reseeded = try SharedStimuli(
      stimuli: SimulatedNeuron.training.gather(Array(0..<100)), testStimuli: SimulatedNeuron.test.gather(Array(0..<40)), sha256: "t",
      settings: other, seed: 2)
    let responses = SimulatedNeuron(kind: .simple).responses(to: shared.training, noise: 1)
    let (first, second) = try (analyse(responses, shared: shared), analyse(responses, shared: reseeded))
    #expect(second.document.seed == 2 && second.document.stimuliSha256 == "t" && first.optimalImages != second.optimalImages)
  }

  @Test func imagesBesideTheOptimalOnesAreMadeOnDemand() throws {
    let cell = SimulatedNeuron(kind: .simple)
    let shared = try Self.quick {
      $0.optimalImages.leastExciting = true
      $0.optimalImages.apart = 3
    }
    let found = try analyse(
      cell.responses(to: shared.training, noise: 1), test: cell.responses(to: shared.test, noise: 1), shared: shared)
    let further = try #require(found.document.facts.furtherImages)
    #expect(further.map(\.purpose) == [.leastExciting, .apart, .apart, .apart])
    #expect(found.furtherImages.shape == [4, 1, 18, 18])
    #expect(further[0].activation < found.document.facts.optimalImages.map(\.activation).min() ?? -.infinity)
  }

  @Test func missingImagesAreLeftOut() throws {
    let cell = SimulatedNeuron(kind: .simple)
    let shared = try Self.quick()
    var responses = cell.responses(to: shared.training, noise: 1)
    var test = cell.responses(to: shared.test, noise: 1)
    for image in [3, 50, 99] { responses.values[image] = .nan }
    for image in 0..<38 { test.values[image] = .nan }
    let facts = try analyse(responses, test: test, shared: shared).document.facts
    #expect(facts.state == .analysed && facts.trainingImages == 97 && facts.testImages == 2)
    #expect(facts.predictionSimilarityLasso != nil && facts.predictionSimilaritySupportVector == nil)
    test.values = [Float](repeating: .nan, count: 40)
    let found = try analyse(responses, test: test, shared: shared)
    #expect(
      found.document.facts.predictionSimilarity == nil && found.document.facts.complexness == nil && found.document.facts.label == nil)
    #expect(found.testPrediction.count == 40 && found.testPrediction.values.allSatisfy(\.isFinite))
  }

  @Test func aConstantNeuronIsNotAnalysable() throws {
    let found = try analyse(Tensor(shape: [1, 100]), shared: Self.quick())
    #expect(
      found.document.facts.state == .notAnalysable && found.document.facts.reason == "All responses to the training images are equal.")
    #expect(found.document.facts.trainingImages == 100 && found.optimalImages.shape == [0, 1, 18, 18] && found.distinctImages.count == 0)
  }

  @Test func repeatsTellWhatCouldBeExplained() throws {
    let cell = SimulatedNeuron(kind: .simple)
    let shared = try Self.quick { $0.training.leastSteps = 150 }
    // Eight repeats of signal and noise of equal variance.
    let signal = cell.responses(to: shared.test, noise: 0).values
    let noise = RandomStream(seed: 3, trial: "repeats").normals(320)
    let test = Tensor(shape: [8, 40], values: noise.indices.map { signal[$0 % 40] + noise[$0] })
    let facts = try analyse(cell.responses(to: shared.training, noise: 0.3), test: test, shared: shared).document.facts
    #expect(abs(try #require(facts.explainableVariance) - 0.5) < 0.15)
    let similarity = try #require(facts.predictionSimilarity)
    #expect(try #require(facts.normalisedCorrelation) > similarity)
    #expect(try #require(facts.singleTrialCorrelation) < similarity)
    #expect(try #require(facts.explainedShare) < 1)
    #expect(try #require(facts.jackknifeOracle) > 0.5)
  }

  @Test func spikeCountsAreLearnedByTheirDeviance() throws {
    let cell = SimulatedNeuron(kind: .simple)
    let shared = try Self.quick {
      $0.training.loss = .poisson
      $0.training.leastSteps = 95
      $0.comparisonModels = []
    }
    // Rates of about 6, without noise.
    let counts = { (images: Tensor) in
      Tensor(shape: [1, images.count], values: cell.responses(to: images, noise: 0).values.map { (8 * $0).rounded() })
    }
    let found = try analyse(counts(shared.training), test: counts(shared.test), shared: shared)
    #expect(try #require(found.document.facts.predictionSimilarity) > 0.3)
    #expect(found.document.facts.members[0].training != .neverBetterThanMean)
    #expect(found.testPrediction.values.allSatisfy { $0 >= 0 })
    let mean = try #require(Statistics.mean(found.testPrediction.values))
    let shown = try #require(Statistics.mean(counts(shared.test).values))
    #expect(abs(mean / shown - 1) < 0.3)
    #expect(found.document.facts.optimalImages.allSatisfy { $0.activation > 0 })

    let negative = try analyse(cell.responses(to: shared.training, noise: 1), shared: shared)
    #expect(
      negative.document.facts.reason == "A response is negative, and the Poisson loss is for spike counts; train with the squared error.")
  }

  /// Pure noise has measures, as everything has, but no kind: no label by complexness or phase tolerance, and no word of the networks.
  @Test func aNeuronThatIsNotPredictedHasNoKind() throws {
    let shared = try Self.quick { $0.training.leastSteps = 60 }
    for number in 0..<3 {
      let noise = RandomStream(seed: 21, trial: "no kind", member: number)
      let found = try analyse(
        Tensor(shape: [1, 100], values: noise.normals(100)), test: Tensor(shape: [1, 40], values: noise.normals(40, step: 1)),
        shared: shared
      ).document.facts
      #expect(Gate.predicted.objection(to: found) != nil && found.complexness != nil)
      #expect(found.label == nil && found.phaseTolerance?.label == nil && found.inSilico == nil)
    }
    let cell = SimulatedNeuron(kind: .simple)
    let found = try analyse(
      cell.responses(to: shared.training, noise: 0.2), test: cell.responses(to: shared.test, noise: 0.2), shared: shared
    ).document.facts
    #expect(found.label != nil && found.inSilico != nil, "r \(found.predictionSimilarity ?? 0)")
  }

  @Test func trainingIsJudgedAgainstTheMean() throws {
    let shared = try Self.quick { $0.training.keep = .bestEpoch }
    // The validation images' responses are the mean of the others': nothing can be better than that.
    var noise = RandomStream(seed: 9, trial: "pure noise").normals(100)
    let fitted = shared.folds.training(0).map { noise[$0] }
    for image in shared.folds.validation(0) { noise[image] = Float(Statistics.mean(fitted) ?? 0) }
    let found = try analyse(Tensor(shape: [1, 100], values: noise), shared: shared)
    #expect(found.document.facts.members.map(\.training) == [.neverBetterThanMean])
    // And a cell that is there to be learned is still learned when 60 steps are over.
    let cell = SimulatedNeuron(kind: .simple)
    let longer = try Self.quick { ($0.training.leastSteps, $0.training.rate, $0.training.keep) = (60, 2e-3, .bestEpoch) }
    let learning = try analyse(cell.responses(to: longer.training, noise: 0), shared: longer)
    #expect(learning.document.facts.members.map(\.training) == [.stoppedAtLimit])
    // Networks that learn from all images have none to validate on: they are judged by what they learnt.
    let whole = try Self.quick { $0.training.leastSteps = 60 }
    let learnt = try analyse(cell.responses(to: whole.training, noise: 0), shared: whole).document.facts
    #expect(learnt.members.map(\.training) == [.learned] && learnt.members.map(\.validationError) == [nil])
  }

  @Test func aTrainingThatDivergesIsAFinding() throws {
    let shared = try Self.quick { $0.training.rate = 1e30 }
    let found = try analyse(SimulatedNeuron(kind: .simple).responses(to: shared.training, noise: 1), shared: shared)
    #expect(found.document.facts.state == .notAnalysable)
    #expect(try #require(found.document.facts.reason).hasPrefix("The network's training diverged."))
  }

  @Test func argumentsThatDoNotFitAreRefused() throws {
    let shared = try Self.quick()
    #expect { try analyse(Tensor(shape: [1, 99]), shared: shared) } throws: { ($0 as? AnalysisError)?.code == .shapeMismatch }
  }

  @Test(arguments: [0, 2, 5])
  func aCancelledAnalysisStops(steps: Int) throws {
    let shared = try Self.quick()
    let responses = SimulatedNeuron(kind: .simple).responses(to: shared.training, noise: 1)
    #expect(throws: CancellationError.self) { try analyse(responses, shared: shared, cancelledAfter: steps) }
  }
}

struct SharedStimuliTests {
  @Test func stimuliThatCannotBeUsedAreRefused() {
    let good = SimulatedNeuron.test
    var infinite = good
    infinite.values[7] = .infinity
    var noFolds = AnalysisSettings()
    noFolds.training.members = 6
    let cases: [(Tensor, Tensor, AnalysisSettings, AnalysisError.Code)] = [
      (good, Tensor(shape: [3, 1, 5, 5]), AnalysisSettings(), .shapeMismatch), (infinite, good, AnalysisSettings(), .badStimuli),
      (Tensor(shape: good.shape), good, AnalysisSettings(), .badStimuli), (good, good, noFolds, .badSettings),
    ]
    for (stimuli, test, settings, code) in cases {
      #expect {
        try SharedStimuli(stimuli: stimuli, testStimuli: test, sha256: "s", settings: settings, seed: 1)
      } throws: {
        ($0 as? AnalysisError)?.code == code
      }
    }
  }

  @Test func oneMeanAndDeviationOfTheTrainingPixels() throws {
    let shared = try SharedStimuli(
      stimuli: Tensor(shape: [10, 1, 2, 2], values: (0..<40).map { Float($0) * 3 + 5 }), testStimuli: Tensor(shape: [1, 1, 2, 2]),
      sha256: "s", settings: AnalysisSettings(), seed: 1)
    #expect(abs(try #require(Statistics.mean(shared.training.values))) < 1e-6)
    #expect(abs(try #require(Statistics.standardDeviation(shared.training.values)) - 1) < 1e-6)
    // (0 - 63.5) / (3 sqrt((40^2 - 1) / 12))
    #expect(abs(shared.test.values[0] + 1.833_660) < 1e-5)
  }
}
