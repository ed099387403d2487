import Method
import Numerics
import Testing

@testable import Recordings

/// Responses that no neuron gives among 200 of one that is sound.
struct AbsurdResponsesTests {
  private static let sound = RandomStream(seed: 1, trial: "sound").normals(200)

  private func found(_ others: [Int: Float], in sound: [Float] = sound) -> AbsurdResponses? {
    AbsurdResponses(neuron: 0, sound.enumerated().map { others[$0.offset] ?? $0.element })
  }

  @Test(
    arguments: [
      [3: -9999], [3: -9999, 50: -9999, 90: -9999], [3: 1e20], [3: 1e20, 8: -9999], [7: .greatestFiniteMagnitude], [7: 9.96921e36],
      [7: -999, 8: 999], [7: 65_535], [2: -99],
    ] as [[Int: Float]])
  func fillsAreFoundFromOneOn(others: [Int: Float]) throws {
    let absurd = try #require(found(others))
    #expect(Set(absurd.fills) == Set(others.values) && absurd.count == others.count && absurd.outlying == nil)
    #expect(absurd.share > 0.9)
  }

  /// Three of nearly one size carry a third each: no single one stands out.
  @Test(
    arguments: [
      [17: 2.4e5, 30: -8.1e4, 71: 1.3e6], [17: 9e5, 30: 1e6, 71: 1.1e6], [17: 1e4, 30: 2e4, 71: 3e4], [5: 1e6], [5: 7e5, 6: 7e5, 7: 7e5],
    ] as [[Int: Float]])
  func outlyingResponsesAreFound(others: [Int: Float]) throws {
    let absurd = try #require(found(others))
    #expect(absurd.outlying != nil && absurd.fills.isEmpty && absurd.count == others.count)
    #expect(absurd.largest == others.values.max { $0.magnitude < $1.magnitude })
    for value in others.values { #expect(absurd.contains(value)) }
    #expect(!Self.sound.contains { absurd.contains($0) })
  }

  @Test func twentiethsAreFoundAndShareIsItsFormula() throws {
    let absurd = try #require(found(Dictionary(uniqueKeysWithValues: (0..<10).map { ($0 * 17, Float(-9999)) })))
    #expect(absurd.count == 10)
    let all = (0..<200).map { Double($0 % 17 == 0 && $0 / 17 < 10 ? -9999 : Self.sound[$0]) }
    let mean = all.reduce(0, +) / 200
    let share = all.filter { $0 == -9999 }.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    #expect(abs(absurd.share - share) < 1e-12)
  }

  @Test func whatNeuronsDoIsNotAbsurd() {
    // Spikes of a silent neuron, a burst, heavy tails, a ceiling, a floor, counts, dF/F at -1 and below.
    #expect(found([:], in: (0..<200).map { $0 % 60 == 7 ? 30 : 0 }) == nil)
    #expect(found([:], in: (0..<200).map { $0 % 60 == 7 ? 1 : Self.sound[$0] / 50 }) == nil)
    #expect(found([:], in: Self.sound.map { Float(Elementary.exp(3 * Double($0))) }) == nil)
    #expect(found([:], in: Self.sound.map { max(0, $0 - 1) }) == nil)
    #expect(found([:], in: Self.sound.map { min(1, max(-1, $0)) }) == nil)
    #expect(found([4: 7, 9: 7, 44: 7], in: (0..<200).map { Float($0 % 3) }) == nil)
    #expect(found([4: -1, 9: -1]) == nil && found([4: 40]) == nil)
    #expect(found([4: 999], in: (0..<200).map { Float(900 + $0) }) == nil)
    // Too few to tell.
    #expect(AbsurdResponses(neuron: 0, [1, 2, 3, -9999]) == nil)
  }

  @Test func minusOneBelowCountsIsAFill() {
    #expect(found([4: -1, 9: -1, 44: -1], in: (0..<200).map { Float($0 % 3) })?.fills == [-1])
    #expect(found([4: -1, 9: -1], in: (0..<200).map { Float($0 % 3) }) == nil)
  }

  private func folder() throws -> RecordingFolder {
    let folder = try RecordingFolder()
    let noise = { (shape: [Int], name: String) in
      Tensor(shape: shape, values: RandomStream(seed: 2, trial: name).normals(shape.reduce(1, *)))
    }
    try folder.write(noise([60, 4, 4], "images"), "stimuli.npy")
    try folder.write(noise([20, 4, 4], "test images"), "test_stimuli.npy")
    var (responses, test) = (noise([60, 2], "responses"), noise([20, 2], "test responses"))
    responses.values[2 * 13 + 1] = 1e20
    test.values[2 * 5 + 1] = -1e6
    try folder.write(responses, "responses.npy")
    try folder.write(test, "test_responses.npy")
    return folder
  }

  @Test func theyCountAsMissingUnlessTheyAreKeptOrRefused() throws {
    let folder = try folder()
    let recording = try Recording.load(folder.path)
    #expect(recording.responses(of: 1).training.values.indices.filter { recording.responses(of: 1).training.values[$0].isNaN } == [13])
    #expect(recording.responses(of: 1).test.values.indices.filter { recording.responses(of: 1).test.values[$0].isNaN } == [5])
    #expect(recording.responses(of: 0).training.values.filter(\.isNaN).isEmpty)
    #expect(
      recording.warnings.map(\.sentence) == [
        "In responses.npy 1 neuron has responses that stand for what was not measured (1: 1e+20, 1 of them, 98 % of the variance): they count as missing (--absurd-responses leave_out).",
        "In test_responses.npy 1 neuron has responses more than 100 times as far from the median as all others (1: -1e+06, 1 of them, 95 % of the variance): they count as missing (--absurd-responses leave_out).",
      ])
    #expect(recording.warnings.map(\.code) == ["fill_values", "absurd_values"] && recording.warnings[0].numbers["responses"] == 1)
    let kept = try Recording.load(folder.path, options: .init(settings: .init(absurdResponses: .keep)))
    #expect(kept.responses(of: 1).training.values[13] == 1e20)
    #expect(Set(kept.warnings.map(\.code)) == ["fill_values", "absurd_values", "response_scales"])
    #expect(
      kept.warnings.filter { $0.code != "response_scales" }.allSatisfy {
        $0.sentence.hasSuffix("they are analysed as they are (--absurd-responses keep).")
      })
    #expect {
      try Recording.load(folder.path, options: .init(settings: .init(absurdResponses: .refuse)))
    } throws: {
      ($0 as? RecordingError)?.code == .unsuitable && "\($0)".hasPrefix("In responses.npy 1 neuron has responses that stand for")
    }
  }
}
