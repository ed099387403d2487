import Formats
import Foundation
import Method
import Numerics
import TestSupport
import Testing

@testable import Messages

/// The document with one change, the same for both directions: it must not be written, and its bytes, however they came to be, must not be read.
private func expectRefused<M: Message>(_ message: M, _ sentence: String, _ change: (inout M) -> Void) {
  var changed = message
  change(&changed)
  let complaint = complaint { _ = try changed.encoded() }
  #expect(complaint.hasPrefix("invalid: ") && complaint.contains(sentence), "\(complaint), not \(sentence)")
}

@Test func aJobIsHeldToItsBounds() {
  let check = { (sentence: String, change: (inout Job) -> Void) in expectRefused(Examples.job, sentence, change) }
  check("a run's id is") { $0.document.run = "a/b" }
  check("a neuron's id must be") { $0.document.neuron = "" }
  check("method_version is 0, but must lie from 1") { $0.document.methodVersion = 0 }
  check("seed is 9007199254740992, but must lie from 0 to 9007199254740991") { $0.document.seed = 1 << 53 }
  check("stimuli.topic must be") { $0.document.stimuli.topic = "../x" }
  check("stimuli.partition is -1") { $0.document.stimuli.partition = -1 }
  check("the number of stimuli.offsets is 0") { $0.document.stimuli.offsets = [] }
  check("an offset of stimuli is -1") { $0.document.stimuli.offsets[0] = -1 }
  check("stimuli.offsets must rise") { $0.document.stimuli.offsets = [7, 7, 8] }
  check("stimuli.partitions must be one for each of the 3 offsets, and 2 first") { $0.document.stimuli.partitions = [2, 2] }
  check("stimuli.partitions must be one for each of the 3 offsets, and 2 first") { $0.document.stimuli.partitions = [1, 2, 2] }
  check("a partition of stimuli is -1") { $0.document.stimuli.partitions = [2, 2, -1] }
  check("stimuli.offsets must rise") {
    $0.document.stimuli.offsets = [7, 9, 7]
    $0.document.stimuli.partitions = [2, 0, 2]
  }
  check("stimuli.bytes is 2700001, but must lie from 1 to 2700000") { $0.document.stimuli.bytes = 2_700_001 }
  check("stimuli.sha256 must be a SHA-256") { $0.document.stimuli.sha256 = String(repeating: "A", count: 64) }
  check("settings.training.batch is 0, but must lie from 1 to 4096") { $0.document.settings.training.batch = 0 }
  check("responses of shape [0, 3] must be [repeats, images]") { $0.responses = Tensor(shape: [0, 3]) }
  check("test_responses of shape [2] must be") { $0.testResponses = Tensor(shape: [2]) }
  check("responses holds an infinite number") { $0.responses.values[0] = .infinity }
  check("population.bytes is 2700001") {
    $0.document.settings.populationMembers = 3
    $0.document.population = Examples.stimuli
    $0.document.population?.bytes = 2_700_001
  }
  check("names the population's networks where, and only where") { $0.document.population = Examples.stimuli }
  check("names the population's networks where, and only where") { $0.document.settings.populationMembers = 3 }
  check("settings.population_members is 6, but must lie from 0 to 5") { $0.document.settings.populationMembers = 6 }
}

@Test func aJobMayNameThePopulationsNetworks() throws {
  var job = Examples.job
  job.document.settings.populationMembers = 2
  job.document.population = Examples.stimuli
  let read = try Job(decoding: job.encoded())
  #expect(read.document == job.document)
}

@Test func populationWeightsAreHeldToTheirBounds() {
  let check = { (sentence: String, change: (inout PopulationWeights) -> Void) in
    var changed = Examples.populationWeights
    change(&changed)
    let complaint = complaint { _ = try changed.encoded() }
    #expect(complaint.hasPrefix("invalid: ") && complaint.contains(sentence), "\(complaint), not \(sentence)")
  }
  check("of no neuron") { $0.neurons = [] }
  check("a neuron's id must be") { $0.neurons[1] = "\0" }
  check("parameters of shape [0, 3] must be [members, parameters]") { $0.parameters = Tensor(shape: [0, 3]) }
  check("no finite number") { $0.parameters.values[2] = .nan }
}

@Test func aResultIsHeldToItsBounds() {
  let check = { (sentence: String, change: (inout NeuronResult) -> Void) in expectRefused(Examples.result, sentence, change) }
  check("a neuron's id must be") { $0.document.neuron = "\0" }
  check("method_version is -1") { $0.document.methodVersion = -1 }
  check("seed is 18446744073709551615") { $0.document.seed = .max }
  check("stimuli_sha256 must be") { $0.document.stimuliSha256 = "" }
  check("optimal_images of shape [2, 1, 2, 2] must be [1, channels, height, width]") { $0.document.facts.optimalImages.removeLast() }
  check("distinct_images of shape [4] must be") { $0.distinctImages = Tensor(shape: [4]) }
  check("test_prediction of shape [2, 1] must be [test images]") { $0.testPrediction = Tensor(shape: [2, 1]) }
  check("optimal_images of neuron cell 3/é holds what is no finite number") { $0.optimalImages.values[5] = .nan }
  check("a reason stands where") { $0.document.facts.reason = "none" }
  check("a reason stands where") { $0.document.facts.state = .notAnalysable }
  check("facts.test_images is -1") { $0.document.facts.testImages = -1 }
  check("facts.prediction_similarity is nan") { $0.document.facts.predictionSimilarity = .nan }
}

/// What readers of a result index by, round or divide by.
@Test func factsAreHeldToTheirBounds() throws {
  var whole = Examples.result
  whole.document.facts = Examples.everyFact
  whole.furtherImages = Tensor(shape: [2, 1, 2, 2])
  _ = try NeuronResult(decoding: whole.encoded())
  let check = { (sentence: String, change: (inout NeuronFacts) -> Void) in
    expectRefused(whole, sentence) { change(&$0.document.facts) }
  }
  check("facts.distinct_images.gabor.similarity is") { $0.distinctImages[0].gabor!.similarity = 1e31 }
  check("facts.optimal_images.seed is -1") { $0.optimalImages[0].seed = -1 }
  check("two optimal images grew from the seed 0") { $0.optimalImages[0].seed = 0 }
  check("facts.optimal_images is 1e+31") { $0.optimalImages[1].relativeToGabor = 1e31 }
  check("facts.distinct_images.seeds is 0") { $0.distinctImages[0].seeds = 0 }
  check("facts.distinct_images.seeds is 9223372036854775807") { $0.distinctImages[0].seeds = .max }
  check("unite more images than the 2 optimal ones") { $0.distinctImages[0].seeds = 3 }
  check("facts.distinct_images.gabor has 2 channel_weights of 1 channels") { $0.distinctImages[0].gabor!.channelWeights = [1, 1] }
  check("facts.distinct_images.gabor.wavelength is 0.0") { $0.distinctImages[0].gabor!.gabor.wavelength = 0 }
  check("facts.distinct_images.gabor.sigma is -3.0") { $0.distinctImages[0].gabor!.gabor.sigma = -3 }
  check("facts.distinct_images.gabor.orientation is 1e+30") { $0.distinctImages[0].gabor!.gabor.orientation = 1e30 }
  check("facts.members.best_epoch is 0") { $0.members[0].bestEpoch = 0 }
  check("the number of facts.population_members is 21") { $0.populationMembers = Array(repeating: $0.members[0], count: 21) }
  check("facts.phase_tolerance has 3 weights") { $0.phaseTolerance!.weights.removeLast() }
  check("facts.phase_tolerance.tau is -1e+31") { $0.phaseTolerance!.tau = -1e31 }
  check("facts.in_silico.diversity is") { $0.inSilico!.diversity = 1e300 }
  check("facts.complexness.ratio is") { $0.complexness!.ratio = 1e300 }
  expectRefused(Examples.unanalysable, "the length of facts.reason is 0") { $0.document.facts.reason = "" }
  expectRefused(Examples.unanalysable, "a neuron that is not analysable has images") {
    $0.document.facts.optimalImages = [.init(seed: 0, activation: 1)]
    $0.optimalImages = Tensor(shape: [1, 1, 2, 2])
  }
  expectRefused(whole, "must be alike in channels, height and width") { $0.distinctImages = Tensor(shape: [1, 1, 4, 1]) }
  expectRefused(whole, "each 1 to 65536") {
    $0.optimalImages = Tensor(shape: [2, 1, 0, 2])
    $0.distinctImages = Tensor(shape: [1, 1, 0, 2])
    $0.furtherImages = Tensor(shape: [2, 1, 0, 2])
  }
}

/// Every number of the facts, new ones included: none may be so large that sums or squares of it overflow, or a rounded one is no `Int`.
@Test func noNumberOfTheFactsIsBeyondAllMeasure() throws {
  var whole = Examples.result
  whole.document.facts = Examples.everyFact
  let object = try JSONSerialization.jsonObject(with: Data(JSONText.encode(whole.document.facts)))
  var count = 0
  func check(_ value: Any, _ path: String, _ replace: (Any) throws -> Any) throws {
    switch value {
    case let members as [String: Any]:
      for (name, member) in members {
        try check(member, path + "." + name) { new in try replace(members.merging([name: new]) { $1 }) }
      }
    case let list as [Any]:
      for (place, element) in list.enumerated() {
        try check(element, "\(path).\(place)") { new in
          var list = list
          list[place] = new
          return try replace(list)
        }
      }
    case is NSNumber where !(value is Bool):
      count += 1
      let data = try JSONSerialization.data(withJSONObject: try replace(1e31))
      let complaint = complaint {
        try JSONText.decode(NeuronFacts.self, from: [UInt8](data), limit: 1 << 20).validate(channels: 1)
      }
      if complaint == "nothing" { Issue.record("\(path) may be 1e31") }
    default: break
    }
  }
  try check(object, "facts") { $0 }
  #expect(count > 60)
}

@Test func aManifestIsHeldToItsBounds() {
  let check = { (sentence: String, change: (inout Manifest) -> Void) in expectRefused(Examples.manifest, sentence, change) }
  check("a run's id is") { $0.run = "-r" }
  check("recording must be 1 to 500 bytes") { $0.recording = "" }
  check("the number of neurons is 0") { $0.neurons = [] }
  check("the number of neurons is 100001") { $0.neurons = (0...100_000).map { .init(id: String($0)) } }
  check("the number of warnings is 1001") { $0.warnings = Array(repeating: Warning(.fileNotRead, "s"), count: 1001) }
  check("a warning's sentence must be") { $0.warnings = [Warning(.fileNotRead, "a\nb")] }
  check("a warning's code must be") {
    $0.warnings = Examples.doubtedManifest.warnings
    $0.warnings?[0].code = ""
  }
  check("the neuron flat stands twice") { $0.neurons.append(.init(id: "flat")) }
  check("a neuron's id must be") { $0.neurons[0] = .init(id: "a\u{85}") }
  check("identity must be a SHA-256") { $0.identity = "x" }
  check("the number of start_offsets of results is 0") { $0.startOffsets["results"] = [] }
  check("an offset of start_offsets.results is -1") { $0.startOffsets["results"] = [-1] }
  check("settings.network.convolutions.side is 12, but must lie from 3 to 11") { $0.settings.network.convolutions[1].side = 12 }
}

@Test func aRunsStateIsHeldToItsBounds() {
  let check = { (sentence: String, change: (inout RunState) -> Void) in expectRefused(Examples.runState, sentence, change) }
  check("a run's id is") { $0.run = "-r" }
  check("partition is -1") { $0.partition = -1 }
  check("offset is 9007199254740992") { $0.offset = 1 << 53 }
  check("names partition and offset of its manifest, or neither") { $0.partition = nil }
  check("paused_at is -1") { $0.pausedAt = -1 }
}

@Test func placesOfJobsAreHeldToTheirBounds() {
  let check = { (sentence: String, change: (inout JobPlaces) -> Void) in expectRefused(Examples.places, sentence, change) }
  check("a run's id is") { $0.run = "" }
  check("the number of neurons is 0") { $0.neurons = [] }
  check("the number of neurons is 4001") { $0.neurons = Array(repeating: "n", count: 4001) }
  check("2 neurons have 1 partitions and 2 offsets") { $0.partitions = [0] }
  check("2 neurons have 2 partitions and 3 offsets") { $0.offsets = [0, 1, 2] }
  check("a neuron's id must be") { $0.neurons[1] = "" }
  check("a partition is -1") { $0.partitions[0] = -1 }
  check("an offset is -1") { $0.offsets[1] = -1 }
}

/// What a broker takes by default, whatever the ids are.
@Test func theLargestPlacesOfJobsFitADefaultTopic() throws {
  let neurons = (0..<JobPlaces.jobLimit).map { number in
    Digest.sha256(Array("\(number)".utf8)) + Digest.sha256(Array("\(number)+".utf8)) + Digest.sha256(Array("\(number)-".utf8)) + "12345678"
  }
  let places = JobPlaces(
    run: String(repeating: "r", count: 64), neurons: neurons, partitions: neurons.map { _ in .max },
    offsets: neurons.map { _ in SharedInput.exactLimit })
  #expect(neurons[0].utf8.count == 200)
  #expect(try places.encoded().count < 1_000_000)
}

@Test func anOutcomeIsHeldToItsBounds() {
  let check = { (sentence: String, change: (inout Outcome) -> Void) in expectRefused(Examples.outcome, sentence, change) }
  check("partition is -1") { $0.partition = -1 }
  check("offset is 9007199254740992") { $0.offset = 1 << 53 }
  check("worker must be 1 to 200 bytes") { $0.worker = String(repeating: "w", count: 201) }
  check("seconds is nan") { $0.seconds = .nan }
  check("seconds is -1.0") { $0.seconds = -1 }
  check("an outcome that succeeded has a sha256 and no error") { $0.sha256 = nil }
  check("an outcome that is dead has an error and no sha256") { $0.state = .dead }
  expectRefused(Examples.death, "error.code must be") { $0.error!.code = "" }
  expectRefused(Examples.death, "error.message must be 1 to 4000 bytes") { $0.error!.message = String(repeating: "e", count: 4001) }
}

@Test func aWorkerStateIsHeldToItsBounds() {
  let check = { (sentence: String, change: (inout WorkerState) -> Void) in expectRefused(Examples.worker, sentence, change) }
  check("worker must be") { $0.worker = "" }
  check("slots is 0") { $0.slots = 0 }
  check("done is -1") { $0.done = -1 }
  check("time is inf") { $0.time = .infinity }
  check("a run's id is") { $0.running[0].run = "" }
  check("running.since is -1.0") { $0.running[0].since = -1 }
}

@Test func aStimulusSetIsHeldToItsBounds() {
  func check(_ sentence: String, _ change: (inout StimulusSet) -> Void) {
    var set = Examples.stimulusSet
    change(&set)
    let complaint = complaint { _ = try set.encoded() }
    #expect(complaint.hasPrefix("invalid: ") && complaint.contains(sentence), "\(complaint)")
  }
  check("stimuli of shape [3, 4] must be [images, channels, height, width]") { $0.stimuli = Tensor(shape: [3, 4]) }
  check("stimuli hold what is no finite number") { $0.stimuli.values[0] = .nan }
  check("must have images of one shape") { $0.testStimuli = Tensor(shape: [2, 1, 2, 3]) }
}

/// What was written with another hand, e.g. in another language: the bytes are right, a number is not.
@Test func decodingChecksWhatEncodingChecks() throws {
  let text = String(decoding: try Examples.worker.encoded(), as: UTF8.self).replacingOccurrences(of: "\"slots\":2", with: "\"slots\":0")
  #expect(complaint { _ = try WorkerState(decoding: Array(text.utf8)) }.contains("slots is 0"))
  var job = try Examples.job.encoded()
  let version = Array(#"\"method_version\":1"#.utf8)
  let index = try #require(job.indices.first { job[$0...].starts(with: version) })
  job[index + version.count - 1] = UInt8(ascii: "0")
  #expect(complaint { _ = try Job(decoding: job) }.contains("method_version is 0"))
}

@Test func settingsAreHeldToTheirRanges() {
  func check(_ sentence: String, _ change: (inout AnalysisSettings) -> Void) {
    var settings = AnalysisSettings()
    change(&settings)
    #expect("\(String(describing: Result { try settings.validate() }))".contains(sentence), "\(sentence)")
  }
  check("network.convolutions (their number) is 0") { $0.network.convolutions = [] }
  check("network.convolutions.channels is 0") { $0.network.convolutions[0].channels = 0 }
  check("network.convolutions.side is 2") { $0.network.convolutions[0].side = 2 }
  check("network.hidden (the number of layers) is 5") { $0.network.hidden = [1, 1, 1, 1, 1] }
  check("network.hidden is 0") { $0.network.hidden = [0] }
  check("network.feature_dropout is 0.95") { $0.network.featureDropout = 0.95 }
  check("network.hidden_dropout is -0.1") { $0.network.hiddenDropout = -0.1 }
  check("training.batch is 0") { $0.training.batch = 0 }
  check("training.epochs is 0") { $0.training.epochs = 0 }
  check("training.least_steps is -1") { $0.training.leastSteps = -1 }
  check("training.rate is 0.0") { $0.training.rate = 0 }
  check("training.warm_up_steps is -1") { $0.training.warmUpSteps = -1 }
  check("training.weight_decay is nan") { $0.training.weightDecay = .nan }
  check("training.folds is 1") { $0.training.folds = 1 }
  check("training.members is 6, but must lie from 1 to 5") { $0.training.members = 6 }
  check("optimal_images.seeds is 0") { $0.optimalImages.seeds = 0 }
  check("optimal_images.iterations is 0") { $0.optimalImages.iterations = 0 }
  check("optimal_images.contrast is 0.0") { $0.optimalImages.contrast = 0 }
  check("optimal_images.first_rate is 0.0") { $0.optimalImages.firstRate = 0 }
  check("optimal_images.last_rate is 0.5, but must lie from 0.0 to 0.2") { $0.optimalImages.lastRate = 0.5 }
  check("optimal_images.blur is -1.0") { $0.optimalImages.blur = -1 }
  check("optimal_images.least_activation is 1.5") { $0.optimalImages.leastActivation = 1.5 }
  check("recording.alikeness is 1.5") { $0.recording = .init(alikeness: 1.5) }
  check("recording.gap is -1") { $0.recording = .init(gap: -1) }
  check("comparison_models names a model twice") { $0.comparisonModels = [.ridge, .ridge] }
  check("optimal_images.merge_correlation is 2.0") { $0.optimalImages.mergeCorrelation = 2 }
}
