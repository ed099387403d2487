import Method
import Numerics

extension Recording {
  /// The recording with controls behind its neurons. A control is a neuron like any other, so that whoever analyses it cannot tell; `Neuron.control` tells the report.
  ///
  /// A function of recording, settings and seed. A repeated neuron has the same responses under another id, and the id addresses all random numbers but the folds.
  /// - Throws: `RecordingError` where a setting lies outside its range, or the recording names a neuron or a column as a control does.
  public func withControls(_ settings: ControlSettings, seed: UInt64) throws -> Recording {
    let numbers = [
      ("anchors of each kind", settings.anchors), ("shuffled neurons", settings.shuffled), ("repeated neurons", settings.repeated),
    ]
    for (name, number) in numbers where !(0...10_000).contains(number) {
      throw RecordingError(.setting, "The number of \(name) among the controls is \(number); it must be 0 to 10000.")
    }
    if let ratio = settings.signalToNoise, !(ratio > 0 && ratio.isFinite) {
      throw RecordingError(.setting, "The signal-to-noise ratio of the controls is \(ratio); it must be a positive number.")
    }
    var controls = anchors(settings, seed: seed)
    controls += evenly(settings.shuffled).map { shuffled($0, seed: seed) }
    if gap > 0 || neighbours?.gap ?? 0 > 0 { controls += evenly(settings.shuffled).map { shifted($0, seed: seed) } }
    controls += evenly(settings.repeated).map { place in
      ControlResponses(
        neuron: Neuron(control: .repeated(of: neurons[place].id)), training: responses(of: place).training,
        test: responses(of: place).test)
    }
    guard !controls.isEmpty else { return self }
    guard Set(neuronColumns).isDisjoint(with: Control.columns) else {
      throw RecordingError(
        .inconsistent,
        "neurons.csv has a column \"\(Control.columns.joined(separator: "\" or \""))\", which controls need: rename it or run without controls."
      )
    }
    let ids = Set(neurons.map(\.id))
    if let taken = controls.map(\.neuron.id).first(where: ids.contains) {
      throw RecordingError(.inconsistent, "A neuron has the id \"\(taken)\", which a control needs: rename it or run without controls.")
    }
    var extended = self
    extended.neurons += controls.map(\.neuron)
    extended.responses = Self.append(controls.map(\.training), to: responses)
    extended.testResponses = Self.append(controls.map(\.test), to: testResponses)
    return extended
  }

  /// A control and its responses, [repeats, images].
  private struct ControlResponses {
    let neuron: Neuron
    let training: Tensor
    let test: Tensor
  }

  /// Simulated cells that see the recording's images, each with zero mean and unit deviation, channels averaged; their fields lie in the middle.
  private func anchors(_ settings: ControlSettings, seed: UInt64) -> [ControlResponses] {
    guard settings.anchors > 0, min(stimuli.shape[2], stimuli.shape[3]) >= 12 else { return [] }
    let deviation = 1 / (settings.signalToNoise ?? signalToNoise ?? 0.3).squareRoot()
    let shown = (training: Self.grey(stimuli), test: Self.grey(testStimuli))
    return CellKind.allCases.flatMap { kind in
      (0..<settings.anchors(of: kind)).map { number -> ControlResponses in
        let neuron = Neuron(control: .anchor(kind), number: number)
        let cell = SimulatedCell(
          id: neuron.id, kind: kind, tolerance: kind == .partial ? 0.4 : nil, height: shown.training.shape[2],
          width: shown.training.shape[3], seed: seed)
        let signal = cell.responses(to: shown.training)
        let scale = Statistics.standardDeviation(signal).flatMap { $0 > 0 ? 1 / $0 : nil } ?? 1
        let noisy = { (signal: [Double], repeats: Int, purpose: RandomStream.Purpose) in
          let noise = RandomStream(seed: seed, purpose: purpose, subject: StreamKey(cell.id)).normals(repeats * signal.count)
          let values = noise.enumerated().map { Float(signal[$0 % signal.count] * scale + deviation * Double($1)) }
          return Tensor(shape: [repeats, signal.count], values: values)
        }
        return ControlResponses(
          neuron: neuron, training: noisy(signal, responses.count, .controlTrainingNoise),
          test: noisy(cell.responses(to: shown.test), testResponses.count, .controlTestNoise))
      }
    }
  }

  /// The neuron's responses in another order of the images; an image's repeats stay together.
  private func shuffled(_ place: Int, seed: UInt64) -> ControlResponses {
    let shuffle = { (responses: Tensor, purpose: RandomStream.Purpose) in
      let images = responses.stride
      let order = RandomStream(seed: seed, purpose: purpose, subject: StreamKey(neurons[place].id)).permutation(images)
      let values = (0..<responses.count).flatMap { row in order.map { responses.values[row * images + $0] } }
      return Tensor(shape: responses.shape, values: values)
    }
    let own = responses(of: place)
    return ControlResponses(
      neuron: Neuron(control: .shuffled(of: neurons[place].id)), training: shuffle(own.training, .shuffledTrainingResponses),
      test: shuffle(own.test, .shuffledTestResponses))
  }

  /// The neuron's responses moved in a circle by a quarter to three quarters of the images, in the order in which they were shown: what is slow stays slow, and no response
  /// stands with its image. Training and test images move as one where a test set was split off, otherwise each set by itself; an image's repeats stay together.
  private func shifted(_ place: Int, seed: UInt64) -> ControlResponses {
    let stream = RandomStream(seed: seed, purpose: .shiftedResponses, subject: StreamKey(neurons[place].id))
    let own = responses(of: place)
    let (training, test) = (own.training.stride, own.test.stride)
    // Training images first, then test images; in the order of presentation.
    let circles: [[Int]]
    if let split {
      let shown = split.training + split.test
      circles = [shown.indices.sorted { shown[$0] < shown[$1] }]
    } else {
      circles = [Array(0..<training), Array(training..<training + test)]
    }
    var source = [Int](0..<training + test)
    for (number, circle) in circles.enumerated() {
      let shift = circle.count / 4 + stream.integer(below: max(1, circle.count / 2), index: number)
      for (rank, image) in circle.enumerated() { source[image] = circle[(rank + shift) % circle.count] }
    }
    let moved = { (responses: Tensor, images: Range<Int>) in
      let values = (0..<responses.count).flatMap { row in
        images.map { image in
          let from = source[image]
          return from < training ? own.training.values[row * training + from] : own.test.values[row * test + from - training]
        }
      }
      return Tensor(shape: responses.shape, values: values)
    }
    return ControlResponses(
      neuron: Neuron(control: .shifted(of: neurons[place].id)), training: moved(own.training, 0..<training),
      test: moved(own.test, training..<training + test))
  }

  /// At most `count` neurons, evenly spread over the recording.
  private func evenly(_ count: Int) -> [Int] {
    let chosen = min(count, neurons.count)
    return (0..<chosen).map { $0 * neurons.count / chosen }
  }

  /// [images, 1, height, width], zero mean and unit deviation each; an image without contrast is all zero.
  private static func grey(_ images: Tensor) -> Tensor {
    let (channels, height, width) = (images.shape[1], images.shape[2], images.shape[3])
    let size = height * width
    let values = (0..<images.count).flatMap { image -> [Float] in
      let pixels = images[image]
      let grey = (0..<size).map { pixel in
        (0..<channels).reduce(0.0) { $0 + Double(pixels[pixels.startIndex + $1 * size + pixel]) }
      }
      let mean = Statistics.mean(grey) ?? 0
      let deviation = Statistics.standardDeviation(grey) ?? 0
      return grey.map { deviation > 0 ? Float(($0 - mean) / deviation) : 0 }
    }
    return Tensor(shape: [images.count, 1, height, width], values: values)
  }

  /// [repeats, images, neurons] with further neurons, each [repeats, images], behind the last.
  private static func append(_ columns: [Tensor], to responses: Tensor) -> Tensor {
    let neurons = responses.shape[2]
    let values = (0..<responses.count * responses.shape[1]).flatMap { row -> [Float] in
      let present = Array(responses.values[row * neurons..<(row + 1) * neurons])
      return present + columns.map { $0.values[row] }
    }
    return Tensor(shape: [responses.shape[0], responses.shape[1], neurons + columns.count], values: values)
  }
}

extension Recording {
  /// The median over neurons of signal to noise variance in one repeat of the training images; nil where no image was shown twice.
  ///
  /// Noise is the mean over images of the variance over repeats (n - 1), signal the variance of the images' means less what the noise adds to it. Neurons without signal count as 0.01.
  var signalToNoise: Double? {
    let ratios = neurons.indices.compactMap { neuron -> Double? in
      let own = responses(of: neuron).training
      let trials = (0..<own.stride).map { image in
        (0..<own.count).map { Double(own.values[$0 * own.stride + image]) }.filter(\.isFinite)
      }.filter { $0.count > 1 }
      guard trials.count > 1, let between = Statistics.variance(trials.compactMap { Statistics.mean($0) }) else { return nil }
      let variances = trials.map { (Statistics.variance($0) ?? 0) * Double($0.count) / Double($0.count - 1) }
      let noise = variances.reduce(0, +) / Double(trials.count)
      let added = zip(variances, trials).reduce(0) { $0 + $1.0 / Double($1.1.count) } / Double(trials.count)
      let unbiased = between * Double(trials.count) / Double(trials.count - 1)
      return noise > 0 ? max(0.01, (unbiased - added) / noise) : nil
    }
    return Statistics.quantile(ratios, 0.5)
  }
}
