/// One quantity of the report: its name, what it means, and its formula. One table feeds the page and the documentation.
struct Quantity: Sendable {
  let name: String
  /// What it tells, as a sentence.
  let meaning: String
  /// How it follows from the data.
  let formula: String

  static let predictionSimilarity = Quantity(
    name: "Prediction similarity",
    meaning: "How well the network predicts the responses to images that it never saw: 1 is perfect, 0 is chance.",
    formula:
      "r(p, y): Pearson's correlation of the prediction p with the response y (the mean over repeats) over the test images; p is the mean of the member networks."
  )
  static let comparison = Quantity(
    name: "Comparison models",
    meaning: "How far simpler models of the same neuron get: what they lack, the network has learnt.",
    formula:
      "r(p, y) over the same test images; the models' hyper-parameters are chosen on the networks' validation folds. Ridge and Lasso are linear in the pixels."
  )
  static let advantage = Quantity(
    name: "Advantage", meaning: "How much better the network predicts than a comparison model, neuron by neuron.",
    formula:
      "d_i = r_i(network) - r_i(model); the mean over the neurons i that have both; p by Wilcoxon's signed-rank test of the d_i, two-sided (Wilcoxon 1945), adjusted for the number of models (Benjamini & Hochberg 1995)."
  )
  static let wellPredicted = Quantity(
    name: "Well predicted",
    meaning:
      "The share of neurons whose network is a usable copy: only these have a kind, and only these are in a figure of what networks and their images say.",
    formula:
      "share of neurons with r(own networks) > 0.3, the gate of Ukita et al. 2019, and a 95 % interval of r (bootstrap over test images, at least 5) above 0."
  )
  static let complexness = Quantity(
    name: "Complexness",
    meaning:
      "Whether one preferred image explains the neuron (zero or below: simple) or only several together do (above zero: complex-like).",
    formula:
      "c - s, where s = r(x . w_best, y) and c = r(max_k x . w_k, y) over the test images; x is the image with zero mean and unit norm, w_k are the distinct images, w_best the one that does best on the training images (Ukita et al. 2019)."
  )
  static let label = Quantity(
    name: "Label",
    meaning: "The kind of cell that the complexness on held-out images supports; none where the neuron is not predicted.",
    formula:
      "of predicted neurons: simple where there is one distinct image or the 95 % interval of c - s (bootstrap over test images) excludes more than (c + s) / 10; otherwise complex where the interval lies above 0, and undetermined where it does not."
  )
  static let distinctImages = Quantity(
    name: "Distinct images",
    meaning: "The different images that drive a neuron most, each found from several noise seeds.",
    formula:
      "optimal images with at least 85 % of the best activation, merged greedily where their correlation with a group's running mean exceeds 0.8 (the defaults; see settings)."
  )
  static let activation = Quantity(
    name: "Activation",
    meaning: "How strongly the copy answers to an optimal image.",
    formula:
      "the mean output of the member networks, in standard deviations of the response (z); with the Poisson loss in units of the mean response."
  )
  static let activationRatio = Quantity(
    name: "Activation ratio",
    meaning:
      "How far an optimal image exceeds the best image that the animal saw. 1.2 to 1.55 is usual; far more means that the copy is asked beyond its experience.",
    formula:
      "activation of the optimal image / highest activation of any training or test image as it was shown; not given where the latter is <= 0."
  )
  static let activationRatioGabor = Quantity(
    name: "Activation ratio to a Gabor",
    meaning: "How far an optimal image exceeds the best Gabor function: about 1 where a Gabor is all that the neuron wants.",
    formula:
      "activation of the optimal image / highest activation of any Gabor tried near the fits of the distinct images (at the best of 8 phases turned by up to 10 degrees, wavelength x .85 to 1.18, envelope x .8 to 1.25); not given where the latter is <= 0."
  )
  static let shareOfSeeds = Quantity(
    name: "Share of seeds",
    meaning: "How often the search ended in this image.",
    formula: "number of seeds merged into the distinct image / number of all seeds.")
  static let explainableVariance = Quantity(
    name: "Explainable variance (FEV)",
    meaning: "How much of the responses' variance the images explain, and not chance; from repeats of the test images.",
    formula:
      "(total variance - noise variance) / total variance; noise variance: the mean over images of the variance over repeats (Cadena et al. 2019); each image counts alike, however often it was shown."
  )
  static let explainedShare = Quantity(
    name: "Explained share (FEVE)", meaning: "How much of the explainable variance the network explains; for neurons with FEV >= 0.15.",
    formula: "1 - (mean (y - p)^2 - noise variance) / (total variance - noise variance), not clipped.")
  static let normalisedCorrelation = Quantity(
    name: "Normalised correlation (CCnorm)", meaning: "The network's correlation relative to the best that the noise allows.",
    formula:
      "cov(p, ybar) / sqrt(var(p) SP), SP = (var_i(sum_r y) - sum_r var_i(y)) / (R (R - 1)); not defined for SP <= 0 (Schoppe et al. 2016)."
  )
  static let singleTrialCorrelation = Quantity(
    name: "Single-trial correlation", meaning: "How well the network predicts single responses, with their noise.",
    formula: "r of the prediction with all single responses to the test images; from repeats.")
  static let jackknifeOracle = Quantity(
    name: "Jackknife oracle", meaning: "How well the neuron itself predicts its next response.",
    formula: "r of one response with the mean of the others to the same image.")
  static let nonlinearityIndex = Quantity(
    name: "Nonlinearity index", meaning: "How far a neuron is from linear in the pixels.",
    formula: "(network - Lasso) / (network + Lasso) of the prediction similarities (Ukita et al. 2019).")
  static let linearFieldSimilarity = Quantity(
    name: "Linear field similarity",
    meaning: "Whether the linear receptive field looks like what the network prefers: 1 for a linear neuron.",
    formula: "r of the Lasso's weights of the pixels (mean over folds) with the best distinct image (Ukita et al. 2019).")
  static let crossModelTransfer = Quantity(
    name: "Cross-model transfer", meaning: "Whether the member networks agree on what drives the neuron: 1 is full agreement.",
    formula: "mean over images made on one member of (mean activation of the other members / activation of its own member).")
  static let seedCoverage = Quantity(
    name: "Seed coverage", meaning: "Whether the seeds have found all distinct images.",
    formula:
      "1 - (distinct images of a single seed) / seeds: the probability that one more seed ends in an image already found (Good 1953).")
  static let gaborSimilarity = Quantity(
    name: "Gabor similarity", meaning: "How much the best distinct image looks like a Gabor function, the classical receptive field of V1.",
    formula: "r of the image with its Gabor fit.")
  static let orientations = Quantity(
    name: "Orientation uniformity", meaning: "Whether the preferred orientations of Gabor-like neurons are evenly spread.",
    formula:
      "the length and half the angle of the mean of exp(2 i theta); p by Rayleigh's test, exp(sqrt(1 + 4n + 4(n^2 - R^2)) - (1 + 2n)).")
  static let diversity = Quantity(
    name: "Diversity index",
    meaning: "How different images can be that drive a neuron well: 0 as for simulated simple cells, 1 as for complex ones.",
    formula:
      "mean of 1 - r over the pairs of 8 images pushed apart while each keeps the activation of the optimal image at 0.7 of its contrast; scaled by the simple and complex anchors among the controls."
  )
  static let phaseTolerance = Quantity(
    name: "Phase tolerance (tau)",
    meaning:
      "How much the neuron answers to the other three quadrants of the phase plane of its optimal image: 0 simple, 1 complex. It asks the real responses.",
    formula:
      "responses regressed on [1, a+^p, a-^p, b+^p, b-^p], a and b the projections of the images on the optimal image and its quadrature partner; (sum of the other three weights) / (3 x the largest). Labels of predicted neurons; complex: tau >= .80; partial: tau > .05 with the 90 % interval above .02; undetermined where the interval does not tell. The interval is over images, taken as independent and the optimal image as given: that other networks would have made another image is not in it, nor that frames of a film are alike."
  )
  static let offPhaseRatio = Quantity(
    name: "Off-phase ratio", meaning: "Phase tolerance asked of the network: 0 simple, 1 complex, above .05 more than simple.",
    formula:
      "R(phi) = max(f(u cos phi + v sin phi) - f(grey), 0) at 24 phases; mean R more than 90 degrees from its peak / mean R nearer to it; f is the network, u the best distinct image, v its quadrature partner. Of predicted neurons."
  )
  static let gratingModulation = Quantity(
    name: "Grating modulation (F1/F0)",
    meaning: "How much the response follows a grating's stripes: above 1 is the usual sign of a simple cell.",
    formula:
      "amplitude of the first harmonic over 16 phases / mean response above grey, to gratings of the fitted orientation and frequency shown to the network (Skottun et al. 1991). Misses weak phase tolerance. Of predicted neurons."
  )
  static let orientationSelectivity = Quantity(
    name: "Orientation selectivity (OSI)",
    meaning: "How narrowly the network is tuned to the orientation of gratings: 0 not at all, 1 to a single one.",
    formula:
      "|sum R exp(2 i theta)| / sum R over 24 orientations, R the mean response above grey over 8 phases (Ringach et al. 2002). Of predicted neurons."
  )
  static let invariance = Quantity(
    name: "Invariance", meaning: "What the response hardly changes with, asked of the network.",
    formula:
      "by the best image that does not resemble the optimal one (rho2: its activation over the best; q: its length in the phase plane): none rho2 < .55; phase rho2 >= .55 and q >= .7; other rho2 >= .75 and q < .7; orientation where the turned Gabor keeps driving the neuron (>= .45)."
  )
  static let gates = Quantity(
    name: "Gates", meaning: "How far each neuron comes on its way to a class; a neuron that stops has passed those before.",
    formula:
      "recorded; reliable: FEV >= .15 where repeats tell; predicted: r > .3 with its 95 % interval above 0; Gabor-like: Gabor similarity > .6; classified: phase tolerance tells."
  )
  static let paperLabel = Quantity(
    name: "Label of the paper", meaning: "The two kinds of cell of Ukita et al. 2019, for comparison.",
    formula:
      "of the neurons with r(network) > 0.3, Gabor similarity > 0.6, s > 0 and c > 0: simple where c - s <= 0, complex-like where it is above."
  )
  static let meanInterval = Quantity(
    name: "Interval of a mean",
    meaning: "Where the mean of such neurons lies with 95 % confidence.",
    formula: "2.5 % and 97.5 % quantiles of the means of 2,000 bootstrap samples of the neurons (Efron 1979), drawn by the run's seed.")
  static let shareInterval = Quantity(
    name: "Interval of a share",
    meaning: "Where the share of such neurons lies with 95 % confidence.",
    formula: "(p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n), z = 1.959964 (Wilson 1927).")

  /// In the order of the documentation.
  static let all = [
    predictionSimilarity, comparison, advantage, wellPredicted, complexness, label, distinctImages, activation, activationRatio,
    activationRatioGabor,
    shareOfSeeds, explainableVariance, explainedShare, normalisedCorrelation, singleTrialCorrelation, jackknifeOracle, nonlinearityIndex,
    linearFieldSimilarity, crossModelTransfer, seedCoverage, gaborSimilarity, orientations, diversity, phaseTolerance, offPhaseRatio,
    gratingModulation, orientationSelectivity, invariance, gates, paperLabel, meanInterval, shareInterval,
  ]
}
