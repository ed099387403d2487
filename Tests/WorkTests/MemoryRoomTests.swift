import Analysis
import Method
import Testing

@testable import Work

@Suite struct MemoryRoomTests {
  @Test(
    arguments: [
      ("MemTotal: 9 kB\nMemAvailable:    2048 kB\n", nil, nil, 2_097_152),
      ("MemAvailable: 2048 kB\n", "max\n", "anon 5\n", 2_097_152),
      ("MemAvailable: 2048 kB\n", "1048576\n", "anon 48576\nfile 900000\n", 1_000_000),
      // Version 1 of control groups; one without a limit says so by a large number.
      ("MemAvailable: 2048 kB\n", "1048576\n", "rss 7\ntotal_rss 48576\n", 1_000_000),
      ("MemAvailable: 2048 kB\n", "9223372036854771712\n", "total_rss 48576\n", 2_097_152),
      (nil, "1000\n", "anon 2000\n", 0),
      (nil, nil, nil, nil), ("nonsense", "nonsense", "anon", nil),
    ] as [(String?, String?, String?, Int?)])
  func whatIsFreeIsTheLessOfMachineAndGroup(machine: String?, limit: String?, use: String?, bytes: Int?) {
    #expect(MemoryRoom(.init(machine: machine, limit: limit, use: use)).bytes == bytes)
  }

  @Test func whatDoesNotFitIsToldWithTheArithmetic() {
    #expect(MemoryRoom(bytes: nil).complaint(aboutStimuliOf: .max) == nil, "who does not know does not refuse")
    #expect(MemoryRoom(bytes: 400).complaint(aboutStimuliOf: 100) == nil)
    #expect(
      MemoryRoom(bytes: 399).complaint(aboutStimuliOf: 100)
        == "The stimulus set of 100 bytes takes 4 times as much while it is prepared (400 bytes), and 399 bytes are free: "
        + "give the process more memory, or make the stimuli smaller (--crop, --resize).")
    #expect(MemoryRoom(bytes: 399).complaint(aboutStimuliOf: .max)?.contains("too much") == true)
  }

  @Test func anAnalysisThatDoesNotFitIsToldWithTheArithmetic() throws {
    let cost = try AnalysisCost(AnalysisSettings(), images: 30, testImages: 6, shape: [1, 224, 224])
    #expect(MemoryRoom(bytes: nil).complaint(about: cost, slots: 4) == nil)
    #expect(MemoryRoom(bytes: Int(cost.bytes(slots: 4)) + 1).complaint(about: cost, slots: 4) == nil)
    let complaint = try #require(MemoryRoom(bytes: 100_000_000).complaint(about: cost, slots: 4))
    #expect(complaint.hasPrefix("30 training images of 224 x 224 pixels take about "))
    #expect(
      complaint.contains(", with 4 at a time ") && complaint.contains("and 100000000 bytes are free: make the images smaller (--resize"))
  }

  @Test func thisMachineTells() {
    #expect(MemoryRoom.now().bytes ?? 0 > 1 << 20)
  }
}
