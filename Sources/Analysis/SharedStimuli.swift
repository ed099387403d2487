import LinearAlgebra
import Method
import Networks
import Numerics
import Synchronization

/// What all neurons of a run share: derived once per stimulus set, seed and settings, and kept by a worker.
///
/// Nothing in it depends on a response. What only some analyses need is computed when first asked for, once, behind a lock; nothing ever changes afterwards.
public final class SharedStimuli: Sendable {
  /// The SHA-256 (hex) that results name the stimuli by.
  let sha256: String
  /// What every neuron is asked, and the run's seed: folds and all other random numbers follow from it.
  public let settings: AnalysisSettings
  public let seed: UInt64
  /// Which channels of the stimuli the analysis goes without.
  let channels: StimulusChannels
  /// The training images without those channels, less one mean and divided by one standard deviation over all training pixels: [images, channels, height, width].
  let training: Tensor
  /// The test images, standardised by the training images' mean and standard deviation.
  let test: Tensor
  /// The images with zero mean and unit norm each, for dot products.
  let trainingUnit: UnitImages
  let testUnit: UnitImages
  /// The darkest and the brightest pixel of the standardised training images.
  let pixelRange: ClosedRange<Float>
  /// Where optimal images stay; nil where the stimuli vary everywhere.
  let support: StimulusSupport?
  let folds: Folds
  /// Where the settings ask for population members: their networks before fine-tuning.
  let population: PopulationNetworks?
  private let pixels = OnceComputed<(training: Matrix, test: Matrix)>()
  private let pixelRidge = OnceComputed<[RidgeBasis]>()
  private let energyRidge = OnceComputed<[RidgeBasis]>()
  private let lasso = OnceComputed<[LassoBasis]>()
  private let supportVectors = OnceComputed<[SupportVectorBasis]>()

  /// - Parameters:
  ///   - stimuli: the training images, [images, channels, height, width].
  ///   - testStimuli: the test images, as large.
  ///   - sha256: of the stimulus set as it was published, in hex; results repeat it. Any text where no result is kept.
  ///   - seed: the run's seed.
  ///   - population: what the analysis of a neuron needs where the settings ask for population members.
  /// - Throws: `AnalysisError`: shapes that do not fit, values that are not finite, images without any contrast, or settings out of range.
  public init(
    stimuli: Tensor, testStimuli: Tensor, sha256: String, settings: AnalysisSettings, seed: UInt64, population: PopulationNetworks? = nil
  ) throws {
    guard stimuli.shape.count == 4, testStimuli.shape.count == 4, stimuli.shape.dropFirst() == testStimuli.shape.dropFirst(),
      stimuli.stride > 0
    else {
      throw AnalysisError(
        .shapeMismatch,
        "training images \(stimuli.shape) and test images \(testStimuli.shape) must both be [images, channels, height, width]")
    }
    guard stimuli.values.allSatisfy(\.isFinite), testStimuli.values.allSatisfy(\.isFinite) else {
      throw AnalysisError(.badStimuli, "the stimuli hold NaN or infinity: leave out the images concerned")
    }
    guard settings.training.folds >= 2, (1...settings.training.folds).contains(settings.training.members) else {
      throw AnalysisError(
        .badSettings, "\(settings.training.members) members need at least as many folds (and two), not \(settings.training.folds)")
    }
    channels = StimulusChannels(stimuli)
    let (stimuli, testStimuli) = (channels.reduced(stimuli), channels.reduced(testStimuli))
    guard let mean = Statistics.mean(stimuli.values), let deviation = Statistics.standardDeviation(stimuli.values), deviation > 0 else {
      throw AnalysisError(.badStimuli, "no channel of the training images varies: there is nothing to respond to")
    }
    let standardised = { (images: Tensor) in
      Tensor(shape: images.shape, values: images.values.map { Float((Double($0) - mean) / deviation) })
    }
    self.sha256 = sha256
    self.settings = settings
    self.seed = seed
    self.population = population
    training = standardised(stimuli)
    test = standardised(testStimuli)
    trainingUnit = UnitImages(training)
    testUnit = UnitImages(test)
    pixelRange = training.values.reduce(training.values[0]...training.values[0]) { min($0.lowerBound, $1)...max($0.upperBound, $1) }
    support = try StimulusSupport(training)
    folds = try Folds(images: training, count: settings.training.folds, seed: seed)
  }

  /// Whether the networks that the settings ask for fit images of a size: asked before any neuron is analysed.
  /// - Parameter shape: [channels, height, width].
  /// - Throws: `AnalysisError` where they do not.
  public static func check(_ settings: AnalysisSettings, images shape: [Int]) throws {
    do {
      _ = try Network.parameterCounts(settings.network, input: InputShape(channels: shape[0], height: shape[1], width: shape[2]))
    } catch let error as NetworkError {
      throw AnalysisError(
        .badSettings, "No network of these settings can see images of \(shape[1]) x \(shape[2]) pixels. \(error.description)")
    }
  }

  /// What was found of one neuron with these stimuli; its images get all channels of the stimuli again.
  func result(
    of neuron: String, _ facts: NeuronFacts, optimalImages: Tensor, distinctImages: Tensor, furtherImages: Tensor? = nil,
    testPrediction: Tensor
  ) -> NeuronResult {
    var facts = facts
    for place in facts.distinctImages.indices {
      guard let weights = facts.distinctImages[place].gabor?.channelWeights else { continue }
      facts.distinctImages[place].gabor?.channelWeights = channels.restored(weights)
    }
    return NeuronResult(
      document: .init(neuron: neuron, methodVersion: methodVersion, seed: seed, stimuliSha256: sha256, facts: facts),
      optimalImages: channels.restored(optimalImages), distinctImages: channels.restoredUnits(distinctImages),
      furtherImages: furtherImages.map(channels.restored), testPrediction: testPrediction)
  }

  /// Keeps an ascent where the stimuli vary; nil where they vary everywhere.
  var constrain: ((inout [Float]) -> Void)? { support.map { support in { support.constrain(&$0) } } }

  /// The size of one image.
  var input: InputShape { InputShape(channels: training.shape[1], height: training.shape[2], width: training.shape[3]) }

  // What a comparison model needs of the images, one basis per member's fold.

  /// The pixels as matrices, one image a row, which the bases of all folds share.
  private func pixelMatrices() throws -> (training: Matrix, test: Matrix) { try pixels.value { (training.pixelMatrix, test.pixelMatrix) } }

  /// Ridge regression on pixels.
  func pixelRidgeBases() throws -> [RidgeBasis] {
    try pixelRidge.value {
      let pixels = try pixelMatrices()
      return try bases { try RidgeBasis(features: pixels.training, testFeatures: pixels.test, folds: folds, held: $0) }
    }
  }

  /// Ridge regression on Gabor energies.
  func energyRidgeBases() throws -> [RidgeBasis] {
    try energyRidge.value {
      let features = GaborEnergy.scaledFeatures(training: training, test: test)
      return try bases { try RidgeBasis(features: features.training, testFeatures: features.test, folds: folds, held: $0) }
    }
  }

  /// The Lasso on pixels.
  func lassoBases() throws -> [LassoBasis] {
    try lasso.value {
      let pixels = try pixelMatrices()
      return bases { LassoBasis(pixels: pixels.training, testPixels: pixels.test, folds: folds, held: $0) }
    }
  }

  /// Support-vector regression on pixels; its kernels serve all folds.
  func supportVectorBases() throws -> [SupportVectorBasis] {
    try supportVectors.value {
      let kernels = SupportVectorKernels(training: training, test: test, seed: seed)
      return bases { SupportVectorBasis(kernels: kernels, folds: folds, held: $0) }
    }
  }

  private func bases<Basis>(_ basis: (Int) throws -> Basis) rethrows -> [Basis] {
    try (0..<settings.training.members).map(basis)
  }
}

/// A value that is computed when first asked for, once, whoever asks; others wait for it. A computation that throws is tried again by the next who asks.
private final class OnceComputed<Value: Sendable>: Sendable {
  private let stored = Mutex<Value?>(nil)

  func value(_ compute: () throws -> Value) throws -> Value {
    try stored.withLock { stored in
      if let stored { return stored }
      let value = try compute()
      stored = value
      return value
    }
  }
}
