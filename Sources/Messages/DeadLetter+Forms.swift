import Formats

extension DeadLetter {
  /// How much a letter says, from all to the least: what its topic does not take in one form it may take in the next.
  public enum Form: Sendable, Hashable, CaseIterable {
    case whole
    /// Its own texts are short.
    case brief
    /// Without the original's value, of which its size and digest are told.
    case withoutPayload
    /// Without the original's headers too.
    case bare

    /// The next smaller form; nil behind the last.
    public var next: Form? {
      switch self {
      case .whole: .brief
      case .brief: .withoutPayload
      case .withoutPayload: .bare
      case .bare: nil
      }
    }
  }

  /// What a letter had to leave out of its original. Where the original stood, and for how long its topic keeps it, `origin` tells.
  public struct Omission: Sendable, Equatable {
    /// Of the original's value.
    public var bytes: Int
    /// SHA-256 (hex) of the original's value as it stood in its topic.
    public var sha256: String
    /// How many of the original's headers are left out.
    public var headers: Int

    public init(bytes: Int, sha256: String, headers: Int) {
      self.bytes = bytes
      self.sha256 = sha256
      self.headers = headers
    }
  }

  /// The names of the headers that tell of an omission. They follow the others, where there are any.
  public static let omissionNames = ["omitted.bytes", "omitted.sha256", "omitted.headers"]

  /// The letter in one of its forms, every field of its own within its bounds: what hosts, clocks and former headers have put into it must not keep it from being written.
  public func held(to form: Form) -> DeadLetter {
    var held = self
    held.error = error.held(to: form == .whole ? FailureReport.messageLimit : FailureReport.briefLimit)
    held.origin.topic = origin.topic.plain(within: 249)
    held.origin.partition = max(0, origin.partition)
    held.origin.offset = max(0, origin.offset)
    held.attempt = min(max(1, attempt), Self.mostAttempts)
    held.maximumAttempts = min(max(1, maximumAttempts), Self.mostAttempts)
    held.worker = worker.plain(within: form == .whole ? 200 : 60)
    held.workerVersion = workerVersion.plain(within: form == .whole ? 200 : 60)
    held.lastFailedAt = max(firstFailedAt, lastFailedAt)
    guard form == .withoutPayload || form == .bare else { return held }
    let value = original.value ?? []
    held.omission = Omission(bytes: value.count, sha256: Digest.sha256(value), headers: form == .bare ? original.headers.count : 0)
    held.original.value = []
    if form == .bare {
      held.original.headers = []
      // What names a job is short.
      if (try? JobKey(original.key)) == nil { held.original.key = original.key.shortened(to: 200) }
    }
    return held
  }

  static let mostAttempts = 1_000_000
}
