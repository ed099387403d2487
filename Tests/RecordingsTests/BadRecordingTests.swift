import Formats
import Foundation
import Numerics
import Recordings
import Testing

/// One thing wrong with a recording, and the sentence that says so (without the folder's path).
private struct Fault: Sendable {
  let code: RecordingError.Code
  let sentence: String
  var options = Recording.Options()
  let damage: @Sendable (RecordingFolder) throws -> Void
}

private let numbers = { @Sendable (shape: [Int]) in RecordingFolder.numbers(shape) }

private let faults: [Fault] = [
  Fault(code: .unreadable, sentence: "F/stimuli.npy does not exist.") { try $0.remove("stimuli.npy") },
  Fault(code: .unreadable, sentence: "F/responses.npy does not exist.") { try $0.remove("responses.npy") },
  Fault(code: .malformed, sentence: "F/stimuli.npy is not a NumPy array file; write it with numpy.save.") {
    try $0.write("no", "stimuli.npy")
  },
  Fault(code: .malformed, sentence: "F/responses.npy is truncated: its shape needs 240 bytes and 200 are there; copy it again.") {
    try $0.write(Array(ArrayFile.encode(numbers([20, 3])).dropLast(40)), "responses.npy")
  },
  Fault(
    code: .malformed,
    sentence: "F/stimuli.npy has the shape [20, 4]; stimuli are [images, height, width] or [images, channels, height, width]."
  ) {
    try $0.write(numbers([20, 4]), "stimuli.npy")
  },
  Fault(code: .malformed, sentence: "F/responses.npy has the shape [20]; responses are [images, neurons] or [repeats, images, neurons].") {
    try $0.write(numbers([20]), "responses.npy")
  },
  Fault(code: .malformed, sentence: "F/stimuli.npy has the shape [20, 0, 4], in which nothing is held.") {
    try $0.write(numbers([20, 0, 4]), "stimuli.npy")
  },
  Fault(code: .malformed, sentence: "F/responses.npy has the shape [20, 0], in which nothing is held.") {
    try $0.write(numbers([20, 0]), "responses.npy")
  },
  Fault(code: .inconsistent, sentence: "F/stimuli.npy has 20 images and F/responses.npy has responses to 21; there must be one for each.") {
    try $0.write(numbers([21, 3]), "responses.npy")
  },
  Fault(
    code: .inconsistent,
    sentence:
      "F/stimuli.npy has 20 images and F/responses.npy has responses to 3; there must be one for each: axis 1 of the responses has 20, so they look like [neurons, images]; save responses.T."
  ) {
    try $0.write(numbers([3, 20]), "responses.npy")
  },
  Fault(
    code: .inconsistent,
    sentence:
      "F/stimuli.npy has 20 images and F/responses.npy has responses to 5; there must be one for each: axis 0 of the responses has 20, so they look like [images, repeats, neurons]; save responses.transpose(1, 0, 2), or, if they are [images, neurons, repeats], responses.transpose(2, 0, 1)."
  ) {
    try $0.write(numbers([20, 5, 3]), "responses.npy")
  },
  Fault(
    code: .inconsistent,
    sentence:
      "F/stimuli.npy has 4 images and F/responses.npy has responses to 20; there must be one for each: the last axis of the stimuli has 20, so they look like [height, width, images]; save numpy.moveaxis(stimuli, -1, 0)."
  ) {
    try $0.write(numbers([4, 4, 20]), "stimuli.npy")
  },
  Fault(
    code: .inconsistent,
    sentence:
      "F/test_stimuli.npy has 6 images and F/test_responses.npy has responses to 3; there must be one for each: axis 0 of the responses has 6, so they look like [images, neurons, repeats]; save responses.transpose(2, 0, 1)."
  ) {
    try $0.write(numbers([6, 4, 4]), "test_stimuli.npy")
    try $0.write(numbers([6, 3, 5]), "test_responses.npy")
  },
  Fault(
    code: .inconsistent,
    sentence:
      "F/test_responses.npy has 5 neurons and F/responses.npy has 3; they must be the same ones: axis 0 of the responses has 3, so they look like [neurons, images, repeats]; save responses.transpose(2, 1, 0)."
  ) {
    try $0.write(numbers([6, 4, 4]), "test_stimuli.npy")
    try $0.write(numbers([3, 6, 5]), "test_responses.npy")
  },
  Fault(
    code: .malformed,
    sentence:
      "F/stimuli.npy has the shape [20, 400]; stimuli are [images, height, width] or [images, channels, height, width]: of flattened images save stimuli.reshape(20, 20, 20), in MATLAB's order of pixels with order=\"F\"."
  ) {
    try $0.write(numbers([20, 400]), "stimuli.npy")
  },
  Fault(
    code: .unsuitable,
    sentence: "F/stimuli.npy holds NaN in image 2, channel 0, row 1, column 3 (counted from 0); every pixel must be a finite number."
  ) {
    try $0.write(RecordingFolder.numbers([20, 4, 4], [39: .nan]), "stimuli.npy")
  },
  Fault(
    code: .unsuitable,
    sentence:
      "F/stimuli.npy holds infinity (or a number beyond single precision) in image 1, channel 1, row 0, column 2 (counted from 0); every pixel must be a finite number."
  ) {
    try $0.write(RecordingFolder.numbers([20, 2, 2, 4], [26: -.infinity]), "stimuli.npy")
  },
  Fault(
    code: .unsuitable,
    sentence:
      "F/responses.npy holds infinity (or a number beyond single precision) for neuron 2, image 4, repeat 1 (counted from 0); mark a missing response by NaN."
  ) {
    try $0.write(RecordingFolder.numbers([2, 20, 3], [74: .infinity]), "responses.npy")
  },
  Fault(code: .unsuitable, sentence: "F/stimuli.npy has 19 images; at least 20 are needed to fit anything.") {
    try $0.write(numbers([19, 4, 4]), "stimuli.npy")
    try $0.write(numbers([19, 3]), "responses.npy")
  },
  Fault(code: .unsuitable, sentence: "F/stimuli.npy holds one image, 20 times; nothing can be learnt from it.") {
    try $0.write(Tensor(shape: [20, 4, 4]), "stimuli.npy")
  },
  Fault(code: .unreadable, sentence: "F/test_responses.npy does not exist.") { try $0.write(numbers([5, 4, 4]), "test_stimuli.npy") },
  Fault(code: .unreadable, sentence: "F/test_stimuli.npy does not exist.") { try $0.write(numbers([5, 3]), "test_responses.npy") },
  Fault(
    code: .inconsistent,
    sentence: "F/test_stimuli.npy has images of [1, 4, 5] and F/stimuli.npy of [1, 4, 4] (channels, height, width); they must be alike."
  ) {
    try $0.write(numbers([5, 4, 5]), "test_stimuli.npy")
    try $0.write(numbers([5, 3]), "test_responses.npy")
  },
  Fault(code: .inconsistent, sentence: "F/test_responses.npy has 4 neurons and F/responses.npy has 3; they must be the same ones.") {
    try $0.write(numbers([5, 4, 4]), "test_stimuli.npy")
    try $0.write(numbers([5, 4]), "test_responses.npy")
  },
  Fault(code: .unsuitable, sentence: "F/test_stimuli.npy has 1 image; a correlation with responses needs at least 2.") {
    try $0.write(numbers([1, 4, 4]), "test_stimuli.npy")
    try $0.write(numbers([1, 3]), "test_responses.npy")
  },
  Fault(code: .malformed, sentence: "F/neurons.csv is empty; its first line must name the columns.") { try $0.write("", "neurons.csv") },
  Fault(code: .malformed, sentence: "F/neurons.csv has no column \"id\"; its first line must name one, and names \"ID\", \"depth|um\".") {
    try $0.write("ID,depth|um\na,1\nb,2\nc,3\n", "neurons.csv")
  },
  Fault(code: .inconsistent, sentence: "F/neurons.csv names 2 neurons and F/responses.npy has 3; there must be one row for each.") {
    try $0.write("id\na\nb\n", "neurons.csv")
  },
  Fault(
    code: .inconsistent,
    sentence: "F/neurons.csv has the id \"a\" twice, for the neurons 0 and 2 (counted from 0); every id must be unique."
  ) {
    try $0.write("id\na\nb\na\n", "neurons.csv")
  },
  Fault(code: .malformed, sentence: "F/neurons.csv names neuron 1 (counted from 0) \"\", but an id must not be empty.") {
    try $0.write("id,x\na,\n,\nb,\n", "neurons.csv")
  },
  Fault(
    code: .malformed,
    sentence: "F/neurons.csv names neuron 1 (counted from 0) \"a/b\", but an id must not contain a slash or a control character."
  ) {
    try $0.write("id\na\na/b\nb\n", "neurons.csv")
  },
  Fault(code: .malformed, sentence: "F/neurons.csv names neuron 0 (counted from 0) \"..\", but an id must not begin with a full stop.") {
    try $0.write("id\n..\na\nb\n", "neurons.csv")
  },
  Fault(
    code: .malformed,
    sentence: "F/neurons.csv names neuron 2 (counted from 0) \"\(String(repeating: "x", count: 40))\", but an id has at most 128 bytes."
  ) {
    try $0.write("id\na\nb\n\(String(repeating: "x", count: 129))\n", "neurons.csv")
  },
  Fault(
    code: .malformed,
    sentence:
      "F/neurons.csv has 3 fields in line 3, but its first line names 2 columns; put fields in quotes that hold commas, as decimal commas are."
  ) {
    try $0.write("id,x\na,1\nb,2,3\nc,4\n", "neurons.csv")
  },
  Fault(
    code: .malformed,
    sentence: "F/recording.json cannot be read: the document is not a JSON object in UTF-8; correct it or remove it."
  ) {
    try $0.write("[1]", "recording.json")
  },
  Fault(
    code: .malformed,
    sentence: "F/recording.json cannot be read: the JSON document is broken at byte 1: a string expected; correct it or remove it."
  ) {
    try $0.write("{", "recording.json")
  },
  Fault(
    code: .malformed,
    sentence:
      "F/recording.json cannot be read: the document is not valid JSON: NaN at byte 13 (line 2, column 12) is no value; JSON knows null instead; correct it or remove it."
  ) {
    try $0.write("{\n  \"depth\": NaN}", "recording.json")
  },
  Fault(
    code: .unreadable, sentence: "F/stimuli.npy does not exist, but Stimuli.npy is there: save or rename it as stimuli.npy."
  ) {
    try $0.remove("stimuli.npy")
    try $0.write(numbers([20, 4, 4]), "Stimuli.npy")
  },
  Fault(
    code: .unreadable,
    sentence: "F/test_responses.npy does not exist, but responses_test.npy is there: save or rename it as test_responses.npy."
  ) {
    try $0.write(numbers([5, 4, 4]), "test_stimuli.npy")
    try $0.write(numbers([5, 3]), "responses_test.npy")
  },
  Fault(
    code: .unreadable,
    sentence:
      "F/stimuli.npy is a link to ../annex/stimuli.npy, which is not there; fetch its content (datalad get, git annex get) or remove the link."
  ) {
    try $0.link("stimuli.npy", to: "../annex/stimuli.npy")
  },
  Fault(
    code: .unreadable,
    sentence:
      "F/test_stimuli.npy is a link to ../annex/test_stimuli.npy, which is not there; fetch its content (datalad get, git annex get) or remove the link."
  ) {
    try $0.link("test_stimuli.npy", to: "../annex/test_stimuli.npy")
  },
  Fault(
    code: .unreadable,
    sentence:
      "F/test_responses.npy is a link to ../annex/test_responses.npy, which is not there; fetch its content (datalad get, git annex get) or remove the link."
  ) {
    try $0.link("test_responses.npy", to: "../annex/test_responses.npy")
  },
  Fault(
    code: .unreadable,
    sentence:
      "F/neurons.csv is a link to ../annex/neurons.csv, which is not there; fetch its content (datalad get, git annex get) or remove the link."
  ) {
    try $0.link("neurons.csv", to: "../annex/neurons.csv")
  },
  Fault(
    code: .unreadable,
    sentence:
      "F/recording.json is a link to ../annex/recording.json, which is not there; fetch its content (datalad get, git annex get) or remove the link."
  ) {
    try $0.link("recording.json", to: "../annex/recording.json")
  },
  Fault(
    code: .setting, sentence: "The crop 5x5 reaches beyond the images, which are 4x4 pixels (width x height).",
    options: .init(crop: .central(side: 5)), damage: { _ in }),
  Fault(
    code: .setting, sentence: "The crop 2x2+3+0 reaches beyond the images, which are 4x4 pixels (width x height).",
    options: .init(crop: .rectangle(x: 3, y: 0, width: 2, height: 2)), damage: { _ in }),
  Fault(
    code: .setting, sentence: "The crop 1x1+\(Int.max)+0 reaches beyond the images, which are 4x4 pixels (width x height).",
    options: .init(crop: .rectangle(x: .max, y: 0, width: 1, height: 1)), damage: { _ in }),
  Fault(
    code: .setting, sentence: "A crop of 0x2 pixels keeps nothing; its sides must be at least 1.",
    options: .init(crop: .rectangle(x: 0, y: 0, width: 0, height: 2)), damage: { _ in }),
  Fault(
    code: .setting, sentence: "Images of 4x4 pixels cannot be resized to 5: resizing only makes images smaller, it does not invent pixels.",
    options: .init(resize: .square(side: 5)), damage: { _ in }),
  Fault(
    code: .setting,
    sentence:
      "Images of 4x3 pixels (width x height) cannot be resized to a square of 2; give both sides, as WxH, or crop them to a square first.",
    options: .init(crop: .rectangle(x: 0, y: 0, width: 4, height: 3), resize: .square(side: 2)), damage: { _ in }),
  Fault(
    code: .setting, sentence: "Images cannot be resized to 0 pixels; the side must be at least 1.",
    options: .init(resize: .square(side: 0)),
    damage: { _ in }),
  Fault(
    code: .setting, sentence: "The share of test images is 1.0; it must lie between 0 and 1, for instance 0.2.",
    options: .init(testShare: 1), damage: { _ in }),
]

@Test(arguments: faults.indices)
func aBadRecordingIsRefusedInOneSentence(index: Int) throws {
  let fault = faults[index]
  let folder = try RecordingFolder()
  try fault.damage(folder)
  do {
    _ = try Recording.load(folder.path, options: fault.options)
    Issue.record("accepted, though: \(fault.sentence)")
  } catch let error as RecordingError {
    #expect(error.description.replacingOccurrences(of: folder.path, with: "F") == fault.sentence)
    #expect(error.code == fault.code)
  }
}

@Test func aFolderThatIsNoneIsRefused() throws {
  let folder = try RecordingFolder()
  #expect(
    throws: RecordingError(.unreadable, "\(folder.path)/none does not exist; a recording is a folder with stimuli.npy and responses.npy.")
  ) {
    try Recording.load(folder.path + "/none")
  }
  #expect(
    throws: RecordingError(.unreadable, "\(folder.path)/stimuli.npy is a file; a recording is a folder with stimuli.npy and responses.npy.")
  ) {
    try Recording.load(folder.path + "/stimuli.npy")
  }
}
