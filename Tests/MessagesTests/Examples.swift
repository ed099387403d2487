import Method
import Numerics

@testable import Messages

/// Small instances of every message, the same in all tests.
enum Examples {
  static let digest = String(repeating: "0123456789abcdef", count: 4)
  static let time = Timestamp(milliseconds: 1_795_480_435_120)
  static let source = "/konomi/worker/host-17"

  /// As the first documents have them: what came later is not there, and stands for what was done before.
  static let settings: AnalysisSettings = {
    var settings = AnalysisSettings()
    (settings.training.epochs, settings.training.leastSteps, settings.training.rate) = (30, 300, 2e-3)
    settings.training.keep = nil
    return settings
  }()

  static let stimuli = SharedInput(topic: "stimuli", partition: 2, offsets: [7, 8, 11], bytes: 2_000_000, sha256: digest)

  static let job = Job(
    document: .init(run: "v4-190923.s7", neuron: "cell 3/é", methodVersion: 1, seed: 7, settings: settings, stimuli: stimuli),
    responses: Tensor(shape: [2, 3], values: [0.5, -1, 2.25, .nan, 3, 0]), testResponses: Tensor(shape: [1, 2], values: [1, 0.125]))

  static let result: NeuronResult = {
    var facts = NeuronFacts(state: .analysed, trainingImages: 3, testImages: 2)
    facts.predictionSimilarity = 0.5
    facts.members = [.init(bestEpoch: 4, training: .learned, validationError: 0.75, predictionSimilarity: nil)]
    facts.optimalImages = [.init(seed: 1, activation: 2.5), .init(seed: 0, activation: 2)]
    facts.distinctImages = [.init(activation: 2.5, seeds: 2)]
    facts.complexness = .init(simple: 0.25, complex: 0.5, low: 0.125, high: 0.375)
    facts.label = .complex
    return NeuronResult(
      document: .init(neuron: "cell 3/é", methodVersion: 1, seed: 7, stimuliSha256: digest, facts: facts),
      optimalImages: Tensor(shape: [2, 1, 2, 2], values: [1, 2, 3, 4, -1, -2, -3, -4]),
      distinctImages: Tensor(shape: [1, 1, 2, 2], values: [0.5, -0.5, 0.5, -0.5]), testPrediction: Tensor(shape: [2], values: [0.5, 1.5]))
  }()

  /// Every fact that a neuron can have; a test sees to it that none is missing.
  static let everyFact: NeuronFacts = {
    var facts = result.document.facts
    facts.predictionSimilarityOwn = 0.4375
    facts.predictionSimilarityPopulation = 0.46875
    facts.predictionSimilarityLow = 0.25
    facts.predictionSimilarityHigh = 0.75
    facts.explainableVariance = 0.5
    facts.explainedShare = 0.75
    facts.normalisedCorrelation = 0.875
    facts.singleTrialCorrelation = 0.375
    facts.jackknifeOracle = 0.625
    facts.predictionSimilarityRidge = 0.25
    facts.predictionSimilarityLasso = 0.25
    facts.predictionSimilarityLinearNonlinear = 0.3125
    facts.predictionSimilarityGaborEnergy = 0.375
    facts.predictionSimilaritySupportVector = 0.4375
    facts.nonlinearityDifference = 0.25
    facts.nonlinearityIndex = 0.375
    facts.linearFieldSimilarity = 0.5
    facts.members[0].predictionSimilarity = 0.5
    facts.populationMembers = facts.members
    let gabor = Gabor(orientation: 45, wavelength: 6.5, sigma: 3, aspect: 0.75, phase: 90, centreX: 8.5, centreY: 7)
    facts.distinctImages[0].gabor = GaborFit(gabor: gabor, similarity: 0.875, channelWeights: [1], isGabor: true)
    facts.seedCoverage = 0.9375
    facts.crossModelTransfer = 0.875
    facts.furtherImages = [.init(purpose: .leastExciting, activation: -1.5), .init(purpose: .apart, activation: 2)]
    facts.optimalImages = facts.optimalImages.map { image in
      .init(
        seed: image.seed, activation: image.activation, relativeToNatural: 1.25, converged: true, clipped: false, noisy: false)
    }
    for place in facts.optimalImages.indices { facts.optimalImages[place].relativeToGabor = 1.125 }
    facts.bestGaborActivation = 1.75
    facts.bestNaturalActivation = 2
    facts.phaseTolerance = PhaseTolerance(
      tau: 0.5, standardError: 0.0625, weights: [2, 1, 1, 1], largestOther: 0.5, exponent: 1.5, rotation: -5, isDefined: true)
    facts.inSilico = InSilico(
      offPhaseRatio: 0.5, gratingModulation: 1.25, orientationSelectivity: 0.75, deflatedActivation: 0.875, deflatedOverlap: 0.875,
      responseAtOtherOrientations: 0.25, diversity: 0.875)
    return facts
  }()

  static let unanalysable = NeuronResult(
    document: .init(
      neuron: "flat", methodVersion: 1, seed: 7, stimuliSha256: digest,
      facts: NeuronFacts(state: .notAnalysable, reason: "all responses are equal", trainingImages: 3, testImages: 2)),
    optimalImages: Tensor(shape: [0, 1, 2, 2]), distinctImages: Tensor(shape: [0, 1, 2, 2]), testPrediction: Tensor(shape: [0]))

  static let populationWeights = PopulationWeights(
    neurons: ["cell 3/é", "flat"], parameters: Tensor(shape: [1, 3], values: [0.5, -1, 2.25]))

  static let stimulusSet = StimulusSet(
    stimuli: Tensor(shape: [3, 1, 2, 2], values: (0..<12).map { Float($0) / 4 }),
    testStimuli: Tensor(shape: [2, 1, 2, 2], values: (0..<8).map { -Float($0) }))

  static let manifest = Manifest(
    run: "v4-190923.s7",
    description: RunDescription(
      recording: "v4-190923", degreesPerPixel: nil, methodVersion: 1, seed: 7, settings: settings,
      neurons: [.init(id: "cell 3/é", columns: ["brain_area": "V4", "depthUm": "210"]), .init(id: "flat")], stimuliSha256: stimuli.sha256,
      identity: digest, warnings: nil, split: nil),
    stimuli: stimuli, startOffsets: ["results": [0, 12], "outcomes": [3], "dead-letters": [0]])

  /// The same of a recording that is doubtful.
  static let doubtedManifest = {
    var manifest = Examples.manifest
    manifest.warnings = [
      Warning(.testImagesInTraining, "1 of 2 test images is a training image too.", ["test_images": 2, "seen_in_training": 1])
    ]
    manifest.split = ImageSplit(trainingImages: 3, testImages: 2, testSet: .own, gap: 0)
    return manifest
  }()

  static let runState = RunState(run: "v4-190923.s7", state: .running, partition: 0, offset: 412, pausedAt: time.milliseconds)
  static let pausedState = RunState(run: "v4-190923.s7", state: .paused)
  static let places = JobPlaces(run: "v4-190923.s7", neurons: ["cell 3/é", "flat"], partitions: [16, 3], offsets: [41, 7])

  static let outcome = Outcome(
    run: "v4-190923.s7", neuron: "cell 3/é", state: .succeeded, partition: 1, offset: 12, sha256: digest, error: nil, worker: "host-17",
    seconds: 4.25)

  static let death = Outcome(
    run: "v4-190923.s7", neuron: "flat", state: .dead, partition: 0, offset: 3, sha256: nil,
    error: .init(class: .permanent, code: "stimuli_digest_mismatch", message: "the chunks do not have the SHA-256 of the job"),
    worker: "host-17", seconds: 0)

  static let cancellation = Outcome(
    run: "v4-190923.s7", neuron: "late", state: .cancelled, partition: 4, offset: 17, sha256: nil, error: nil, worker: "host-17", seconds: 0
  )

  static let worker = WorkerState(
    worker: "host-17", host: "host", version: "0.1.0", methodVersion: 1, slots: 2,
    running: [.init(run: "v4-190923.s7", neuron: "cell 3/é", since: 1_795_480_430.5)], done: 41, time: 1_795_480_435, alive: true)

  static let hinderedWorker = WorkerState(
    worker: "host-18", host: "host", version: "0.1.0", methodVersion: 1, slots: 2, running: [], done: 41, time: 1_795_480_435, alive: true,
    condition: .notAuthorised, reason: "The topic konomi.results refuses this client.", partitions: [0, 7])

  static let letter = DeadLetter(
    original: try! Record(sealing: job, key: "v4-190923.s7/cell 3/é", source: source, time: time),
    error: .init(class: .crashed, code: "crashed", message: "the process ended by signal 11 (SIGSEGV)"),
    origin: .init(topic: "konomi.jobs", partition: 3, offset: 41, timestamp: time), attempt: 1, maximumAttempts: 3, worker: "host-17",
    workerVersion: "0.1.0", firstFailedAt: time, lastFailedAt: Timestamp(milliseconds: time.milliseconds + 1500))

  /// Each message with its key; the first ones as they were released together, then what was added since.
  static let all: [(key: String, message: any Message)] = first + added

  static let first: [(key: String, message: any Message)] = [
    ("v4-190923.s7/cell 3/é", job), ("v4-190923.s7/cell 3/é", result), ("v4-190923.s7/flat", unanalysable), ("v4-190923.s7", manifest),
    ("v4-190923.s7/cell 3/é", outcome), ("v4-190923.s7/flat", death), ("host-17", worker), ("v4-190923.s7/late", cancellation),
    ("host-18", hinderedWorker),
  ]

  static let added: [(key: String, message: any Message)] = [
    ("v4-190923.s7", runState), ("v4-190923.s7", pausedState), ("v4-190923.s7", places),
  ]
}
