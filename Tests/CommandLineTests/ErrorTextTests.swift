import CommandLine
import TestSupport
import Testing

@Suite struct ErrorTextTests {
  @Test(arguments: [
    ("run", "Missing expected argument '<recording>'."),
    ("run rec", "Missing expected argument '--out <dir>'."),
    ("run rec --out", "Missing value for '--out <dir>'."),
    ("run rec --out --dry-run", "Missing value for '--out <dir>'."),
    ("run rec --out=", "The value '' for '--out <dir>' is not valid: expected a path."),
    ("run rec --out o --sede 3", "Unknown option '--sede'; the nearest known one is '--seed'."),
    ("run rec --out o --dryrun", "Unknown option '--dryrun'; the nearest known one is '--dry-run'."),
    ("run rec --out o --sede=3", "Unknown option '--sede'; the nearest known one is '--seed'."),
    ("run rec --out o -s 3", "Unknown option '-s'; the nearest known one is '--out'."),
    ("run rec --out o --seed 3 --seed=4", "'--seed' is given more than once."),
    ("run rec --out o --dry-run --dry-run", "'--dry-run' is given more than once."),
    ("run rec --out o --dry-run=no", "'--dry-run' takes no value, but was given 'no'."),
    ("run rec --out o --seed x", "The value 'x' for '--seed <n>' is not valid: expected a whole number from 0 to 18446744073709551615."),
    ("run rec --out o --seed -1", "The value '-1' for '--seed <n>' is not valid: expected a whole number from 0 to 18446744073709551615."),
    ("run rec --out o --resize 2", "The value '2' for '--resize <side>' is not valid: expected a whole number from 4 to 512."),
    ("run rec --out o --rate nan", "The value 'nan' for '--rate <x>' is not valid: expected a number from 0 to 1."),
    ("run rec --out o --rate -0.5", "The value '-0.5' for '--rate <x>' is not valid: expected a number from 0 to 1."),
    ("run rec --out o --pooling min", "The value 'min' for '--pooling <kind>' is not valid: expected one of max, average, none."),
    ("run rec note more --out o", "Unexpected argument 'more'."),
    ("rn rec", "Unknown command 'rn'; the nearest known one is 'run'."),
    ("--verson", "Unknown option '--verson'; the nearest known one is '--version'."),
    ("letters lst", "Unknown command 'letters lst'; the nearest known one is 'list'."),
    ("help lettrs", "Unknown command 'lettrs'; the nearest known one is 'letters'."),
  ])
  func ofTheCommandLine(arguments: String, expected: String) {
    #expect(Sample.error(arguments) == expected)
  }

  @Test func ofTheEnvironment() {
    #expect(
      Sample.error("run rec --out o", environment: ["KONOMI_DRY_RUN": "yes"])
        == "The value 'yes' of KONOMI_DRY_RUN is not valid: expected true or false.")
  }

  @Test(arguments: [
    (#"{"sead": 1}"#, "Unknown setting 'sead' in 's.json'; the nearest known one is 'seed'."),
    (#"{"dry-run": true}"#, "Unknown setting 'dry-run' in 's.json'; the nearest known one is 'dry_run'."),
    (#"{"resize": "big"}"#, "The value 'big' of 'resize' in 's.json' is not valid: expected a whole number from 4 to 512."),
    (#"{"dry_run": 1}"#, "The value '1' of 'dry_run' in 's.json' is not valid: expected true or false."),
    (#"{"seed": [1]}"#, "The settings file 's.json' must hold one JSON object whose values are texts, numbers, true or false."),
    (#"["seed"]"#, "The settings file 's.json' must hold one JSON object whose values are texts, numbers, true or false."),
    ("", "The settings file 's.json' must hold one JSON object whose values are texts, numbers, true or false."),
    (nil, "The settings file 's.json' cannot be read."),
  ])
  func ofTheSettingsFile(settings: String?, expected: String) {
    #expect(Sample.error("run rec --out o --settings s.json", settings: settings) == expected)
  }

  @Test func theMessageSaysHowToGoOn() {
    let error = thrown(UsageError.self) { try Sample.values("letters list --slot 2") }
    #expect(
      error?.message == """
        Error: Unknown option '--slot'; the nearest known one is '--slots'.
        Usage: konomi letters list [--slots <n>]
          See 'konomi letters list --help' for more information.
        """)
  }
}
