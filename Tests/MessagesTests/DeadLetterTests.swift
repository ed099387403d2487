import Formats
import TestSupport
import Testing

@testable import Messages

private let letter = Examples.letter
private let original = Examples.letter.original

@Test func aDeadLetterKeepsTheOriginalAndSaysWhy() throws {
  let sealed = try letter.sealed()
  #expect(sealed.key == original.key)
  #expect(sealed.value == original.value)
  #expect(Array(sealed.headers.prefix(original.headers.count)) == original.headers)
  #expect(
    sealed.headers[original.headers.count...].map { "\($0.name): \($0.text ?? "\($0.value)")" }.joined(separator: "\n") == """
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

/// What nobody can read is kept as it was.
@Test func anUnreadableOriginalIsKept() throws {
  var letter = letter
  letter.original = Record(key: "", value: [0xDE, 0xAD], headers: [.init("trace", [0xFF, 0]), .init("attempt", "2")])
  #expect(try DeadLetter(opening: letter.sealed()) == letter)
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
  let index = try #require(sealed.headers.lastIndex { $0.name == name })
  sealed.headers[index] = .init(name, text)
  #expect(complaint { _ = try DeadLetter(opening: sealed) }.contains(name))
  sealed.headers.remove(at: index)
  #expect(throws: FormatError.self) { try DeadLetter(opening: sealed) }
}
