import Messages

/// What submitting a run came to, in numbers.
public struct SubmissionReceipt: Sendable, Equatable {
  public var manifest: Manifest
  /// Jobs that were published now.
  public var published = 0
  /// Neurons whose jobs are in the queue already, or put aside.
  public var queued = 0
  /// Neurons that have a result, here or in the results directory.
  public var done = 0
  /// Neurons whose jobs are dead letters.
  public var dead = 0
  /// Among those published: neurons whose jobs were dead letters because the stimuli were gone.
  public var revived = 0
  /// Among those published: neurons that had succeeded, but whose results are no longer there.
  public var lost = 0
  /// Jobs that had been put aside and are back in the queue.
  public var unparked = 0
  /// Whether the stimuli were published.
  public var hasPublishedStimuli = false

  init(manifest: Manifest) { self.manifest = manifest }
}

/// How far a submission is.
public enum SubmissionProgress: Sendable, Equatable {
  /// Bytes of what all jobs share.
  case shared(Int, of: Int)
  case jobs(Int, of: Int)
}
