import Messages
import Method
import Numerics
import Recordings

/// A recording and what is asked of it, ready to be published: everything that determines the results.
public struct Submission: Sendable {
  /// The run as it is described in a results directory: without id, times or places.
  public let description: RunDescription
  public let stimuli: StimulusSet
  let recording: Recording

  /// - Parameter recording: with its test set (its own, or one split off).
  public init(recording: Recording, settings: AnalysisSettings, seed: UInt64) throws {
    self.recording = recording
    stimuli = StimulusSet(stimuli: recording.stimuli, testStimuli: recording.testStimuli)
    let stimuliSha256 = Digest.sha256(stimuli.encoded())
    description = try RunDescription(
      recording: recording.name, methodVersion: methodVersion, seed: seed, settings: settings,
      neurons: recording.neurons.map { Manifest.Neuron(id: $0.id, columns: $0.columns) }, stimuliSha256: stimuliSha256,
      responsesSha256: Digest.sha256(recording.responses.bytes + recording.testResponses.bytes))
  }

  /// The id of a run whose user gave none: a recording, settings and seed always have the same.
  public var derivedRunID: String { String(description.identity.prefix(16)) }

  /// The job of one neuron, by its place in the recording.
  public func job(of neuron: Int, run: String, stimuli: SharedInput) -> Job {
    let responses = recording.responses(of: neuron)
    return Job(
      document: Job.Document(
        run: run, neuron: description.neurons[neuron].id, methodVersion: description.methodVersion, seed: description.seed,
        settings: description.settings, stimuli: stimuli), responses: responses.training, testResponses: responses.test)
  }
}

extension Tensor {
  /// Shape and elements as bytes, for a digest.
  fileprivate var bytes: [UInt8] {
    shape.flatMap { Array(withUnsafeBytesOf: UInt64($0).littleEndian) } + values.flatMap { Array(withUnsafeBytesOf: $0.bitPattern.littleEndian) }
  }
}

extension [UInt8] {
  fileprivate init<Integer: FixedWidthInteger>(withUnsafeBytesOf value: Integer) {
    self = Swift.withUnsafeBytes(of: value) { [UInt8]($0) }
  }
}
