import Testing

@testable import CommandLine

@Suite struct HelpTests {
  @Test func ofTheProgram() throws {
    #expect(
      Sample.program.help == """
        OVERVIEW: Copies every neuron into a network and asks it what it prefers.

        USAGE: konomi <command>

        OPTIONS:
          --version               Show the version.
          -h, --help              Show help, of the program or of a command.

        COMMANDS:
          run                     Analyse a recording.
          letters list            List the letters.
          letters show            Show one.

        Every option of a command can also be set in the environment (KONOMI_SEED=7 for --seed 7) or in a
        settings file (--settings FILE with {"seed": 7}). The command line wins over the environment, the
        environment over the file.

          See 'konomi <command> --help' for a command.
        """)
  }

  @Test func ofACommand() throws {
    #expect(
      Sample.program.help(of: Sample.run) == """
        OVERVIEW: Analyse a recording.

        Everything in one process.

        USAGE: konomi run <recording> [<note>] --out <dir> [--seed <n>] [--resize <side>] [--rate <x>]
          [--pooling <kind>] [--dry-run]

        ARGUMENTS:
          <recording>             The recording's folder.
          <note>                  A remark.

        OPTIONS:
          --out <dir>             Where the results go.
          --seed <n>              The run's seed. (default: 1)
          --resize <side>         Resize the stimuli to this many pixels a side, by area average, before
                                  anything else is done.
          --rate <x>              A share. (default: 0.25)
          --pooling <kind>        How outputs are pooled. (values: max, average, none; default: max)
          --dry-run               Only say what would be done.
          --settings <file>       A settings file: JSON, the options' names in snake_case.
          -h, --help              Show this help.

        EXAMPLE:
          konomi run recording --out results
        """)
  }

  @Test func ofAGroup() throws {
    #expect(
      try Sample.text("letters") == """
        USAGE: konomi letters <command>

        COMMANDS:
          letters list            List the letters.
          letters show            Show one.

          See 'konomi letters <command> --help' for a command.
        """)
  }

  @Test(arguments: ["", "-h", "help"])
  func allWaysToTheProgramsHelp(arguments: String) throws { #expect(try Sample.text(arguments) == Sample.program.help) }

  @Test(arguments: ["run --help", "run -h", "help run", "run rec --sede --help"])
  func allWaysToACommandsHelp(arguments: String) throws { #expect(try Sample.text(arguments) == Sample.program.help(of: Sample.run)) }

  @Test func theVersion() throws { #expect(try Sample.text("--version") == "konomi 1.2.3") }

  @Test(arguments: [("seed", "seed", 0), ("sede", "seed", 2), ("", "abc", 3), ("kitten", "sitting", 3)])
  func editDistances(first: String, second: String, expected: Int) {
    #expect(editDistance(first, second) == expected)
    #expect(editDistance(second, first) == expected)
  }
}
