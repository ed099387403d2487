import Formats
import Method
import Numerics

/// What is found of a recording as it was read, in the order of `Warning.Code`. Each rule is stated in the documentation's table of warnings.
extension Recording {
  /// - Parameters:
  ///   - axisOrders: for each file of responses, what is told of another order of its axes.
  ///   - leftOut: for each file of responses, of how many presentations there is no trace.
  ///   - shifts: what is told of responses that fit the images better elsewhere.
  ///   - absurd: what is told of responses that no neuron gives, and the neurons that keep them.
  func warningsOfContent(
    axisOrders: [String: [Warning]] = [:], leftOut: [(file: String, presentations: Int)] = [], shifts: [Warning] = [],
    absurd: (warnings: [Warning], kept: Set<Int>) = ([], [])
  ) -> [Warning] {
    let statistics = neurons.indices.map { ResponseStatistics(id: neurons[$0].id, responses(of: $0)) }
    let found = [alikeNeighbours, testImagesInTraining, testBesideTraining, fewTestImages, stimulusScales, responseScales(statistics)]
    let files = [("responses.npy", responses)] + (origin.hasTestSet ? [("test_responses.npy", testResponses)] : [])
    // Whatever else is told of repeats explains that they disagree.
    let disagreeing = files.filter { axisOrders[$0.0]?.isEmpty ?? true && Self.zeroPaddedRepeats($0.0, $0.1) == nil }
    let all =
      found.compactMap(\.self) + files.compactMap(Self.zeroPaddedRepeats)
      + leftOut.compactMap(Self.presentationsLeftOut) + shifts + files.flatMap { axisOrders[$0.0] ?? [] }
      + disagreeing.compactMap(AxisOrder.disagreement)
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
    let areSeen = areTestImagesSeen
    let (equal, near) = (areSeen.count { $0 }, testImagesNearTraining(butFor: areSeen))
    guard equal + near > 0 else { return nil }
    let isRounded = near == 0 ? "" : equal == 0 ? ", but for rounding or noise" : " (\(near) of them but for rounding or noise)"
    let remedy =
      origin.hasTestSet
      ? "leave them out of one of the two" : "save rows that show one image as equal ones, which are its repeats, or leave all but one out"
    return Warning(
      .testImagesInTraining,
      "\(equal + near) of \(testStimuli.count) test images are training images too\(isRounded): what is predicted of them flatters; \(remedy).",
      ["test_images": Double(testStimuli.count), "seen_in_training": Double(equal), "nearly_seen_in_training": Double(near)])
  }

  /// How many test images equal a training image.
  var testImagesSeenInTraining: Int { areTestImagesSeen.count { $0 } }

  private var areTestImagesSeen: [Bool] {
    let together = Tensor(
      shape: [stimuli.count + testStimuli.count] + stimuli.shape.dropFirst(), values: stimuli.values + testStimuli.values
    ).identicalEntries()
    let seen = Set(together.prefix(stimuli.count))
    return together.dropFirst(stimuli.count).map { seen.contains($0) }
  }

  /// Two images are one but for rounding, compression or noise where they differ by less than this share of what the image varies by: r above .9987.
  private static let mostDifference = 0.05

  /// How many test images differ from a training image, but by next to nothing: their squared distance is below `mostDifference` squared of the sum of the test image's
  /// squared deviations from its mean. Frames of a film that hardly moves are alike by nature, and told of by `testBesideTraining`.
  private func testImagesNearTraining(butFor areSeen: [Bool]) -> Int {
    guard neighbours?.imageReach ?? 0 == 0 else { return 0 }
    let size = stimuli.stride
    return stimuli.values.withUnsafeBufferPointer { training in
      testStimuli.values.withUnsafeBufferPointer { test in
        areSeen.indices.count { image in
          let own = UnsafeBufferPointer(rebasing: test[image * size..<(image + 1) * size])
          let mean = own.reduce(0, +) / Float(size)
          let most = Float(Self.mostDifference * Self.mostDifference) * own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
          return !areSeen[image]
            && (0..<stimuli.count).contains { other in
              var (distance, pixel) = (Float(0), 0)
              // Most pairs are apart after a few pixels.
              while pixel < size, distance < most {
                let difference = own[pixel] - training[other * size + pixel]
                distance += difference * difference
                pixel += 1
              }
              return distance < most
            }
        }
      }
    }
  }

  private var fewTestImages: Warning? {
    guard testStimuli.count < Gate.fewestTestImages else { return nil }
    return Warning(
      .fewTestImages,
      "There are \(testStimuli.count) different test images: of fewer than \(Gate.fewestTestImages) no interval can be told, and no neuron counts as predicted or gets a kind; hold more out\(origin.hasTestSet ? ", or leave test_stimuli.npy and test_responses.npy away to have a fifth split off" : "").",
      ["test_images": Double(testStimuli.count)])
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
    else { return scalesOfSome(neurons) }
    return Warning(
      .responseScales,
      "Responses to training images have the mean \(text(training.mean)) (\(text(training.minimum)) to \(text(training.maximum))) and to test images \(text(test.mean)) (\(text(test.minimum)) to \(text(test.maximum))): are both in the same units?",
      [
        "training_minimum": training.minimum, "training_maximum": training.maximum, "training_mean": training.mean,
        "test_minimum": test.minimum, "test_maximum": test.maximum, "test_mean": test.mean,
      ])
  }

  /// Neurons that alone were saved in other units: by their deviations, and by their quartiles, which a burst in one of the sets leaves as they are.
  private func scalesOfSome(_ neurons: [ResponseStatistics]) -> Warning? {
    let apart = neurons.indices.filter { place in
      guard let training = neurons[place].training, let test = neurons[place].test,
        min(training.standardDeviation, test.standardDeviation) > 0,
        Self.factor(training.standardDeviation, test.standardDeviation) > Self.mostResponseFactor
      else { return false }
      let own = responses(of: place)
      guard let width = Self.quartileDistance(own.training.values), let testWidth = Self.quartileDistance(own.test.values) else {
        return false
      }
      return Self.factor(width, testWidth) > Self.mostResponseFactor
    }
    guard !apart.isEmpty else { return nil }
    let named = apart.prefix(3).map { place in
      "\(neurons[place].id.prefix(40)): \(text(neurons[place].training?.standardDeviation ?? 0)) and \(text(neurons[place].test?.standardDeviation ?? 0))"
    }
    return Warning(
      .responseScales,
      "The standard deviations of the responses to training and to test images differ by more than a factor of 8 in \(apart.count) of \(neurons.count) neurons (\(named.joined(separator: "; "))\(apart.count > 3 ? "; ..." : "")): are both in the same units?",
      ["neurons": Double(apart.count)])
  }

  /// Between the lower and the upper quartile of those that are not missing; nil for fewer than ten, or where it is 0.
  private static func quartileDistance(_ values: [Float]) -> Double? {
    let present = values.filter { !$0.isNaN }.map(Double.init)
    guard present.count >= 10, let low = Statistics.quantile(present, 0.25), let high = Statistics.quantile(present, 0.75), high > low
    else {
      return nil
    }
    return high - low
  }

  /// The larger over the smaller; infinite where one is 0.
  private static func factor(_ first: Double, _ second: Double) -> Double { max(first, second) / min(first, second) }

  /// Presentations in which all neurons are exactly 0: where they are a twentieth or more and always an image's last ones, or always its first ones, they were never recorded.
  /// An image that no neuron ever answers is no sign, and fewer than ten images tell nothing.
  private static func zeroPaddedRepeats(_ name: String, _ responses: Tensor) -> Warning? {
    let (repeats, images, neurons) = (responses.shape[0], responses.shape[1], responses.shape[2])
    guard images >= 10 else { return nil }
    guard repeats > 1 else { return zeroRows(name, responses) }
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

  /// Rows at one end of a session in which two neurons or more are all exactly 0: at least five and a fiftieth of all, while of the others not one in a hundred is.
  private static func zeroRows(_ name: String, _ responses: Tensor) -> Warning? {
    let (images, neurons) = (responses.shape[1], responses.shape[2])
    guard neurons > 1 else { return nil }
    let isEmpty = (0..<images).map { image in responses.values[image * neurons..<(image + 1) * neurons].allSatisfy { $0 == 0 } }
    let (first, last) = (isEmpty.prefix { $0 }.count, isEmpty.reversed().prefix { $0 }.count)
    let most = max(first, last)
    guard most >= 5, most * 50 >= images, most < images, (isEmpty.count { $0 } - most) * 100 <= images - most else { return nil }
    return Warning(
      .zeroPaddedRepeats,
      "In \(name) all neurons are 0 for the \(last > first ? "last" : "first") \(most) of \(images) images, and hardly for any other: mark what was not recorded by NaN.",
      ["presentations": Double(images), "zero": Double(most)])
  }

  /// Four significant digits without the C library's locale.
  private func text(_ number: Double) -> String { RecordingSummary.text(number) }
}
