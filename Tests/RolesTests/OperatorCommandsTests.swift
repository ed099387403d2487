import Foundation
import KafkaQueue
import Queue
import TestSupport
import Testing

@testable import Roles
@testable import Work

/// What an operator types, and what the program says to it.
@Suite struct OperatorCommandsTests {
  /// Containers of one image may share a host's name and the number of their process: a part of the name is random. (And a worker that finds no topics leaves, where it is to
  /// leave when idle.)
  @Test(.enabled(if: LocalBroker.isAvailable, Comment(rawValue: LocalBroker.skipped)))
  func noTwoWorkersHaveOneName() async throws {
    try await blocking {
      let address = try LocalBroker.shared.get().address
      let parts = try (0..<3).map { _ in
        let ran = try Konomi.run("work", "--brokers", address, "--prefix", "nobodys", "--exit-when-idle")
        #expect(ran.code == 0 && ran.errors.contains("no topics yet"), Comment(rawValue: ran.errors))
        let name = try #require(ran.errors.firstMatch(of: /worker=(\S+)-([0-9]+)-([0-9a-f]{4})/))
        return String(name.3)
      }
      #expect(Set(parts).count > 1, "\(parts)")
    }
  }

  @Test func helpOfAControl() throws {
    #expect(
      try Konomi.run("cancel", "--help").output == """
        OVERVIEW: Ends a run; its remaining jobs end without a result.

        Jobs at hand are stopped. Results that are there stay. Submitted again with konomi coordinate, the
        run goes on.

        USAGE: konomi cancel --run <id> [--json] [--brokers <list>] [--prefix <name>] [--kafka-settings
          <file>] [--wait]

        OPTIONS:
          --run <id>              The run's id.
          --json                  Print JSON.
          --brokers <list>        The brokers' addresses, host:port, separated by commas. (default:
                                  127.0.0.1:9092)
          --prefix <name>         What the names of all topics and groups begin with. (default: konomi)
          --kafka-settings <file>
                                  Further properties of librdkafka, one name=value a line, e.g. for TLS; may
                                  hold secrets.
          --wait                  Wait for brokers that do not answer yet, instead of leaving with exit code
                                  69.
          --settings <file>       A settings file: JSON, the options' names in snake_case.
          -h, --help              Show this help.

        EXAMPLE:
          konomi cancel --run monday --brokers 127.0.0.1:9092

        """)
  }

  @Test func helpOfTheDeadLetters() throws {
    #expect(
      try Konomi.run("dead-letters", "--help").output == """
        USAGE: konomi dead-letters <command>

        COMMANDS:
          dead-letters list       Lists the jobs that could not succeed.
          dead-letters show       Shows one dead letter: what failed, where and why.
          dead-letters requeue    Puts dead jobs into the queue again, as first attempts.
          dead-letters discard    Gives dead jobs up: their letters are no longer listed.

          See 'konomi dead-letters <command> --help' for a command.

        """)
  }

  @Test func lettersMustBeChosen() throws {
    let (code, output, errors) = try Konomi.run("dead-letters", "requeue")
    #expect(code == 64 && output.isEmpty && errors.contains("--run or --code"), Comment(rawValue: errors))
  }

  @Test(.enabled(if: LocalBroker.isAvailable, Comment(rawValue: LocalBroker.skipped)))
  func anOperatorsDay() async throws {
    try await blocking {
      let address = try LocalBroker.shared.get().address
      let run = try SubmittedRun(transport: KafkaTransport(KafkaSettings(brokers: address)), prefix: "operator")
      func konomi(_ line: String) throws -> String {
        try withTemporaryFolder { folder in
          let (output, errors) = (folder.appending(path: "out"), folder.appending(path: "err"))
          let arguments = line.split(separator: " ").map(String.init) + ["--brokers", address, "--prefix", "operator"]
          let code = try Konomi.start(arguments, output: output, errors: errors).wait()
          let texts = try [output, errors].map { try String(contentsOf: $0, encoding: .utf8) }
          return texts.joined() + (code == 0 ? "" : "exit code \(code)\n")
        }
      }
      #expect(try konomi("pause --run r") == "r: paused\n")
      #expect(try konomi("pause --run r") == "r: already paused\n")
      for received in try run.jobs() { try run.transport.publish([received.record], to: run.topics.parked, partition: nil) }
      #expect(try konomi("resume --run r") == "r: running, 3 jobs moved back into the queue\n")
      #expect(try konomi("dead-letters list") == "No dead letters.\n")

      try run.succeed(run.neurons[0])
      try run.fail(run.neurons[1], code: "crashed")
      let box = DeadLetterBox(transport: run.transport, topics: run.topics)
      let letter = try box.letter(box.letters(LetterSelection())[0].id)
      let (id, key) = (letter.id, letter.key)
      #expect(
        try konomi("dead-letters list --run r") == """
          letter  job          code     attempts  failed                    why
          \(id)     \(key)  crashed  1 of 3    2026-11-24T00:33:55.120Z  no more

          """)
      #expect(
        try konomi("dead-letters show \(id)") == """
          letter    \(id)
          job       \(key)
          failure   permanent, crashed: no more
          attempts  1 of 3
          failed    2026-11-24T00:33:55.120Z first, 2026-11-24T00:33:55.120Z last
          worker    w, version 1
          origin    \(letter.origin)
          message   \(letter.bytes ?? 0) bytes

          """)
      #expect(try konomi("dead-letters list --code bad_data --json") == "[\n\n]\n")
      #expect(try konomi("dead-letters requeue --code crashed --dry-run") == "\(id)  \(key)  would be requeued\n")
      #expect(try konomi("dead-letters requeue \(id)") == "\(id)  \(key)  requeued\n")
      #expect(
        try konomi("dead-letters discard \(id)")
          == "Error: no dead letter \(id) stands in operator.dead-letters: konomi dead-letters list tells which do\nexit code 65\n")

      #expect(
        try konomi("cancel --run r --json") == """
          {
            "run" : "r",
            "state" : "cancelled",
            "unparked" : 0,
            "was" : "running"
          }

          """)
      #expect(try konomi("resume --run r").hasSuffix("submit it again to go on with it\nexit code 65\n"))
    }
  }
}
