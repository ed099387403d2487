/// The numbers that were found of one neuron. What the data cannot give is nil ("not available").
public struct NeuronFacts: Codable, Sendable, Equatable {
  /// Whether the neuron could be analysed at all.
  public enum State: String, Codable, Sendable {
    case analysed
    case notAnalysable = "not_analysable"
  }
  /// The kind of cell by the held-out rule: see `Complexness`.
  public enum Label: String, Codable, Sendable, CaseIterable { case simple, complex, undetermined }

  public var state: State
  /// Why the neuron is not analysable, as a sentence; nil where it is.
  public var reason: String?
  /// Pearson r of the ensemble's prediction with the responses to the test images (the mean over repeats).
  public var predictionSimilarity: Double?
  /// With population members, the same of the neuron's own members, whose images and labels are reported, and of the population members; nil without.
  public var predictionSimilarityOwn: Double?
  public var predictionSimilarityPopulation: Double?
  /// The 95 % interval of `predictionSimilarity`, by bootstrap over the test images.
  public var predictionSimilarityLow: Double?
  public var predictionSimilarityHigh: Double?
  // From repeats of the test images; nil without.
  /// FEV: the fraction of the responses' variance that the images explain.
  public var explainableVariance: Double?
  /// FEVE: the fraction of that variance that the ensemble's prediction explains, unclipped; for neurons with FEV >= 0.15.
  public var explainedShare: Double?
  /// CCnorm: the correlation relative to the best that the noise allows.
  public var normalisedCorrelation: Double?
  /// Pearson r of the prediction with single responses.
  public var singleTrialCorrelation: Double?
  /// Pearson r of one response with the mean of the others to the same image.
  public var jackknifeOracle: Double?
  /// The same as `predictionSimilarity` of the comparison models, tuned on the same validation folds; nil where not asked for or not defined. Ridge regression on pixels.
  public var predictionSimilarityRidge: Double?
  /// The Lasso on pixels.
  public var predictionSimilarityLasso: Double?
  /// A linear filter and a rectified power.
  public var predictionSimilarityLinearNonlinear: Double?
  /// Ridge regression on Gabor energies.
  public var predictionSimilarityGaborEnergy: Double?
  /// Support-vector regression with an RBF kernel on pixels.
  public var predictionSimilaritySupportVector: Double?
  /// The network's prediction similarity less the Lasso's, and that over their sum (nil where the sum is not positive).
  public var nonlinearityDifference: Double?
  public var nonlinearityIndex: Double?
  /// Pearson r of the linear receptive field (the Lasso's weights, mean over folds) with the best distinct image; nil where the field is all zero.
  public var linearFieldSimilarity: Double?
  /// One entry per member network, in fold order.
  public var members: [Member] = []
  /// One entry per population member after fine-tuning, in fold order; nil without.
  public var populationMembers: [Member]?
  /// One entry per optimal image, in the order of `NeuronResult.optimalImages`.
  public var optimalImages: [OptimalImage] = []
  /// How much an image made on one member drives the others, over how much it drives that member: the mean over such images; nil with one member. See `CrossModelTransfer`.
  public var crossModelTransfer: Double?
  /// One entry per distinct image, in the order of `NeuronResult.distinctImages`.
  public var distinctImages: [DistinctImage] = []
  /// One entry per further image, in the order of `NeuronResult.furtherImages`; nil where none was asked for.
  public var furtherImages: [FurtherImage]?
  /// The probability that one more seed would end in a distinct image already found (Good-Turing).
  public var seedCoverage: Double?
  /// The ensemble's highest output on any training or test image as it was shown, in the units of the optimal images' activations.
  public var bestNaturalActivation: Double?
  /// The same of any Gabor function near the fits of the distinct images.
  public var bestGaborActivation: Double?
  public var complexness: Complexness?
  /// nil where the neuron is not predicted (`Gate.predicted`): it has no kind then.
  public var label: Label?
  /// Of the best distinct image; nil where it has no Gabor fit or the responses do not determine the weights.
  public var phaseTolerance: PhaseTolerance?
  /// nil where the neuron is not predicted (`Gate.predicted`) or the best distinct image has no Gabor fit.
  public var inSilico: InSilico?
  /// How many training images and test images had a response of this neuron.
  public var trainingImages: Int
  public var testImages: Int

  public init(state: State, reason: String? = nil, trainingImages: Int, testImages: Int) {
    self.state = state
    self.reason = reason
    self.trainingImages = trainingImages
    self.testImages = testImages
  }

  /// One network of the ensemble.
  public struct Member: Codable, Sendable, Equatable {
    /// How training went. (A network whose numbers overflow leaves the neuron not analysable.)
    public enum Training: String, Codable, Sendable {
      case learned
      /// No epoch predicted the validation images better than the mean response to the training images does; where there are none, the network does not predict its own training images
      /// better than their mean.
      case neverBetterThanMean = "never_better_than_mean"
      /// The last epoch was the best: longer training might do better.
      case stoppedAtLimit = "stopped_at_limit"
    }

    /// The epoch whose weights were kept, counted from 1.
    public var bestEpoch: Int
    public var training: Training
    /// The mean loss on the validation fold at that epoch; nil where the networks learn from all images. Squared error in z-scored units: 1 is as good as the mean; Poisson: half the deviance, responses in units of their mean.
    public var validationError: Double?
    /// Pearson r on the test images, of this member alone.
    public var predictionSimilarity: Double?

    public init(bestEpoch: Int, training: Training, validationError: Double?, predictionSimilarity: Double?) {
      self.bestEpoch = bestEpoch
      self.training = training
      self.validationError = validationError
      self.predictionSimilarity = predictionSimilarity
    }
  }

  /// One optimal image.
  public struct OptimalImage: Codable, Sendable, Equatable {
    /// The noise seed that it grew from, counted from 0.
    public var seed: Int
    /// The ensemble's response, z-scored; under the Poisson loss in units of the mean response.
    public var activation: Double
    /// `activation` over `bestNaturalActivation`: above 1 the image drives the network more than any it was shown; nil where that is not positive.
    public var relativeToNatural: Double?
    /// `activation` over `bestGaborActivation`: above 1 the neuron wants more than a Gabor; nil where that is not positive.
    public var relativeToGabor: Double?
    /// Whether the last tenth of the ascent added no more than 2 % to the activation.
    public var converged: Bool?
    /// Whether more than 1 % of the pixels lie beyond the darkest and the brightest of all training images.
    public var clipped: Bool?
    /// Whether neighbouring pixels correlate by less than 0.3: white noise has 0, a grating of wavelength 6 about 0.75.
    public var noisy: Bool?

    public init(
      seed: Int, activation: Double, relativeToNatural: Double? = nil, converged: Bool? = nil, clipped: Bool? = nil, noisy: Bool? = nil
    ) {
      self.seed = seed
      self.activation = activation
      self.relativeToNatural = relativeToNatural
      self.converged = converged
      self.clipped = clipped
      self.noisy = noisy
    }
  }

  /// An image that was made on demand, beside the optimal images.
  public struct FurtherImage: Codable, Sendable, Equatable {
    public enum Purpose: String, Codable, Sendable {
      /// The ascent downwards: what drives the neuron least.
      case leastExciting = "least_exciting"
      /// Pushed away from the others of its kind while it keeps driving the neuron.
      case apart
    }
    public var purpose: Purpose
    /// The ensemble's response, in the units of the optimal images' activations.
    public var activation: Double

    public init(purpose: Purpose, activation: Double) {
      self.purpose = purpose
      self.activation = activation
    }
  }

  /// One group of optimal images that are the same but for noise.
  public struct DistinctImage: Codable, Sendable, Equatable {
    /// The highest activation in the group.
    public var activation: Double
    /// How many optimal images joined it.
    public var seeds: Int
    /// nil where the image has no contrast.
    public var gabor: GaborFit?

    public init(activation: Double, seeds: Int, gabor: GaborFit? = nil) {
      self.activation = activation
      self.seeds = seeds
      self.gabor = gabor
    }
  }

  /// The paper's complexness on held-out images: with x an image of zero mean and unit norm and w_k the distinct images,
  /// simple = r(x . w_best, y) with w_best chosen on training images, complex = r(max_k x . w_k, y), both over test images.
  public struct Complexness: Codable, Sendable, Equatable {
    /// Pearson r of the simple model with the responses to the test images.
    public var simple: Double
    /// Pearson r of the complex model.
    public var complex: Double
    /// complex - simple: > 0 is complex-like, <= 0 simple.
    public var difference: Double
    /// (complex - simple) / (complex + simple); nil where the sum is not positive.
    public var ratio: Double?
    /// 95 % interval of `difference`, by bootstrap over test images: the 2.5 % and the 97.5 % quantile.
    public var low: Double
    public var high: Double

    public init(simple: Double, complex: Double, low: Double, high: Double) {
      self.simple = simple
      self.complex = complex
      difference = complex - simple
      ratio = complex + simple > 0 ? (complex - simple) / (complex + simple) : nil
      self.low = low
      self.high = high
    }
  }
}
