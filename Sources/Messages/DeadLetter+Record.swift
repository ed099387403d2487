import Formats

extension DeadLetter {
  /// The names of the headers that a letter adds, in their order. They stand together.
  public static let headerNames = [
    "error.class", "error.code", "error.message", "error.retriable", "original.topic", "original.partition", "original.offset",
    "original.timestamp", "attempt", "max.attempts", "worker.id", "worker.version", "first.failed.at", "last.failed.at",
  ]

  /// The letter as a message on `konomi.dead-letters`.
  public func sealed() throws -> Record {
    try validate()
    let texts = [
      error.class.rawValue, error.code, error.message, String(error.class.isRetriable), origin.topic, String(origin.partition),
      String(origin.offset), origin.timestamp.description, String(attempt), String(maximumAttempts), worker, workerVersion,
      firstFailedAt.description, lastFailedAt.description,
    ]
    var added = zip(Self.headerNames, texts).map { name, text in MessageHeader(name, text) }
    if let omission {
      let texts = [String(omission.bytes), omission.sha256, String(omission.headers)]
      added += zip(Self.omissionNames, texts).map { name, text in MessageHeader(name, text) }
    }
    // A letter without a value would say that no letter stands here.
    return Record(key: original.key, value: original.value ?? [], headers: original.headers + added)
  }

  /// Reads a letter. The original is not looked at: it may be the very thing that could not be read.
  /// - Throws: `FormatError.malformed` where the added headers are missing, out of order or wrong.
  public init(opening record: Record) throws {
    let names = Self.headerNames
    guard let start = record.headers.lastIndex(where: { $0.name == names[0] }),
      record.headers[start...].prefix(names.count).map(\.name) == names
    else { throw FormatError(.malformed, "the message has not the headers of a dead letter (\(names[0]) ... \(names[names.count - 1]))") }
    var end = start + names.count
    func text(_ name: String) throws -> String {
      guard let text = record.headers[start + names.firstIndex(of: name)!].text else {
        throw FormatError(.malformed, "the header \(name) of the dead letter is not UTF-8 text")
      }
      return text
    }
    func parsed<Value>(_ name: String, _ parse: (String) -> Value?) throws -> Value {
      guard let value = parse(try text(name)) else {
        throw FormatError(.malformed, "the header \(name) of the dead letter is \(String(reflecting: String(try text(name).prefix(100))))")
      }
      return value
    }
    let omission = try Omission(record.headers[end...].prefix(Self.omissionNames.count))
    if omission != nil { end += Self.omissionNames.count }
    self.init(
      original: Record(key: record.key, value: record.value, headers: Array(record.headers[..<start] + record.headers[end...])),
      error: FailureReport(
        class: try parsed("error.class", FailureReport.Class.init(rawValue:)), code: try text("error.code"),
        message: try text("error.message")),
      origin: Origin(
        topic: try text("original.topic"), partition: try parsed("original.partition") { Int32($0) },
        offset: try parsed("original.offset") { Int64($0) }, timestamp: try parsed("original.timestamp") { Timestamp($0) }),
      attempt: try parsed("attempt") { Int($0) }, maximumAttempts: try parsed("max.attempts") { Int($0) }, worker: try text("worker.id"),
      workerVersion: try text("worker.version"), firstFailedAt: try parsed("first.failed.at") { Timestamp($0) },
      lastFailedAt: try parsed("last.failed.at") { Timestamp($0) }, omission: omission)
    let retriable = try parsed("error.retriable") { Bool($0) }
    try FormatError.require(
      retriable == error.class.isRetriable, .malformed,
      "the header error.retriable of the dead letter contradicts error.class \(error.class)")
    try validate()
  }

  /// Throws `FormatError.invalid` for the first field out of its bounds.
  private func validate() throws {
    try error.validate()
    try JobKey.checkText(origin.topic, "original.topic", limit: 249)
    try FormatError.check(origin.partition, in: 0...Int32.max, "original.partition")
    try FormatError.check(origin.offset, in: 0...Int64.max, "original.offset")
    try FormatError.check(maximumAttempts, in: 1...Self.mostAttempts, "max.attempts")
    try FormatError.check(attempt, in: 1...Self.mostAttempts, "attempt")
    try JobKey.checkText(worker, "worker.id", limit: 200)
    try JobKey.checkText(workerVersion, "worker.version", limit: 200)
    try FormatError.require(firstFailedAt <= lastFailedAt, .invalid, "first.failed.at lies after last.failed.at")
    if let omission {
      try FormatError.check(omission.bytes, in: 0...Int.max, "omitted.bytes")
      try Digest.check(omission.sha256, "omitted.sha256")
      try FormatError.check(omission.headers, in: 0...Int.max, "omitted.headers")
    }
  }
}

extension DeadLetter.Omission {
  /// nil where these are other headers.
  fileprivate init?(_ headers: ArraySlice<MessageHeader>) throws {
    guard headers.map(\.name) == DeadLetter.omissionNames else { return nil }
    let texts = headers.map { $0.text ?? "" }
    guard let bytes = Int(texts[0]), let headers = Int(texts[2]) else {
      throw FormatError(.malformed, "the headers omitted.bytes and omitted.headers of the dead letter are no whole numbers")
    }
    self.init(bytes: bytes, sha256: texts[1], headers: headers)
  }
}
