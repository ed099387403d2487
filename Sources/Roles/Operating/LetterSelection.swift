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
