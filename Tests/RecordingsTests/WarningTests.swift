import Formats
import Method
import Numerics
import Testing

@testable import Recordings

/// What a recording is doubted for, each on a recording that is sound but for that, and what is no reason to doubt it.
struct WarningTests {
  private func warnings(_ change: (RecordingFolder) throws -> Void) throws -> [Warning] {
    let folder = try RecordingFolder()
    try change(folder)
    // Of 20 images five.
    return try Recording.load(folder.path, options: .init(testShare: 0.25)).warnings
  }

  private func numbers(_ shape: [Int], _ number: (Int) -> Float) -> Tensor {
    Tensor(shape: shape, values: (0..<shape.reduce(1, *)).map(number))
  }

  /// Without pattern, from -0.5 to 0.5.
  private func noise(_ shape: [Int], _ name: String) -> Tensor {
    let stream = RandomStream(seed: 1, trial: name)
    return numbers(shape) { stream.uniform(index: $0) - 0.5 }
  }

  /// A test set of the same kind as the training set.
  private func writeTestSet(_ folder: RecordingFolder, repeats: Int = 1) throws {
    try folder.write(noise([20, 4, 4], "training"), "stimuli.npy")
    try folder.write(noise([10, 4, 4], "test"), "test_stimuli.npy")
    try folder.write(noise([20, 3], "responses"), "responses.npy")
    try folder.write(reliable(repeats), "test_responses.npy")
  }

  /// Repeats that agree, of 10 images and 3 neurons.
  private func reliable(_ repeats: Int) -> Tensor {
    let (signal, trials) = (noise([10, 3], "test signal"), noise([repeats, 10, 3], "test responses"))
    return numbers([repeats, 10, 3]) { signal.values[$0 % 30] + trials.values[$0] / 4 }
  }

  @Test func aSoundRecordingHasNone() throws {
    #expect(try warnings { _ in }.isEmpty)
    #expect(try warnings { try writeTestSet($0, repeats: 4) }.isEmpty)
  }

  @Test func testImagesAmongTheTrainingImagesAreCounted() throws {
    let found = try warnings {
      try writeTestSet($0)
      var images = noise([10, 4, 4], "test")
      images.values.replaceSubrange(0..<48, with: noise([20, 4, 4], "training").values[16..<64])
      try $0.write(images, "test_stimuli.npy")
    }
    #expect(
      found == [
        Warning(
          .testImagesInTraining,
          "3 of 10 test images are training images too: what is predicted of them flatters; leave them out of one of the two.",
          ["test_images": 10, "seen_in_training": 3, "nearly_seen_in_training": 0])
      ])
  }

  /// The same pictures, rounded otherwise or out of another compression; and an image that only resembles one is another.
  @Test func testImagesThatAreTrainingImagesButForRoundingAreCounted() throws {
    let training = noise([20, 4, 4], "training")
    let found = { (change: (inout Tensor) -> Void) in
      try warnings {
        try writeTestSet($0)
        var images = noise([10, 4, 4], "test")
        change(&images)
        try $0.write(images, "test_stimuli.npy")
      }
    }
    let near = try found { images in
      for place in 0..<64 { images.values[place] = Float(Float16(training.values[place + 32])) }
      for place in 64..<80 { images.values[place] = training.values[place] + 0.01 * (place % 2 == 0 ? 1 : -1) }
    }
    #expect(
      near.map(\.sentence) == [
        "5 of 10 test images are training images too, but for rounding or noise: what is predicted of them flatters; leave them out of one of the two."
      ])
    #expect(near[0].numbers == ["test_images": 10, "seen_in_training": 0, "nearly_seen_in_training": 5])
    let both = try found { images in
      for place in 0..<16 { images.values[place] = training.values[place] }
      for place in 16..<32 { images.values[place] = training.values[place] + 0.01 * (place % 2 == 0 ? 1 : -1) }
    }
    #expect(both.first?.sentence.hasPrefix("2 of 10 test images are training images too (1 of them but for rounding or noise): ") == true)
    #expect(
      try found { images in for place in 0..<16 { images.values[place] = training.values[place] + 0.2 * images.values[place] } }.isEmpty)
  }

  /// Rows of one image that were compressed apart are not its repeats: a random split has them on both sides.
  @Test func rowsThatShowOneImageButForNoiseAreTold() throws {
    let found = try warnings {
      let (pictures, trials) = (noise([30, 4, 4], "pictures"), noise([90, 4, 4], "compression"))
      let order = RandomStream(seed: 4, trial: "rows").permutation(90)
      try $0.write(
        numbers([90, 4, 4]) { pictures.values[order[$0 / 16] % 30 * 16 + $0 % 16] + trials.values[$0] / 100 }, "stimuli.npy")
      try $0.write(noise([90, 3], "responses"), "responses.npy")
    }
    #expect(
      found.map(\.code) == ["test_images_in_training"] && found[0].sentence.hasSuffix("which are its repeats, or leave all but one out."))
  }

  @Test func tooFewTestImagesAreTold() throws {
    let found = { (count: Int) in
      try warnings {
        try writeTestSet($0)
        try $0.write(noise([count, 4, 4], "test"), "test_stimuli.npy")
        try $0.write(noise([count, 3], "few"), "test_responses.npy")
      }
    }
    #expect(
      try found(4).map(\.sentence) == [
        "There are 4 different test images: of fewer than 5 no interval can be told, and no neuron counts as predicted or gets a kind; hold more out, or leave test_stimuli.npy and test_responses.npy away to have a fifth split off."
      ])
    #expect(try found(5).isEmpty)
  }

  @Test(
    arguments: [
      ("stimuli_test.npy", "test_stimuli.npy"), ("TestStimuli.npy", "test_stimuli.npy"), ("test-stimulus.npy", "test_stimuli.npy"),
      ("test_response.npy", "test_responses.npy"), ("test_responses.npz", "test_responses.npy"), ("Neurons.csv", "neurons.csv"),
      ("neuron.csv", "neurons.csv"), ("test_stim.npy", "test_stimuli.npy"), ("test_images.npy", "test_stimuli.npy"),
      ("validation_stimuli.npy", "test_stimuli.npy"), ("val_responses.npy", "test_responses.npy"), ("neurons.csv.txt", "neurons.csv"),
      ("test_stimuli.npy.gz", "test_stimuli.npy"), ("neurons.tsv", "neurons.csv"), ("Recording.JSON", "recording.json"),
    ])
  func filesThatArePassedOverAreNamed(file: String, meant: String) throws {
    let found = try warnings { try $0.write("x", file) }
    #expect(found == [Warning(.fileNotRead, "\(file) was not read: if it is meant to be \(meant), save or rename it so.")])
  }

  @Test(arguments: ["README.md", "truth_responses.npy", "masks.npy", "stimuli_raw.npy", "old_neurons.csv", "notes.json", "Stimuli.npy"])
  func filesThatAreNobodysSlipAreNot(file: String) throws {
    #expect(try warnings { try $0.write("x", file) }.isEmpty)
  }

  @Test func imagesInOtherUnitsAreTold() throws {
    let found = try warnings {
      try writeTestSet($0)
      try $0.write(numbers([20, 4, 4]) { Float(($0 * 37 + $0 / 256) % 256) }, "stimuli.npy")
      try $0.write(numbers([10, 4, 4]) { Float($0 * 85 % 256) / 255 }, "test_stimuli.npy")
    }
    #expect(found.map(\.code) == ["stimulus_scales"])
    #expect(found[0].sentence == "Training images range from 0 to 255 and test images from 0 to 1: are both in the same units?")
    #expect(found[0].numbers["training_maximum"] == 255 && found[0].numbers["test_maximum"] == 1)
    // Shifted, not stretched.
    #expect(
      try warnings {
        try writeTestSet($0)
        var images = noise([10, 4, 4], "test")
        for place in images.values.indices { images.values[place] += 5 }
        try $0.write(images, "test_stimuli.npy")
      }.map(\.code) == ["stimulus_scales"])
  }

  @Test func responsesInOtherUnitsAreTold() throws {
    let found = try warnings {
      try writeTestSet($0)
      var responses = noise([1, 10, 3], "test responses")
      for place in responses.values.indices { responses.values[place] = 1000 + 100 * responses.values[place] }
      try $0.write(responses, "test_responses.npy")
    }
    #expect(found.map(\.code) == ["response_scales"])
    #expect(found[0].sentence.hasPrefix("Responses to training images have the mean "))
    // One neuron alone, and a burst, which is none.
    let one = { (change: (inout Tensor) -> Void) in
      try warnings {
        try writeTestSet($0)
        var responses = noise([1, 10, 3], "test responses")
        change(&responses)
        try $0.write(responses, "test_responses.npy")
      }
    }
    let apart = try one { responses in for image in 0..<10 { responses.values[image * 3 + 1] *= 100 } }
    #expect(apart.map(\.code) == ["response_scales"] && apart[0].numbers == ["neurons": 1])
    #expect(apart.first?.sentence.contains("differ by more than a factor of 8 in 1 of 3 neurons (1: 0.") == true)
    #expect(try one { $0.values[4] = 40 }.filter { $0.code == "response_scales" }.isEmpty)
    // An average over repeats beside single responses is no other unit.
    #expect(
      try warnings {
        try writeTestSet($0)
        var responses = noise([1, 10, 3], "test responses")
        for place in responses.values.indices { responses.values[place] /= 4 }
        try $0.write(responses, "test_responses.npy")
      }.isEmpty)
  }

  @Test func repeatsPaddedByZerosAreTold() throws {
    let padded = { (rows: (Int, Int) -> Bool) in
      try warnings {
        try writeTestSet($0, repeats: 4)
        var responses = reliable(4)
        for row in 0..<4 {
          for image in 0..<10 where rows(row, image) {
            for neuron in 0..<3 { responses.values[(row * 10 + image) * 3 + neuron] = 0 }
          }
        }
        try $0.write(responses, "test_responses.npy")
      }
    }
    let found = try padded { row, image in row > image % 4 }
    #expect(
      found == [
        Warning(
          .zeroPaddedRepeats,
          "In test_responses.npy 17 of 40 presentations are 0 for all neurons, always the last ones of an image: mark repeats that were not recorded by NaN.",
          ["presentations": 40, "zero": 17])
      ])
    let first = try padded { row, image in row < image % 4 }
    #expect(first.map(\.code) == ["zero_padded_repeats"] && first[0].sentence.contains("always the first ones of an image"))
    // An image that nobody answers is no sign, and silence in the midst of an image's repeats is silence.
    #expect(try padded { row, image in image < 5 }.isEmpty)
    #expect(try padded { row, image in image < 3 && row == 1 }.isEmpty)
  }

  /// A session that ended before the stimuli did, in an array of zeros.
  @Test func rowsThatWereNeverRecordedAreTold() throws {
    let found = { (zero: @escaping (Int) -> Bool) in
      try warnings {
        try writeTestSet($0)
        let responses = noise([20, 3], "responses")
        try $0.write(numbers([20, 3]) { zero($0 / 3) ? 0 : responses.values[$0] }, "responses.npy")
      }.map(\.sentence)
    }
    #expect(
      try found { $0 >= 14 } == [
        "In responses.npy all neurons are 0 for the last 6 of 20 images, and hardly for any other: mark what was not recorded by NaN."
      ])
    #expect(try found { $0 < 5 }.first?.contains("for the first 5 of 20 images") == true)
    #expect(try found { $0 >= 16 }.isEmpty && found { $0 >= 14 || $0 % 4 == 0 }.isEmpty)
  }

  @Test func axesThatFitInTwoOrdersAreToldAndSoAreColoursInTheLastAxis() throws {
    let square = try warnings {
      try writeTestSet($0)
      try $0.write(noise([10, 10, 3], "square"), "test_responses.npy")
    }
    #expect(square.map(\.code) == ["axis_order"])
    #expect(square[0].sentence.hasPrefix("test_responses.npy has as many repeats as images and was read as [repeats, images, neurons]"))
    #expect(square[0].sentence.hasSuffix("in that order.") && square[0].numbers["explained"] != nil)
    let coloured = try warnings { try $0.write(noise([20, 10, 10, 3], "coloured"), "stimuli.npy") }
    #expect(
      coloured.map(\.sentence) == [
        "Images of 10 x 10 x 3 were read as channels x height x width: if their last axis holds the channels, save numpy.moveaxis(stimuli, -1, 1)."
      ])
    #expect(try warnings { try $0.write(noise([20, 3, 10, 10], "coloured"), "stimuli.npy") }.isEmpty)
    #expect(try warnings { try $0.write(noise([20, 1, 32, 10], "spectrogram"), "stimuli.npy") }.isEmpty)
  }

  /// A sound recording but for the responses of neuron 1 to some training images.
  private func warnings(ofResponses others: [Int: Float], scale: Float = 1, shift: Float = 0) throws -> [Warning] {
    try warnings {
      try writeTestSet($0)
      var responses = noise([20, 3], "responses")
      for image in 0..<20 { responses.values[image * 3 + 1] = others[image] ?? responses.values[image * 3 + 1] * scale + shift }
      try $0.write(responses, "responses.npy")
      try $0.write("id\nn0\nn1\nn2\n", "neurons.csv")
    }
  }

  @Test func numbersInThePlaceOfMissingResponsesAreTold() throws {
    let found = try warnings(ofResponses: [2: -9999, 7: -9999, 11: -9999])
    #expect(
      found
        == [
          Warning(
            .fillValues,
            "In responses.npy 1 neuron has responses that stand for what was not measured (n1: -9999, 3 of them, 85 % of the variance): they count as missing (--absurd-responses leave_out).",
            ["neurons": 1, "responses": 3, "largest_share_of_variance": 0.85])
        ].map {
          var warning = $0
          warning.numbers["largest_share_of_variance"] = found.first?.numbers["largest_share_of_variance"]
          return warning
        })
    #expect(try abs(#require(found.first?.numbers["largest_share_of_variance"]) - 0.85) < 1e-6)
    #expect(try warnings(ofResponses: [2: -1, 7: -1, 11: -1], scale: 6, shift: 3).map(\.code) == ["fill_values"])
    // What nobody writes for missing stays, and is doubted.
    let doubted = try warnings(ofResponses: [2: 12, 7: 12, 11: 12])
    #expect(doubted.map(\.code) == ["fill_values"])
    #expect(
      doubted.first?.sentence.hasPrefix("The responses of 1 neuron look filled in where nothing was measured (n1: 12, 3 of them, ") == true)
    // Counts of few spikes, a ceiling, and rates that are negative anyway are what they are.
    let counts = Dictionary(uniqueKeysWithValues: (0..<20).map { ($0, Float($0 % 4 == 3 ? 2 : 0)) })
    #expect(try warnings(ofResponses: counts).isEmpty)
    #expect(try warnings(ofResponses: [2: 0.5, 7: 0.5, 11: 0.5]).isEmpty)
    #expect(try warnings(ofResponses: [2: -1, 7: -1, 11: -1]).isEmpty)
  }

  /// dF/F in which -1, or 0, stands for what was not measured: no lowest and no highest response, but no measurement recurs to the last digit.
  @Test(arguments: [-1, 0] as [Float])
  func aResponseThatRecursIsTold(fill: Float) throws {
    let found = { (every: Int, round: Bool) in
      try warnings {
        try $0.write(noise([200, 4, 4], "images"), "stimuli.npy")
        let stream = RandomStream(seed: 5, trial: "recurs")
        try $0.write(
          numbers([200, 2]) {
            if $0 % 2 == 1, $0 / 2 % every == 3 { return fill }
            return round ? (10 * stream.normal(index: $0)).rounded() / 2 : 3 * stream.normal(index: $0)
          }, "responses.npy")
      }
    }
    let told = try found(20, false)
    #expect(told.map(\.code) == ["fill_values"])
    #expect(
      told[0].sentence.hasPrefix("The responses of 1 neuron look filled in where nothing was measured (1: \(fill == 0 ? "0" : "-1"), "))
    #expect(try found(100, false).isEmpty && found(20, true).isEmpty)
  }

  @Test func aResponseThatOutweighsAllOthersIsTold() throws {
    let found = try warnings(ofResponses: [5: 20])
    #expect(
      found.map(\.sentence) == [
        "The responses of 1 neuron hang on a single response, which carries more than half of their variance (n1: 95 % by 20): look at it, and mark what was not measured by NaN."
      ])
    #expect(try warnings(ofResponses: [5: 1]).isEmpty)
    #expect(try warnings(ofResponses: [5: 1e6]).map(\.code) == ["absurd_values"])
  }

  /// Silent, or lost, before the test images were shown.
  @Test func neuronsWithoutTestResponsesAreTold() throws {
    let found = try warnings {
      try writeTestSet($0)
      var responses = noise([10, 3], "test responses")
      for image in 0..<10 { (responses.values[image * 3], responses.values[image * 3 + 2]) = (0, .nan) }
      try $0.write(responses, "test_responses.npy")
    }
    #expect(
      found.map(\.sentence) == [
        "The responses of 2 neurons to the test images are missing or all equal (0: all 0; 2: all missing): nothing can be scored on them, and such a neuron counts as not predicted."
      ])
    #expect(found.map(\.code) == ["unscored_neurons"])
  }

  @Test func responsesFarFromZeroAreTold() throws {
    #expect(try warnings(ofResponses: [:], scale: 5, shift: 3e7).map(\.code) == ["coarse_responses"])
    #expect(try warnings(ofResponses: [:], scale: 5, shift: 1000).map(\.code) == [])
  }

  @Test func imagesFarFromZeroKeepTheirContrast() throws {
    let folder = try RecordingFolder()
    let far = (0..<320).map { place -> Double in
      let step = (place * (place < 256 ? 7 : 5) + place / 16) % 16
      return 3e7 + 0.25 * Double(step)
    }
    let bytes = far.flatMap { number in withUnsafeBytes(of: number.bitPattern.littleEndian, Array.init) }
    let text = "{'descr': '<f8', 'fortran_order': False, 'shape': (20, 4, 4), }\n"
    try folder.write([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8) + bytes, "stimuli.npy")
    let recording = try Recording.load(folder.path)
    #expect(Set(recording.stimuli.values + recording.testStimuli.values).count == 16)
    #expect(RecordingSummary(recording).stimulusRange.maximum == 3e7 + 3.75)
  }
}
