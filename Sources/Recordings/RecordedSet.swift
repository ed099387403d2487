import Formats
import Foundation
import Numerics

/// One pair of files of a recording, stimuli and the responses to them: `stimuli.npy` and `responses.npy`, or the same with the prefix `test_`.
struct RecordedSet {
  /// [images, channels, height, width], every element finite.
  var stimuli: Tensor
  /// [repeats, images, neurons], every element finite or NaN.
  var responses: Tensor
  /// What was taken from every pixel.
  var stimulusOffset: Double
  var stimulusType: ElementType
  var responseType: ElementType

  let stimulusPath: String
  let responsePath: String

  /// - Throws: `RecordingError` where a link in the place of a file leads nowhere.
  static func exists(in folder: String, prefix: String) throws -> Bool {
    try RecordingError.wrapping {
      // Both are asked: a link that leads nowhere is told of in any case.
      try ["stimuli.npy", "responses.npy"].map { try InputFile.exists("\(folder)/\(prefix)\($0)") }.contains(true)
    }
  }

  /// - Parameters:
  ///   - offset: what is taken from every pixel before it is rounded.
  ///   - neurons: how many there must be, where that is known.
  /// - Throws: `RecordingError`.
  init(folder: String, prefix: String, offset: ArrayFile.Offset, neurons: Int? = nil) throws {
    stimulusPath = "\(folder)/\(prefix)stimuli.npy"
    responsePath = "\(folder)/\(prefix)responses.npy"
    let stimuli = try Self.read("\(prefix)stimuli.npy", in: folder, offset: offset)
    let responses = try Self.read("\(prefix)responses.npy", in: folder)
    stimulusOffset = stimuli.offset
    stimulusType = stimuli.elementType
    responseType = responses.elementType
    self.stimuli = try Self.images(stimuli.tensor, stimulusPath)
    self.responses = try Self.repeats(responses.tensor, responsePath)
    guard self.responses.shape[1] == self.stimuli.count else {
      let least = prefix.isEmpty ? Recording.leastImages : 2
      let remedy = AxisOrder.remedy(stimuli: stimuli.tensor.shape, responses: responses.tensor.shape, least: least, neurons: neurons)
      let hint = remedy.map { ": \($0)" } ?? ""
      throw RecordingError(
        .inconsistent,
        "\(stimulusPath) has \(self.stimuli.count) images and \(responsePath) has responses to \(self.responses.shape[1]); there must be one for each\(hint)."
      )
    }
    try checkStimuli()
    try checkResponses()
  }

  /// Where the file is not there, but one that may have been meant, the complaint names that.
  private static func read(_ name: String, in folder: String, offset: ArrayFile.Offset = .known(0)) throws -> ArrayFile {
    do {
      return try ArrayFile.read("\(folder)/\(name)", offset: offset)
    } catch let error as FileError {
      guard error.code == .missing else { throw RecordingError(error) }
      if let near = RecordingFiles.near(name, in: folder).first {
        throw RecordingError(.unreadable, "\(error.description.dropLast()), but \(near) is there: save or rename it as \(name).")
      }
      let others = RecordingFiles.notRead(in: folder).prefix(5)
      guard !others.isEmpty else { throw RecordingError(error) }
      throw RecordingError(
        .unreadable, "\(error.description.dropLast()); the folder holds \(others.joined(separator: ", ")): which of them is it?")
    }
  }

  private static func images(_ tensor: Tensor, _ path: String) throws -> Tensor {
    let shape = tensor.shape
    guard shape.count == 3 || shape.count == 4 else {
      throw RecordingError(
        .malformed,
        "\(path) has the shape \(shape); stimuli are [images, height, width] or [images, channels, height, width]\(flattened(shape)).")
    }
    try refuseEmpty(shape, path)
    return Tensor(shape: shape.count == 4 ? shape : [shape[0], 1, shape[1], shape[2]], values: tensor.values)
  }

  /// Rows of as many numbers as a square has pixels are rather images than anything else.
  private static func flattened(_ shape: [Int]) -> String {
    guard shape.count == 2, shape[1] >= 25 else { return "" }
    let side = Int(Double(shape[1]).squareRoot().rounded())
    guard side * side == shape[1] else { return ": of flattened images save stimuli.reshape(\(shape[0]), height, width)" }
    return ": of flattened images save stimuli.reshape(\(shape[0]), \(side), \(side)), in MATLAB's order of pixels with order=\"F\""
  }

  private static func repeats(_ tensor: Tensor, _ path: String) throws -> Tensor {
    let shape = tensor.shape
    guard shape.count == 2 || shape.count == 3 else {
      throw RecordingError(
        .malformed, "\(path) has the shape \(shape); responses are [images, neurons] or [repeats, images, neurons].")
    }
    try refuseEmpty(shape, path)
    return Tensor(shape: shape.count == 3 ? shape : [1] + shape, values: tensor.values)
  }

  private static func refuseEmpty(_ shape: [Int], _ path: String) throws {
    guard !shape.contains(0) else { throw RecordingError(.malformed, "\(path) has the shape \(shape), in which nothing is held.") }
  }

  private func checkStimuli() throws {
    guard let place = stimuli.values.firstIndex(where: { !$0.isFinite }) else { return }
    let (height, width) = (stimuli.shape[2], stimuli.shape[3])
    let (image, channel) = (place / stimuli.stride, place / (height * width) % stimuli.shape[1])
    let (row, column) = (place / width % height, place % width)
    let what = stimuli.values[place].isNaN ? "NaN" : "infinity (or a number beyond single precision)"
    throw RecordingError(
      .unsuitable,
      "\(stimulusPath) holds \(what) in image \(image), channel \(channel), row \(row), column \(column) (counted from 0); every pixel must be a finite number."
    )
  }

  private func checkResponses() throws {
    guard let place = responses.values.firstIndex(where: \.isInfinite) else { return }
    let (images, neurons) = (responses.shape[1], responses.shape[2])
    throw RecordingError(
      .unsuitable,
      "\(responsePath) holds infinity (or a number beyond single precision) for neuron \(place % neurons), image \(place / neurons % images), repeat \(place / neurons / images) (counted from 0); mark a missing response by NaN."
    )
  }
}
