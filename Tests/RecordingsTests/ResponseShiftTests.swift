import Numerics
import Testing

@testable import Recordings

/// A trigger too many: every response belongs to the image before.
struct ResponseShiftTests {
  private static let images: Tensor = {
    let stream = RandomStream(seed: 1, trial: "shifted")
    return Tensor(shape: [300, 1, 6, 6], values: (0..<300).flatMap { stream.normals(36, step: $0) })
  }()

  /// Rectified sums of four pixels with noise, neuron by neuron, moved by `shift` images.
  private static func responses(movedBy shift: Int, noise: Float = 0.5, neurons: Int = 3) -> Tensor {
    let stream = RandomStream(seed: 2, trial: "shifted noise").normals(300 * neurons)
    let values = (0..<300 * neurons).map { place -> Float in
      let (row, neuron) = (place / neurons, place % neurons)
      let image = images[(row + 300 - shift) % 300]
      let drive = (0..<4).reduce(Float(0)) { $0 + image[image.startIndex + 7 * neuron + $1] }
      return max(0, drive) + noise * stream[place]
    }
    return Tensor(shape: [1, 300, neurons], values: values)
  }

  @Test(arguments: [-2, 1, 3])
  func responsesThatBelongToAnotherImageAreTold(shift: Int) throws {
    let warning = try #require(try ResponseShift(Self.images, Self.responses(movedBy: shift))?.warning)
    #expect(warning.code == "shifted_responses" && warning.numbers["shift"] == Double(shift))
    #expect(try #require(warning.numbers["similarity"]) > 0.4)
    #expect(
      warning.sentence.contains(
        "moved by \(abs(shift)) image\(abs(shift) == 1 ? "" : "s") (each image taking the responses \(shift > 0 ? "after" : "before") its own)"
      ))
  }

  /// The training set is right, or moved itself, and the test set has a shift of its own.
  @Test(arguments: [(0, 1), (0, 0), (1, -2)])
  func aTestSetIsLookedAtToo(training: Int, test: Int) throws {
    let first = Tensor(shape: [240, 1, 6, 6], values: Array(Self.images.values.prefix(240 * 36)))
    let responses = { (shift: Int, rows: Range<Int>) in
      Tensor(shape: [1, rows.count, 3], values: Array(Self.responses(movedBy: shift).values[rows.lowerBound * 3..<rows.upperBound * 3]))
    }
    let rest = Self.images.gather(Array(240..<300))
    let fitted = responses(training, 0..<240)
    let own = try #require(try ResponseShift(first, fitted))
    let found = try ResponseShift(test: rest, responses(test, 240..<300), fittedTo: (first, fitted, own.best))?.warning
    #expect(own.best == training && found?.numbers["shift"] == (test == 0 ? nil : Double(test)))
    if let found {
      #expect(found.sentence.hasPrefix("A linear model predicts the test responses to r = 0.") && found.numbers["of_test_images"] == 1)
    }
    #expect(try ResponseShift(test: rest.gather(Array(0..<19)), responses(test, 240..<259), fittedTo: (first, fitted, 0)) == nil)
  }

  @Test func responsesInOrderAndNoiseAreNot() throws {
    #expect(try ResponseShift(Self.images, Self.responses(movedBy: 0))?.warning == nil)
    for neurons in [1, 3, 20] {
      let noise = RandomStream(seed: 3, trial: "no signal", member: neurons).normals(300 * neurons)
      #expect(try ResponseShift(Self.images, Tensor(shape: [1, 300, neurons], values: noise))?.warning == nil)
    }
  }

  /// Frames of a film resemble their neighbours: that the model predicts across a frame is no shift.
  @Test func aFilmIsNotShifted() throws {
    var film = Self.images
    for place in 36..<film.values.count { film.values[place] = 0.9 * film.values[place - 36] + 0.44 * film.values[place] }
    let values = (0..<300).map { row in max(0, film[row].prefix(4).reduce(0, +)) }
    #expect(try ResponseShift(film, Tensor(shape: [1, 300, 1], values: values))?.warning == nil)
  }

  @Test func aRecordingTellsIt() throws {
    let folder = try RecordingFolder()
    try folder.write(Tensor(shape: [300, 6, 6], values: Self.images.values), "stimuli.npy")
    try folder.write(Tensor(shape: [300, 3], values: Self.responses(movedBy: 1).values), "responses.npy")
    #expect(try Recording.load(folder.path).warnings.map(\.code) == ["shifted_responses"])
    // Of a test set of single responses too.
    try folder.write(Tensor(shape: [300, 3], values: Self.responses(movedBy: 0).values), "responses.npy")
    let other = Self.responses(movedBy: 1, noise: 0.4)
    try folder.write(Tensor(shape: [100, 6, 6], values: Self.images.values.suffix(3600).map { $0 * 1.1 }), "test_stimuli.npy")
    try folder.write(Tensor(shape: [100, 3], values: Array(other.values.suffix(300))), "test_responses.npy")
    let told = try Recording.load(folder.path).warnings.filter { $0.code == "shifted_responses" }
    #expect(told.count == 1 && told[0].numbers["of_test_images"] == 1 && told[0].numbers["shift"] == 1)
  }
}
