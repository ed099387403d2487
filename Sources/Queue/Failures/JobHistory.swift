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
      timestamp: Timestamp(milliseconds: received.timestamp))
    return (JobHistory(attempt: 1, origin: origin, firstFailedAt: nil), received.record)
  }

  public init(attempt: Int, origin: DeadLetter.Origin, firstFailedAt: Timestamp?) {
    self.attempt = attempt
    self.origin = origin
    self.firstFailedAt = firstFailedAt
  }

  private init?(_ texts: [String]) {
    guard let attempt = Int(texts[0]), attempt > 0, let partition = Int32(texts[2]), partition >= 0, let offset = Int64(texts[3]),
      offset >= 0,
      let timestamp = Timestamp(texts[4]), texts[5].isEmpty || Timestamp(texts[5]) != nil
    else { return nil }
    self.init(
      attempt: attempt, origin: DeadLetter.Origin(topic: texts[1], partition: partition, offset: offset, timestamp: timestamp),
      firstFailedAt: Timestamp(texts[5]))
  }

  /// A copy of the original for the retry topic (with the next attempt), or for the parked topic and workers of another version (with the same).
  public func copy(of original: Record, attempt: Int, failedAt: Timestamp?) -> Record {
    let texts = [
      String(attempt), origin.topic, String(origin.partition), String(origin.offset), origin.timestamp.description,
      (firstFailedAt ?? failedAt)?.description ?? "",
    ]
    let added = zip(JobHistory.names, texts).map { MessageHeader($0, Array($1.utf8)) }
    return Record(key: original.key, value: original.value, headers: original.headers + added)
  }

  /// The letter that ends the job.
  public func deadLetter(
    of original: Record, error: FailureReport, policy: RetryPolicy, worker: String, workerVersion: String, at time: Timestamp
  ) -> DeadLetter {
    DeadLetter(
      original: original, error: error, origin: origin, attempt: attempt, maximumAttempts: policy.maximumAttempts, worker: worker,
      workerVersion: workerVersion,
      firstFailedAt: firstFailedAt ?? time, lastFailedAt: time)
  }
}
