import Formats
import Method
import Numerics

/// What is found of a recording as it was read, in the order of `Warning.Code`. Each rule is stated in the documentation's table of warnings.
extension Recording {
  /// - Parameters:
  ///   - axisOrders: what is told of responses that fit in another order of their axes.
  ///   - leftOut: for each file of responses, of how many presentations there is no trace.
  ///   - shifts: what is told of responses that fit the images better elsewhere.
  ///   - absurd: what is told of responses that no neuron gives, and the neurons that keep them.
  func warningsOfContent(
    axisOrders: [Warning] = [], leftOut: [(file: String, presentations: Int)] = [], shifts: [Warning] = [],
    absurd: (warnings: [Warning], kept: Set<Int>) = ([], [])
  ) -> [Warning] {
    let statistics = neurons.indices.map { ResponseStatistics(id: neurons[$0].id, responses(of: $0)) }
    let found = [alikeNeighbours, testImagesInTraining, testBesideTraining, stimulusScales, responseScales(statistics)].compactMap(\.self)
    let all =
      found + [("responses.npy", responses), ("test_responses.npy", testResponses)].compactMap(Self.zeroPaddedRepeats)
      + leftOut.compactMap(Self.presentationsLeftOut) + shifts + axisOrders
      + [channelsLast].compactMap(\.self)
      + absurd.warnings + ResponseStatistics.warnings(statistics.indices.filter { !absurd.kept.contains($0) }.map { statistics[$0] })
    return Warning.Code.allCases.flatMap { code in all.filter { $0.code == code.rawValue } }
  }

  private static func presentationsLeftOut(_ file: String, _ presentations: Int) -> Warning? {
    guard presentations > 0 else { return nil }
    return Warning(
      .presentationsLeftOut,
      "\(presentations) presentations in \(file) were left out, of images shown so often that a place for each would take too much memory: evenly spread ones stand for all.",
      ["presentations": Double(presentations)])
  }

  /// Few columns and many "channels".
  private var channelsLast: Warning? {
    let shape = origin.imageShape
    guard shape[0] >= 5, [1, 3, 4].contains(shape[2]) else { return nil }
    return Warning(
      .channelsLast,
      "Images of \(shape[0]) x \(shape[1]) x \(shape[2]) were read as channels x height x width: if their last axis holds the channels, save numpy.moveaxis(stimuli, -1, 1).",
      ["channels": Double(shape[0]), "width": Double(shape[2])])
  }

  private var testImagesInTraining: Warning? {
    let seen = testImagesSeenInTraining
    guard seen > 0 else { return nil }
    return Warning(
      .testImagesInTraining,
      "\(seen) of \(testStimuli.count) test images are training images too: what is predicted of them flatters; leave them out of one of the two.",
      ["test_images": Double(testStimuli.count), "seen_in_training": Double(seen)])
  }

  /// How many test images equal a training image.
  var testImagesSeenInTraining: Int {
    let together = Tensor(
      shape: [stimuli.count + testStimuli.count] + stimuli.shape.dropFirst(), values: stimuli.values + testStimuli.values
    ).identicalEntries()
    let seen = Set(together.prefix(stimuli.count))
    return together.dropFirst(stimuli.count).count { seen.contains($0) }
  }

  /// Images of one kind differ less than this: deviations by the factor, means by so many of the larger deviation.
  private static let mostStimulusFactor = 4.0
  private static let mostStimulusShift = 1.0

  private var stimulusScales: Warning? {
    guard origin.hasTestSet, let training = RecordingSummary.Range(stimuli.values), let test = RecordingSummary.Range(testStimuli.values)
    else { return nil }
    let deviations = (training.standardDeviation, test.standardDeviation)
    let shift = (training.mean - test.mean).magnitude / max(deviations.0, deviations.1)
    guard !(Self.factor(deviations.0, deviations.1) <= Self.mostStimulusFactor && shift <= Self.mostStimulusShift) else { return nil }
    let numbers = [
      "training_minimum": training.minimum, "training_maximum": training.maximum, "training_mean": training.mean,
      "test_minimum": test.minimum, "test_maximum": test.maximum, "test_mean": test.mean,
    ].mapValues { $0 + stimulusOffset }
    return Warning(
      .stimulusScales,
      "Training images range from \(text(training.minimum + stimulusOffset)) to \(text(training.maximum + stimulusOffset)) and test images from \(text(test.minimum + stimulusOffset)) to \(text(test.maximum + stimulusOffset)): are both in the same units?",
      numbers)
  }

  /// Responses of one kind differ less than this, in the median neuron; averages of repeats are beside single responses, whose deviation is larger.
  private static let mostResponseFactor = 8.0
  private static let mostResponseShift = 3.0

  private func responseScales(_ neurons: [ResponseStatistics]) -> Warning? {
    guard origin.hasTestSet else { return nil }
    let pairs = neurons.compactMap { neuron -> (training: RecordingSummary.Range, test: RecordingSummary.Range)? in
      guard let training = neuron.training, let test = neuron.test, training.standardDeviation > 0, test.standardDeviation > 0 else {
        return nil
      }
      return (training, test)
    }
    let factors = pairs.map { $0.training.standardDeviation / $0.test.standardDeviation }
    let shifts = pairs.map { ($0.training.mean - $0.test.mean).magnitude / max($0.training.standardDeviation, $0.test.standardDeviation) }
    guard let factor = Statistics.quantile(factors, 0.5), let shift = Statistics.quantile(shifts, 0.5),
      Self.factor(factor, 1) > Self.mostResponseFactor || shift > Self.mostResponseShift,
      let training = RecordingSummary.Range(responses.values), let test = RecordingSummary.Range(testResponses.values)
    else { return nil }
    return Warning(
      .responseScales,
      "Responses to training images have the mean \(text(training.mean)) (\(text(training.minimum)) to \(text(training.maximum))) and to test images \(text(test.mean)) (\(text(test.minimum)) to \(text(test.maximum))): are both in the same units?",
      [
        "training_minimum": training.minimum, "training_maximum": training.maximum, "training_mean": training.mean,
        "test_minimum": test.minimum, "test_maximum": test.maximum, "test_mean": test.mean,
      ])
  }

  /// The larger over the smaller; infinite where one is 0.
  private static func factor(_ first: Double, _ second: Double) -> Double { max(first, second) / min(first, second) }

  /// Presentations in which all neurons are exactly 0: where they are a twentieth or more and always an image's last ones, or always its first ones, they were never recorded.
  /// An image that no neuron ever answers is no sign, and fewer than ten images tell nothing.
  private static func zeroPaddedRepeats(_ name: String, _ responses: Tensor) -> Warning? {
    let (repeats, images, neurons) = (responses.shape[0], responses.shape[1], responses.shape[2])
    guard repeats > 1, images >= 10 else { return nil }
    let isEmpty = (0..<images).map { image in
      (0..<repeats).map { row in
        let start = (row * images + image) * neurons
        return responses.values[start..<start + neurons].allSatisfy { $0 == 0 }
      }
    }.filter { $0.contains(false) }
    let padded = isEmpty.reduce(0) { $0 + $1.count { $0 } }
    let isAtEnd = isEmpty.allSatisfy { rows in !rows.drop { !$0 }.contains(false) }
    guard padded * 20 >= repeats * images, isAtEnd || isEmpty.allSatisfy({ rows in !rows.reversed().drop { !$0 }.contains(false) }) else {
      return nil
    }
    return Warning(
      .zeroPaddedRepeats,
      "In \(name) \(padded) of \(repeats * images) presentations are 0 for all neurons, always the \(isAtEnd ? "last" : "first") ones of an image: mark repeats that were not recorded by NaN.",
      ["presentations": Double(repeats * images), "zero": Double(padded)])
  }

  /// Four significant digits without the C library's locale.
  private func text(_ number: Double) -> String { RecordingSummary.text(number) }
}
