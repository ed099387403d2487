import Messages
import Queue

/// A dead letter as an operator sees it.
public struct StandingLetter: Codable, Sendable, Equatable {
  /// `partition-offset` in the dead-letters topic: how commands name it.
  public var id: String
  public var partition: Int32
  public var offset: Int64
  public var key: String
  /// nil where the key names no job.
  public var run: String?
  public var neuron: String?
  public var `class`: FailureReport.Class
  public var code: String
  public var message: String
  public var attempt: Int
  public var maximumAttempts: Int
  public var worker: String
  public var workerVersion: String
  /// RFC 3339, UTC.
  public var firstFailedAt: String
  public var lastFailedAt: String
  /// Where the job stood: `topic-partition-offset`.
  public var origin: String
  /// Bytes of the original's value; nil where it was not read.
  public var bytes: Int?
  /// Bytes of the original's value where the letter was too large to hold it; nil where it does.
  public var omittedBytes: Int?

  var place: StandingRecords.Place { .init(partition: partition, offset: offset) }

  /// nil for a record that is no letter.
  init?(_ received: ReceivedRecord) {
    guard !received.record.isTombstone, let letter = try? DeadLetter(opening: received.record) else { return nil }
    let job = try? JobKey(received.record.key)
    id = "\(received.place.partition)-\(received.offset)"
    partition = received.place.partition
    offset = received.offset
    key = received.record.key
    run = job?.run
    neuron = job?.neuron
    `class` = letter.error.class
    code = letter.error.code
    message = letter.error.message
    attempt = letter.attempt
    maximumAttempts = letter.maximumAttempts
    worker = letter.worker
    workerVersion = letter.workerVersion
    firstFailedAt = letter.firstFailedAt.description
    lastFailedAt = letter.lastFailedAt.description
    omittedBytes = letter.omission?.bytes
    origin = "\(letter.origin.topic)-\(letter.origin.partition)-\(letter.origin.offset)"
  }
}

/// Which dead letters are meant: all that fit every condition that is given.
public struct LetterSelection: Sendable, Equatable {
  /// `partition-offset`, as `StandingLetter.id`.
  public var id: String?
  public var run: String?
  /// The failure's code, e.g. `crashed`.
  public var code: String?

  public init(id: String? = nil, run: String? = nil, code: String? = nil) {
    self.id = id
    self.run = run
    self.code = code
  }

  func takes(_ letter: StandingLetter) -> Bool {
    (id.map { $0 == letter.id } ?? true) && (run.map { $0 == letter.run } ?? true) && (code.map { $0 == letter.code } ?? true)
  }
}
