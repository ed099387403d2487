import TestSupport
import Testing

@Suite struct HeldPortsTests {
  /// Of 2,000 ports that the system chooses, some 14 would be among 100 that were only looked for and let go.
  @Test func nobodyElseIsGivenAPortThatIsHeld() throws {
    let held = try (0..<50).map { _ in try HeldPorts(2) }
    let ports = Set(held.flatMap(\.numbers))
    #expect(ports.count == 100)
    for _ in 0..<20 {
      let others = try (0..<100).map { _ in try HeldPorts(1) }
      #expect(ports.isDisjoint(with: others.flatMap(\.numbers)))
    }
  }
}
