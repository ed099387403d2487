import CommandLine
import Foundation
import Testing

@Suite struct ValuesTests {
  @Test func defaultsHoldWhereNothingIsGiven() throws {
    let values = try Sample.values("run rec --out res")
    #expect(values[Sample.recording].relativePath == "rec")
    #expect(values[Sample.note] == nil)
    #expect(values[Sample.out].relativePath == "res")
    #expect(values[Sample.seed] == 1)
    #expect(values[Sample.resize] == nil)
    #expect(values[Sample.rate] == 0.25)
    #expect(values[Sample.pooling] == .max)
    #expect(values[Sample.dryRun] == false)
  }

  @Test func everyWayToGiveAValue() throws {
    let values = try Sample.values(
      "run --out=res --seed 18446744073709551615 --resize=32 --rate 1e-1 --pooling none --dry-run -- --rec -note")
    #expect(values[Sample.recording].relativePath == "--rec")
    #expect(values[Sample.note] == "-note")
    #expect(values[Sample.seed] == .max)
    #expect(values[Sample.resize] == 32)
    #expect(values[Sample.rate] == 0.1)
    #expect(values[Sample.pooling] == .none)
    #expect(values[Sample.dryRun])
  }

  @Test func flagsWinOverEnvironmentAndEnvironmentOverFile() throws {
    let settings = #"{"seed": 30, "resize": 30, "rate": 0.5, "pooling": "none", "dry_run": true, "out": "of-file", "slots": 7}"#
    let environment = [
      "KONOMI_SEED": "20", "KONOMI_RESIZE": "20", "KONOMI_POOLING": "", "KONOMI_SETTINGS": "s.json", "KONOMI_UNRELATED": "x",
    ]
    let values = try Sample.values("run rec --seed 10", environment: environment, settings: settings)
    #expect(values[Sample.seed] == 10)
    #expect(values[Sample.resize] == 20)
    #expect(values[Sample.rate] == 0.5)
    #expect(values[Sample.pooling] == .none)
    #expect(values[Sample.dryRun])
    #expect(values[Sample.out].relativePath == "of-file")
  }

  @Test func aFileMaySwitchAFlagOff() throws {
    #expect(try !Sample.values("run r --out o --settings s", settings: #"{"dry_run": false}"#)[Sample.dryRun])
  }
}
