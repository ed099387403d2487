import Messages

/// Where a job came from and how often it was tried: carried by its copies on the retry and parked topics in headers of their own, after the original's.
public struct JobHistory: Sendable, Equatable {
  /// Which attempt this record stands for, from 1.
  public var attempt: Int
  public var origin: DeadLetter.Origin
  /// nil before the first failure.
  public var firstFailedAt: Timestamp?

  private static let names = ["copy.attempt", "copy.topic", "copy.partition", "copy.offset", "copy.timestamp", "copy.first.failed.at"]

  /// The history of a delivered record, and the original without it. A record without these headers, or with damaged ones, is an original on its first attempt.
  public static func read(_ received: ReceivedRecord) -> (history: JobHistory, original: Record) {
    let headers = received.record.headers
    let kept = headers.count - names.count
    if kept >= 0, headers[kept...].map(\.name) == names,
      let history = JobHistory(headers[kept...].map { String(decoding: $0.value, as: UTF8.self) })
    {
      return (history, Record(key: received.record.key, value: received.record.value, headers: Array(headers[..<kept])))
    }
    let origin = DeadLetter.Origin(
      topic: received.place.topic, partition: received.place.partition, offset: received.offset,
      timestamp: Timestamp(milliseconds: max(0, received.timestamp)))
    return (JobHistory(attempt: 1, origin: origin, firstFailedAt: nil), received.record)
  }

  public init(attempt: Int, origin: DeadLetter.Origin, firstFailedAt: Timestamp?) {
    self.attempt = attempt
    self.origin = origin
    self.firstFailedAt = firstFailedAt
  }

  /// nil for what no worker has written: anybody may write to the topics, and what is believed here is told on.
  private init?(_ texts: [String]) {
    guard texts.allSatisfy({ $0.utf8.count <= Self.textLimit }),
      let attempt = Int(texts[0]), (1...RetryPolicy.mostAttempts).contains(attempt), Topics.isName(texts[1]),
      let partition = Int32(texts[2]), partition >= 0, let offset = Int64(texts[3]), (0...Self.mostOffset).contains(offset),
      let timestamp = Timestamp(texts[4]), timestamp >= Self.epoch
    else { return nil }
    let firstFailedAt = Timestamp(texts[5])
    guard texts[5].isEmpty || firstFailedAt.map({ $0 >= Self.epoch }) == true else { return nil }
    self.init(
      attempt: attempt, origin: DeadLetter.Origin(topic: texts[1], partition: partition, offset: offset, timestamp: timestamp),
      firstFailedAt: firstFailedAt)
  }

  /// As long as the longest name of a topic.
  private static let textLimit = 249
  /// What every reader of JSON keeps exactly: outcomes name offsets.
  private static let mostOffset: Int64 = 1 << 53 - 1
  private static let epoch = Timestamp(milliseconds: 0)

  /// A copy of the original for the retry topic (with the next attempt), or for the parked topic and workers of another version (with the same).
  public func copy(of original: Record, attempt: Int, failedAt: Timestamp?) -> Record {
    let texts = [
      String(attempt), origin.topic, String(origin.partition), String(origin.offset), origin.timestamp.description,
      (firstFailedAt ?? failedAt).map { max($0, Self.epoch).description } ?? "",
    ]
    let added = zip(JobHistory.names, texts).map { MessageHeader($0, Array($1.utf8)) }
    return Record(key: original.key, value: original.value, headers: original.headers + added)
  }

  /// The letter that ends the job; `DeadLetter.held` brings it within its bounds.
  public func deadLetter(
    of original: Record, error: FailureReport, policy: RetryPolicy, worker: String, workerVersion: String, at time: Timestamp
  ) -> DeadLetter {
    DeadLetter(
      original: original, error: error, origin: origin, attempt: attempt, maximumAttempts: policy.maximumAttempts, worker: worker,
      workerVersion: workerVersion, firstFailedAt: firstFailedAt ?? time, lastFailedAt: time)
  }
}
