import Testing

@testable import Work

@Suite struct StimulusShelfTests {
  /// The steps of a worker, and what stands on its shelf in the end, the least recently used first. `a10` reads the set a of 10 bytes, `+a` has it prepared, `a` uses it, `-a`
  /// could not read it.
  @Test(
    arguments: [
      (nil, "a10 +a b10 +b", "a b"),
      (nil, "a10 +a b10 +b c10 +c", "b c"),
      (nil, "a10 +a b10 +b a c10 +c", "a c"),
      (120, "a10 +a b10 +b c10 +c", "a b c"),
      (120, "a10 +a b10 +b c10 +c d10 +d", "b c d"),
      (120, "a10 +a b10 +b c10 +c a d10 +d", "c a d"),
      // A large one takes the room of several; one that is larger than all the room is kept alone.
      (120, "a10 +a b10 +b c10 +c d20 +d", "c d"),
      (120, "a10 +a b10 +b d900 +d", "d"),
      (120, "d900 +d a10 +a", "a"),
      // What is being read stays.
      (120, "a10 b10 c10 d10", "a b c d"),
      (120, "a10 +a b10 c20 +c", "b c"),
      (120, "a10 -a b10 +b", "b"),
      (0, "a10 +a b10 +b", "b"),
      (120, "a9223372036854775807 +a b9223372036854775807 +b", "b"),
    ] as [(Int?, String, String)])
  func theLeastRecentlyUsedGoesFirst(bound: Int?, steps: String, shelf expected: String) {
    var shelf = StimulusShelf<String>(bound: bound)
    for step in steps.split(separator: " ") {
      let name = step.filter(\.isLetter)
      if step.hasPrefix("+") {
        shelf.settle(name)
      } else if step.hasPrefix("-") {
        shelf.remove(name)
      } else if let bytes = Int(step.dropFirst()) {
        #expect(shelf.use(name).isKnown == false)
        _ = shelf.add(name, bytes: bytes)
      } else {
        #expect(shelf.use(name) == (true, true))
      }
    }
    #expect(shelf.entries.map(\.key).joined(separator: " ") == expected)
  }
}
