import Formats
import Foundation
import Numerics
import Recordings
import Testing

@Test func aPlainRecordingIsReadWithATestSetSplitOff() throws {
  let folder = try RecordingFolder()
  let recording = try Recording.load(folder.path)
  #expect(recording.name == URL(fileURLWithPath: folder.path).lastPathComponent)
  #expect(recording.stimuli.shape == [16, 1, 4, 4])
  #expect(recording.testStimuli.shape == [4, 1, 4, 4])
  #expect(recording.responses.shape == [1, 16, 3])
  #expect(recording.testResponses.shape == [1, 4, 3])
  #expect(recording.neurons.map(\.id) == ["0", "1", "2"])
  #expect(!recording.origin.hasTestSet)
  // Image i begins with pixel 16 i, and neuron n responds to it with 3 i + n: both sides keep images and responses together.
  for (stimuli, responses) in [(recording.stimuli, recording.responses), (recording.testStimuli, recording.testResponses)] {
    for image in 0..<stimuli.count {
      let original = stimuli[image].first! / 16
      #expect((0..<3).map { responses.values[image * 3 + $0] } == [3 * original, 3 * original + 1, 3 * original + 2])
    }
  }
}

@Test func everythingThatARecordingMayHoldIsRead() throws {
  let folder = try RecordingFolder()
  try folder.write(RecordingFolder.numbers([20, 2, 4, 4]), "stimuli.npy")
  try folder.write(RecordingFolder.numbers([5, 20, 3], [0: .nan]), "responses.npy")
  try folder.write(RecordingFolder.numbers([6, 2, 4, 4]), "test_stimuli.npy")
  try folder.write(RecordingFolder.numbers([2, 6, 3]), "test_responses.npy")
  try folder.write("depth,id\r\n100,\"a, \"\"b\"\"\"\r\n,c\r\n7,d d\r\n", "neurons.csv")
  try folder.write(#"{"name": "Session 1", "rate": 30.5, "chronic": true, "layers": ["2/3", "4"]}"#, "recording.json")
  let recording = try Recording.load(folder.path)
  #expect(recording.name == "Session 1")
  #expect(recording.stimuli.shape == [20, 2, 4, 4])
  #expect(recording.testStimuli.shape == [6, 2, 4, 4])
  #expect(recording.responses.shape == [5, 20, 3])
  #expect(recording.testResponses.shape == [2, 6, 3])
  #expect(recording.neuronColumns == ["depth"])
  #expect(
    recording.neurons == [
      .init(id: "a, \"b\"", columns: ["depth": "100"]), .init(id: "c", columns: ["depth": ""]), .init(id: "d d", columns: ["depth": "7"]),
    ])
  #expect(recording.metadata == ["name": "Session 1", "rate": "30.5", "chronic": "true", "layers": #"["2/3","4"]"#])
  #expect(recording.origin == .init(stimulusType: .float32, responseType: .float32, imageShape: [2, 4, 4], hasTestSet: true))
  let (training, test) = recording.responses(of: 1)
  #expect(training.shape == [5, 20])
  let expected: [Float] = (0..<100).map { image in Float(3 * image + 1) }
  #expect(training.values == expected)
  #expect(test == Tensor(shape: [2, 6], values: Array(expected.prefix(12))))
  #expect(recording.responses(of: 0).training.values[0].isNaN)
}

@Test func neuronsWithoutATableAreNumberedWithLeadingZeros() throws {
  let folder = try RecordingFolder()
  try folder.write(RecordingFolder.numbers([20, 11]), "responses.npy")
  let ids = try Recording.load(folder.path).neurons.map(\.id)
  #expect(ids.first == "00" && ids[9] == "09" && ids.last == "10")
}

@Test func cropAndResizeApplyToTrainingAndTestImages() throws {
  let folder = try RecordingFolder()
  try folder.write(RecordingFolder.numbers([2, 4, 4]), "test_stimuli.npy")
  try folder.write(RecordingFolder.numbers([2, 3]), "test_responses.npy")
  let recording = try Recording.load(
    folder.path, options: .init(crop: .rectangle(x: 1, y: 2, width: 2, height: 2), resize: .square(side: 1)))
  // Rows 2 and 3, columns 1 and 2 of image 0 hold 9, 10, 13, 14; every image adds 16.
  #expect(recording.stimuli == Tensor(shape: [20, 1, 1, 1], values: (0..<20).map { 11.5 + 16 * Float($0) }))
  #expect(recording.testStimuli == Tensor(shape: [2, 1, 1, 1], values: [11.5, 27.5]))
  #expect(recording.origin.imageShape == [1, 4, 4])
}

@Test func theSummaryTellsWhatIsThere() throws {
  let folder = try RecordingFolder()
  // Image 1 equals image 0 and becomes its repeats; the test images are image 0 twice, and one that is new.
  var stimuli = RecordingFolder.numbers([21, 4, 4])
  for pixel in 0..<16 { stimuli.values[16 + pixel] = stimuli.values[pixel] }
  try folder.write(stimuli, "stimuli.npy")
  try folder.write(Tensor(shape: [3, 4, 4], values: Array(stimuli.values[0..<32]) + [Float](repeating: 7, count: 16)), "test_stimuli.npy")
  try folder.write(RecordingFolder.numbers([3, 3]), "test_responses.npy")
  // Neuron 0 is constant, neuron 1 missing.
  var responses = RecordingFolder.numbers([2, 21, 3])
  for place in responses.values.indices where place % 3 != 2 { responses.values[place] = place % 3 == 0 ? 5 : .nan }
  try folder.write(responses, "responses.npy")
  try folder.write("id\na\nb\nc\n", "neurons.csv")
  let summary = RecordingSummary(try Recording.load(folder.path, options: .init(resize: .square(side: 2))))
  #expect(summary.images == 20 && summary.testImages == 2 && summary.hasTestSet)
  #expect(summary.channels == 1 && summary.height == 2 && summary.width == 2 && summary.recordedImageShape == [1, 4, 4])
  #expect(summary.channelsLeftOut.isEmpty)
  #expect(summary.stimulusType == "float32" && summary.responseType == "float32")
  #expect(summary.neurons == 3 && summary.repeats == 4 && summary.testRepeats == 2)
  #expect(abs(summary.missingShare - 1.0 / 3) < 1e-12 && summary.testMissingShare == 0)
  #expect(summary.duplicateImages == 1 && summary.duplicateTestImages == 1 && summary.testImagesSeenInTraining == 1)
  #expect(summary.constantNeurons == ["a"] && summary.missingNeurons == ["b"])
  #expect(summary.responseRange?.minimum == 2 && summary.responseRange?.maximum == 125)
  #expect(summary.stimulusRange.minimum == 2.5 && summary.stimulusRange.maximum == 332.5)
  #expect(try JSONDecoder().decode(RecordingSummary.self, from: JSONEncoder().encode(summary)) == summary)
}

/// Grey stored as RGBA: the second and third channel are the first again, the fourth is constant.
@Test func theSummaryTellsWhichChannelsCarryNothing() throws {
  let folder = try RecordingFolder()
  let grey = RecordingFolder.numbers([20, 1, 4, 4])
  try folder.write(
    Tensor(
      shape: [20, 4, 4, 4],
      values: (0..<20).flatMap { Array(grey[$0]) + Array(grey[$0]) + Array(grey[$0]) + [Float](repeating: 255, count: 16) }),
    "stimuli.npy")
  #expect(RecordingSummary(try Recording.load(folder.path)).channelsLeftOut == [1, 2, 3])
}
