/// Every kind of message, by its CloudEvents type. A reader routes on it before it decodes anything.
///
/// Only optional fields are ever added to a type; anything else is a new type (`v2`) beside the old one.
public enum MessageType: String, CaseIterable, Sendable {
  case run = "konomi.run.v1"
  case runState = "konomi.run-state.v1"
  case stimuli = "konomi.stimuli.v1"
  case job = "konomi.job.v1"
  case places = "konomi.places.v1"
  case result = "konomi.result.v1"
  case outcome = "konomi.outcome.v1"
  case worker = "konomi.worker.v1"

  /// The media type of the value before compression.
  public var contentType: String {
    switch self {
    case .run, .runState, .places, .outcome, .worker: "application/json"
    case .job, .result: "application/x-safetensors"
    case .stimuli: "application/octet-stream"
    }
  }

  /// The most bytes that a value may have before compression. What claims more is refused before it is inflated.
  public var limit: Int {
    switch self {
    case .run: 64 << 20
    case .places: 4 << 20
    case .stimuli: StimulusChunk.size
    case .job, .result: 64 << 20
    case .runState, .outcome: 64 << 10
    case .worker: 1 << 20
    }
  }

  /// JSON documents stay readable where they are small: only from this many bytes on are they compressed. Tensors always are.
  static let plainJSONLimit = 100_000

  /// Whether a value of so many bytes travels in a zstd frame.
  func isCompressed(bytes: Int) -> Bool {
    contentType != "application/json" || bytes > Self.plainJSONLimit
  }
}
