import Method
import Networks

/// What the analysis of neurons takes of a machine, reckoned from the sizes of images and networks before anything is computed.
public struct AnalysisCost: Sendable, Equatable {
  /// Multiplications of the networks of one neuron: training (a step costs three times as much as a prediction) and ascents (twice as much).
  public let multiplications: Double
  /// Bytes of what all neurons share: the images, and what the comparison models keep of them, while it is prepared.
  public let sharedBytes: Double
  /// Bytes of one neuron at a time: networks, and one neuron's fits.
  public let neuronBytes: Double
  private let shape: [Int]
  private let images: Int

  /// So many multiplications a second one processor does in the networks: what is told of time rests on it, and is told as "about".
  public static let multiplicationsPerSecond = 2e10
  /// A neuron that takes longer than this, in seconds on one processor, is warned of.
  private static let longNeuron = 120.0

  /// - Parameters:
  ///   - images: how many training images; `testImages` likewise.
  ///   - shape: of an image, [channels, height, width].
  /// - Throws: `NetworkError` where no network of the settings fits the images.
  public init(_ settings: AnalysisSettings, images: Int, testImages: Int, shape: [Int]) throws {
    self.shape = shape
    self.images = images
    let network = try Network.cost(settings.network, input: InputShape(channels: shape[0], height: shape[1], width: shape[2]))
    let training = settings.training
    let members = Double(training.members)
    let fitted = Double(images) * Double(training.folds - 1) / Double(training.folds)
    let isWhole = training.keep == .lastEpoch
    let learnt = isWhole ? Double(images) : fitted
    let batch = min(Double(training.batch), max(1, learnt))
    let stepsPerEpoch = max(1, (learnt / batch).rounded(.down))
    let epochs = max(Double(training.epochs), (Double(training.leastSteps) / stepsPerEpoch).rounded(.up))
    let optimal = settings.optimalImages
    // Optimal images, those of single members, the deflated image, images pushed apart for the diversity index and where asked for, the least exciting one.
    let ascents =
      Double(optimal.iterations) * Double(optimal.seeds + 4 + (optimal.apart ?? 0) + (optimal.leastExciting == true ? 8 : 0))
      + Double(optimal.iterations / 2) * 8 + 400
    multiplications =
      Double(network.multiplications) * members
      * (3 * epochs * stepsPerEpoch * batch + (isWhole ? learnt : epochs * (Double(images) - fitted)) + 2 * ascents)

    let (pixels, all) = (Double(shape.reduce(1, *)), Double(images + testImages))
    let models = settings.comparisonModels
    // Images as they were read, encoded, taken apart and standardised.
    var shared = 16 * all * pixels
    var own = 0.0
    if !models.isEmpty { shared += 8 * all * pixels + 24 * fitted * pixels }
    if models.contains(.ridge) || models.contains(.linearNonlinear) { shared += members * 8 * min(fitted, pixels) * min(fitted, pixels) }
    if models.contains(.lasso) {
      shared += members * 8 * min(fitted, pixels) * pixels
      own += 8 * min(fitted, pixels) * pixels + 1000 * pixels
    }
    if models.contains(.gaborEnergy) {
      let features = 1.5 * Double(shape[1] * shape[2])
      shared += 8 * all * features + 24 * fitted * features + members * 8 * min(fitted, features) * min(fitted, features)
    }
    if models.contains(.supportVector) {
      let taken = min(Double(images), Double(SupportVectorKernels.mostImages))
      shared += 40 * taken * taken
    }
    sharedBytes = shared
    neuronBytes =
      own + 4 * Double(network.parameters) * (10 + 4 * members) + 8 * Double(network.activations)
      * (batch + members * min(24, Double(optimal.seeds)))
  }

  /// What `slots` neurons at a time take, in bytes.
  public func bytes(slots: Int) -> Double { sharedBytes + Double(slots) * neuronBytes }

  /// The same as a part of a sentence, with the arithmetic.
  public func arithmetic(slots: Int) -> String {
    "\(images) training images of \(shape[1]) x \(shape[2]) pixels\(shape[0] > 1 ? " and \(shape[0]) channels" : "") take about \(Self.text(sharedBytes)) of memory and each neuron at a time \(Self.text(neuronBytes)), with \(slots) at a time \(Self.text(bytes(slots: slots)))"
  }

  /// What is told of images that make each neuron a matter of minutes; nil for others.
  public var warning: Warning? {
    let seconds = multiplications / Self.multiplicationsPerSecond
    guard seconds > Self.longNeuron else { return nil }
    let size = "\(shape[2])x\(shape[1])"
    return Warning(
      .largeImages,
      "Images of \(size) pixels (width x height) are large: the networks of one neuron take about \(Self.power(multiplications)) multiplications, some \(Int((seconds / 60).rounded(.up))) minutes on one processor, and \(arithmetic(slots: 1)). Receptive fields show at 20 to 40 pixels a side: --resize \(Self.smaller(shape)).",
      ["multiplications": multiplications, "seconds": seconds, "bytes": bytes(slots: 1)])
  }

  /// About 32 pixels on the shorter side, in the same proportions.
  static func smaller(_ shape: [Int]) -> String {
    let (height, width) = (shape[1], shape[2])
    guard height != width else { return "32" }
    let factor = 32 / Double(min(height, width))
    return "\(Int((Double(width) * factor).rounded()))x\(Int((Double(height) * factor).rounded()))"
  }

  /// Gigabytes with two significant digits, megabytes below one.
  static func text(_ bytes: Double) -> String {
    bytes < 1e9 ? "\(Int((bytes / 1e6).rounded(.up))) MB" : "\((bytes / 1e8).rounded(.up) / 10) GB"
  }

  /// `3.4e12`.
  private static func power(_ number: Double) -> String {
    var (mantissa, exponent) = (number, 0)
    while mantissa >= 10 {
      mantissa /= 10
      exponent += 1
    }
    return "\((mantissa * 10).rounded() / 10)e\(exponent)"
  }
}
