import Testing

@testable import Messages

private let original = Envelope(key: "r/n", headers: [.init("ce_type", "konomi.job.v1"), .init("trace", [0xFF, 0])], value: [0xDE, 0xAD])

private let letter = DeadLetter(
  original: original, error: .init(class: .crashed, code: "crashed", message: "the process ended by signal 11 (SIGSEGV)"),
  origin: .init(topic: "konomi.jobs", partition: 3, offset: 41, timestamp: Examples.time), attempt: 1, maximumAttempts: 3,
  worker: "host-17",
  workerVersion: "0.1.0", firstFailedAt: Examples.time, lastFailedAt: Timestamp(milliseconds: Examples.time.milliseconds + 1500))

@Test func aDeadLetterKeepsTheOriginalAndSaysWhy() throws {
  let sealed = try letter.sealed()
  #expect(sealed.key == original.key)
  #expect(sealed.value == original.value)
  #expect(
    sealed.headers.map { "\($0.name): \($0.text ?? "\($0.value)")" }.joined(separator: "\n") == """
      ce_type: konomi.job.v1
      trace: [255, 0]
      error.class: crashed
      error.code: crashed
      error.message: the process ended by signal 11 (SIGSEGV)
      error.retriable: false
      original.topic: konomi.jobs
      original.partition: 3
      original.offset: 41
      original.timestamp: 2026-11-24T00:33:55.120Z
      attempt: 1
      max.attempts: 3
      worker.id: host-17
      worker.version: 0.1.0
      first.failed.at: 2026-11-24T00:33:55.120Z
      last.failed.at: 2026-11-24T00:33:56.620Z
      """)
  #expect(try DeadLetter(opening: sealed) == letter)
}

@Test func aLetterOfALetterKeepsTheHistory() throws {
  var second = letter
  second.original = try letter.sealed()
  second.attempt = 2
  let opened = try DeadLetter(opening: second.sealed())
  #expect(opened == second)
  #expect(try DeadLetter(opening: opened.original) == letter)
}

@Test(arguments: [
  ("error.class", "odd"), ("error.retriable", "true"), ("original.partition", "-1"), ("original.offset", "x"),
  ("original.timestamp", "yesterday"),
  ("attempt", "0"), ("max.attempts", "99999999999999999999"), ("worker.id", ""), ("last.failed.at", "2020-01-01T00:00:00Z"),
])
func aWrongHeaderOfALetterIsNamed(name: String, text: String) throws {
  var sealed = try letter.sealed()
  let index = try #require(sealed.headers.firstIndex { $0.name == name })
  sealed.headers[index] = .init(name, text)
  #expect(complaint { _ = try DeadLetter(opening: sealed) }.contains(name))
  sealed.headers.remove(at: index)
  #expect(throws: MessageError.self) { try DeadLetter(opening: sealed) }
}
