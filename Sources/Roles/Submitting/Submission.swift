import Analysis
import Formats
import Messages
import Method
import Numerics
import Recordings

/// A recording and what is asked of it, ready to be published: everything that determines the results.
public struct Submission: Sendable {
  /// The run as it is described in a results directory: without id, times or places.
  public let description: RunDescription
  /// The stimulus set as it is published.
  let stimuli: [UInt8]
  let recording: Recording
  /// What the analysis takes of a machine.
  public let cost: AnalysisCost

  /// - Parameters:
  ///   - recording: with its test set (its own, or one split off).
  ///   - settings: where their network is the default one, small images get another (`NetworkDescription.fitted`).
  /// - Throws: `SettingsError`, `FormatError`; `AnalysisError` where no network of the settings fits the images.
  public init(recording: Recording, settings: AnalysisSettings, seed: UInt64) throws {
    let settled = recording.settled(settings)
    try settled.validate()
    let settings = settled.fitted(to: recording)
    let shape = Array(recording.stimuli.shape.dropFirst())
    try SharedStimuli.check(settings, images: shape)
    cost = try AnalysisCost(settings, images: recording.stimuli.count, testImages: recording.testStimuli.count, shape: shape)
    self.recording = recording
    stimuli = try StimulusSet(stimuli: recording.stimuli, testStimuli: recording.testStimuli).encoded()
    let responses = Safetensors(
      tensors: ["responses": recording.responses, "test_responses": recording.testResponses], metadata: [:])
    description = try RunDescription(
      recording: recording.name, degreesPerPixel: recording.degreesPerPixel, methodVersion: methodVersion, seed: seed, settings: settings,
      neurons: recording.neurons, stimuliSha256: Digest.sha256(stimuli),
      responsesSha256: Digest.sha256(try responses.encoded()), warnings: recording.warnings, split: recording.imageSplit)
  }

  /// The id of a run whose user gave none: one recording, settings and seed always have the same.
  public var derivedRunID: String { String(description.identity.prefix(16)) }

  /// The job of one neuron, by its place in the recording.
  /// - Parameter population: the population's networks, where the settings ask for them.
  func job(of neuron: Int, run: String, stimuli: SharedInput, population: SharedInput? = nil) -> Job {
    let responses = recording.responses(of: neuron)
    return Job(
      document: Job.Document(
        run: run, neuron: description.neurons[neuron].id, methodVersion: description.methodVersion, seed: description.seed,
        settings: description.settings, stimuli: stimuli, population: population), responses: responses.training,
      testResponses: responses.test)
  }

  /// An upper bound of a result's size before compression, in bytes: optimal and distinct images, twice as many pushed apart or opposed, test prediction, and the document.
  var resultBound: Int {
    let image = 4 * recording.stimuli.stride
    return image * (2 * description.settings.optimalImages.seeds + 16) + 4 * recording.testStimuli.count + 65_536
  }
}

extension AnalysisSettings {
  /// With the network that the recording's images get.
  fileprivate func fitted(to recording: Recording) -> AnalysisSettings {
    var fitted = self
    fitted.network = network.fitted(height: recording.stimuli.shape[2], width: recording.stimuli.shape[3])
    return fitted
  }
}

extension Recording {
  /// With what is told of images that are too large for these settings among its warnings.
  public func warned(of settings: AnalysisSettings) -> Recording {
    var warned = self
    let cost = try? AnalysisCost(
      settings.fitted(to: self), images: stimuli.count, testImages: testStimuli.count, shape: Array(stimuli.shape.dropFirst()))
    warned.warnings += [cost?.warning].compactMap(\.self)
    return warned
  }
}
