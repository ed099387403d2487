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

  @Test func thisMachineTells() {
    #expect(MemoryRoom.now().bytes ?? 0 > 1 << 20)
  }
}
