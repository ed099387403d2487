import Numerics
import Testing

@testable import Recordings

/// One image in several rows is one image with several repeats.
struct MergedCopiesTests {
  private static func images(_ numbers: [Float]) -> Tensor { Tensor(shape: [numbers.count, 1, 1, 1], values: numbers) }

  @Test func copiesBecomeRepeatsWhereverTheyStand() {
    // Two repeats a row and two neurons; a response of row r, repeat k and neuron n is 100 n + 10 k + r.
    let values = (0..<24).map { place -> Float in
      let (run, row, neuron) = (place / 12, place / 2 % 6, place % 2)
      return Float(100 * neuron + 10 * run + row)
    }
    let merged = MergedCopies(Self.images([5, 7, 5, 9, 7, 5]), Tensor(shape: [2, 6, 2], values: values))
    #expect(merged.images == Self.images([5, 7, 9]) && merged.copies == 3 && merged.leftOut == 0)
    #expect(merged.responses.shape == [6, 3, 2])
    func responses(_ image: Int, _ neuron: Int) -> [Float] {
      (0..<6).map { merged.responses.values[($0 * 3 + image) * 2 + neuron] }.filter { !$0.isNaN }
    }
    #expect(responses(0, 0) == [0, 10, 2, 12, 5, 15])
    #expect(responses(0, 1) == [100, 110, 102, 112, 105, 115])
    #expect(responses(1, 0) == [1, 11, 4, 14] && responses(2, 1) == [103, 113])
  }

  @Test func differentImagesStayAsTheyAre() {
    let responses = Tensor(shape: [2, 3, 1], values: [1, 2, .nan, 4, 5, 6])
    let merged = MergedCopies(Self.images([1, 2, 3]), responses)
    #expect(merged.copies == 0 && merged.images == Self.images([1, 2, 3]))
    #expect(merged.responses.shape == [2, 3, 1] && merged.responses.values[2].isNaN && merged.responses.values[5] == 6)
  }

  /// A grey image after every other would make repeats of which all other images lack nearly all: where that takes too much memory, some of its presentations stand
  /// for all. None is averaged with another, or the noise between repeats would look smaller than it is.
  @Test func oneImageShownVeryOftenDoesNotBlowUpTheOthers() {
    let rows = (0..<200).map { Float($0 % 2 == 0 ? 0 : $0) }
    let responses = Tensor(shape: [1, 200, 1], values: (0..<200).map { Float($0 % 2 == 0 ? $0 / 2 : 1000) })
    let merged = MergedCopies(Self.images(rows), responses, most: 800)
    #expect(merged.responses.shape == [7, 101, 1] && merged.leftOut == 93)
    #expect((0..<7).map { merged.responses.values[$0 * 101] } == [0, 14, 28, 42, 57, 71, 85])
    #expect(merged.responses.values.count { $0 == 1000 } == 100)
    #expect(MergedCopies(Self.images(rows), responses).responses.shape == [100, 101, 1])
  }

  @Test func aMissingPresentationStaysMissing() {
    let merged = MergedCopies(Self.images([1, 1, 2]), Tensor(shape: [1, 3, 1], values: [.nan, 4, 5]))
    #expect(merged.responses.shape == [2, 2, 1])
    #expect(merged.responses.values[0].isNaN && merged.responses.values[2] == 4 && merged.responses.values[1] == 5)
  }

  /// As a recording has it whose test images stand in ten rows each: FEV and its like are told from them.
  @Test func aRecordingsCopiesAreItsRepeats() throws {
    let folder = try RecordingFolder()
    let test = RecordingFolder.numbers([4, 4, 4])
    try folder.write(test.gather((0..<40).map { $0 % 4 }), "test_stimuli.npy")
    try folder.write(RecordingFolder.numbers([40, 3]), "test_responses.npy")
    let recording = try Recording.load(folder.path)
    #expect(recording.testStimuli.shape == [4, 1, 4, 4] && recording.testResponses.shape == [10, 4, 3])
    #expect(recording.responses(of: 1).test.values.prefix(8) == [1, 4, 7, 10, 13, 16, 19, 22])
    #expect(recording.origin.testCopies == 36 && recording.origin.copies == 0)
  }

  @Test func aTestSetOfOneImageIsRefused() throws {
    let folder = try RecordingFolder()
    try folder.write(Tensor(shape: [50, 4, 4]), "test_stimuli.npy")
    try folder.write(RecordingFolder.numbers([50, 3]), "test_responses.npy")
    #expect(
      throws: RecordingError(
        .unsuitable, "\(folder.path)/test_stimuli.npy holds one image, 50 times; a correlation with responses needs at least 2.")
    ) {
      try Recording.load(folder.path)
    }
  }
}
