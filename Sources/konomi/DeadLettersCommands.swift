import CommandLine
import Foundation
import Messages
import Queue
import Roles

/// `konomi dead-letters list`, `show`, `requeue`, `discard`.
enum DeadLettersCommands {
  private static let letter = Argument<String>("letter", help: "The letter's id, as konomi dead-letters list names it, e.g. 2-17.")
  private static let oneLetter = Argument<String?>("letter", help: "One letter's id, e.g. 2-17; or choose by --run and --code.")
  private static let run = Option<String?>("run", "id", help: "Only letters of this run.")
  private static let code = Option<String?>("code", "name", help: "Only letters of failures of this code, e.g. crashed.")
  private static let dryRun = Flag("dry-run", help: "Only tell which letters would be meant.")
  private static let selecting: [any ParameterDeclaration] = [run, code]
  private static let output: [any ParameterDeclaration] = [StatusCommand.json] + BrokerOptions.all

  static let all = [
    Command(
      "dead-letters list", summary: "Lists the jobs that could not succeed.", example: "konomi dead-letters list --run monday",
      parameters: selecting + output, run: list),
    Command(
      "dead-letters show", summary: "Shows one dead letter: what failed, where and why.",
      example: "konomi dead-letters show 2-17", parameters: [letter] + output, run: show),
    Command(
      "dead-letters requeue", summary: "Puts dead jobs into the queue again, as first attempts.",
      discussion:
        "For when the cause is gone: a worker with more memory, a mended program. Neurons that have a result by now are passed over.",
      example: "konomi dead-letters requeue --run monday --code crashed --dry-run", parameters: [oneLetter] + selecting + [dryRun] + output,
      run: requeue),
    Command(
      "dead-letters discard", summary: "Gives dead jobs up: their letters are no longer listed.",
      discussion: "Their neurons stay without a result. The letters themselves go when the topic's retention ends.",
      example: "konomi dead-letters discard 2-17", parameters: [oneLetter] + selecting + [dryRun] + output, run: discard),
  ]

  private static func box(_ values: Values) throws -> DeadLetterBox {
    DeadLetterBox(transport: try BrokerOptions.transport(values), topics: try BrokerOptions.topics(values))
  }

  private static func list(_ values: Values) throws -> ExitCode {
    let letters = try box(values).letters(LetterSelection(run: values[run], code: values[code]))
    if values[StatusCommand.json] {
      try Konomi.printJSON(letters)
    } else {
      print(letters.isEmpty ? "No dead letters." : LetterTable(letters).text)
    }
    return .success
  }

  private static func show(_ values: Values) throws -> ExitCode {
    let letter = try box(values).letter(values[letter])
    if values[StatusCommand.json] {
      try Konomi.printJSON(letter)
    } else {
      print(LetterTable.sheet(of: letter))
    }
    return .success
  }

  private static func requeue(_ values: Values) throws -> ExitCode {
    try act(values, done: "requeued") { box, letters in try box.requeue(letters) }
  }

  private static func discard(_ values: Values) throws -> ExitCode {
    try act(values, done: "discarded") { box, letters in
      try box.discard(letters)
      return .init()
    }
  }

  /// What came of each chosen letter, as JSON.
  private struct Report: Codable {
    var done: [StandingLetter]
    var passedOver: [StandingLetter]
    /// Letters that do not hold their job: the run is to be submitted again. Left out without any.
    var toSubmit: [StandingLetter]?
    var dryRun: Bool
  }

  /// - Parameter action: returns the letters that it passed over.
  private static func act(
    _ values: Values, done: String, _ action: (DeadLetterBox, [StandingLetter]) throws -> DeadLetterBox.NotRequeued
  ) throws -> ExitCode {
    let selection = LetterSelection(id: values[oneLetter], run: values[run], code: values[code])
    guard selection != LetterSelection() else {
      throw UsageError("no dead letter is chosen: name one, or choose by --run or --code (konomi dead-letters list shows them)")
    }
    let box = try box(values)
    let letters = try box.letters(selection)
    let passedOver = values[dryRun] ? .init() : try action(box, letters)
    let acted = letters.filter { !passedOver.superfluous.contains($0) && !passedOver.jobless.contains($0) }
    if values[StatusCommand.json] {
      try Konomi.printJSON(
        Report(
          done: acted, passedOver: passedOver.superfluous, toSubmit: passedOver.jobless.isEmpty ? nil : passedOver.jobless,
          dryRun: values[dryRun]))
      return .success
    }
    for letter in acted { print("\(letter.id)  \(letter.key)  \(values[dryRun] ? "would be \(done)" : done)") }
    for letter in passedOver.superfluous { print("\(letter.id)  \(letter.key)  has a result already") }
    for letter in passedOver.jobless {
      print(
        "\(letter.id)  \(letter.key)  does not hold its job, which was too large: submit the run again (konomi coordinate) to publish it")
    }
    if letters.isEmpty { print("No dead letters.") }
    return .success
  }
}
