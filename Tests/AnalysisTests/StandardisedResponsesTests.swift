import Numerics
import Testing

@testable import Analysis

struct StandardisedResponsesTests {
  private let noTest = Tensor(shape: [1, 0])

  @Test func repeatsAreAveragedAndMissingOnesLeftOut() {
    let responses = Tensor(shape: [2, 4], values: [1, .nan, .nan, 4, 3, 5, .nan, 4])
    #expect(StandardisedResponses.meanOverRepeats(responses) == [2, 5, nil, 4])
  }

  @Test func trainingResponsesAreZScoredAndTestResponsesAreNot() throws {
    let row: [Float] = (0..<24).map { $0 % 2 == 0 ? 3 : 7 } + [.nan]
    guard
      case .analysable(let found) = StandardisedResponses.of(
        Tensor(shape: [1, 25], values: row), test: Tensor(shape: [1, 3], values: [9, .nan, 1]))
    else {
      Issue.record("must be analysable")
      return
    }
    #expect(found.mean == 5 && found.deviation == 2)
    let expected: [Double?] = (0..<24).map { $0 % 2 == 0 ? -1 : 1 } + [nil]
    #expect(found.training == expected)
    #expect(found.test == [9, nil, 1])
  }

  private static let refused: [([Float], String)] = [
    ([Float](repeating: .nan, count: 30), "No response to any training image was recorded."),
    ([Float](repeating: 0.1, count: 30), "All responses to the training images are equal."),
    ((0..<30).map { (image: Int) -> Float in image < 19 ? Float(image) : .nan }, "Only 19 training images have a response; 20 are needed."),
    ((0..<30).map { (image: Int) -> Float in image == 3 ? .infinity : Float(image) }, "A response to a training image is infinite."),
  ]

  @Test(arguments: refused)
  func whatCannotBeAnalysedSaysWhy(row: [Float], reason: String) {
    #expect(StandardisedResponses.of(Tensor(shape: [1, 30], values: row), test: noTest) == .notAnalysable(reason))
  }
}
