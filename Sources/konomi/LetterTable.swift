import Foundation
import Roles

/// Dead letters as text.
struct LetterTable {
  private let letters: [StandingLetter]

  init(_ letters: [StandingLetter]) { self.letters = letters }

  /// One line a letter, in columns.
  var text: String {
    let rows =
      [["letter", "job", "code", "attempts", "failed", "why"]]
      + letters.map { letter in
        [
          letter.id, letter.key, letter.code, "\(letter.attempt) of \(letter.maximumAttempts)", letter.lastFailedAt,
          Self.line(letter.message),
        ]
      }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).dropLast().map { $0 + String(repeating: " ", count: $1 - $0.count + 2) }.joined() + row[row.count - 1]
    }.joined(separator: "\n")
  }

  /// All that is known of one letter.
  static func sheet(of letter: StandingLetter) -> String {
    """
    letter    \(letter.id)
    job       \(letter.key)
    failure   \(letter.class.rawValue), \(letter.code): \(line(letter.message))
    attempts  \(letter.attempt) of \(letter.maximumAttempts)
    failed    \(letter.firstFailedAt) first, \(letter.lastFailedAt) last
    worker    \(letter.worker), version \(letter.workerVersion)
    origin    \(letter.origin)
    message   \(letter.bytes.map { "\($0) bytes" } ?? "not read")
    """
  }

  /// What a message says, on one line and without codes that a terminal would obey.
  private static func line(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }
}
