import Method
import Numerics

extension Recording {
  /// The column that tells a control: an anchor's kind (`SimulatedCell.Kind`), "shuffled" or "repeated"; empty for a recorded neuron.
  public static let controlColumn = "control"
  /// The column that names the recorded neuron that a shuffled or repeated one was made from.
  public static let controlOfColumn = "control_of"

  /// The recording with controls behind its neurons. A control is a neuron like any other, so that whoever analyses it cannot tell; its columns tell the report.
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
    controls += evenly(settings.repeated).map { place in
      Control(kind: "repeated", of: neurons[place].id, responses: responses(of: place).training, test: responses(of: place).test)
    }
    guard !controls.isEmpty else { return self }
    guard !neuronColumns.contains(where: { [Self.controlColumn, Self.controlOfColumn].contains($0) }) else {
      throw RecordingError(
        .inconsistent,
        "neurons.csv has a column \"\(Self.controlColumn)\" or \"\(Self.controlOfColumn)\", which controls need: rename it or run without controls."
      )
    }
    let ids = Set(neurons.map(\.id))
    if let taken = controls.first(where: { ids.contains($0.id) }) {
      throw RecordingError(.inconsistent, "A neuron has the id \"\(taken.id)\", which a control needs: rename it or run without controls.")
    }
    var extended = self
    extended.neurons += controls.map(\.neuron)
    extended.neuronColumns += [Self.controlColumn, Self.controlOfColumn]
    extended.responses = Self.append(controls.map(\.responses), to: responses)
    extended.testResponses = Self.append(controls.map(\.test), to: testResponses)
    return extended
  }

  /// A neuron to be.
  private struct Control {
    let kind: String
    /// The neuron that it was made from, or an anchor's number.
    let of: String
    var isAnchor = false
    /// [repeats, images]
    let responses: Tensor
    let test: Tensor

    var id: String { "control-\(kind)-\(of)" }
    var neuron: Neuron {
      Neuron(id: id, columns: [Recording.controlColumn: kind, Recording.controlOfColumn: isAnchor ? "" : of])
    }
  }

  /// Simulated cells that see the recording's images, each with zero mean and unit deviation, channels averaged, cut to the central square.
  private func anchors(_ settings: ControlSettings, seed: UInt64) -> [Control] {
    guard settings.anchors > 0, min(stimuli.shape[2], stimuli.shape[3]) >= 12 else { return [] }
    let deviation = 1 / (settings.signalToNoise ?? signalToNoise ?? 0.3).squareRoot()
    let shown = (training: Self.centralSquare(stimuli), test: Self.centralSquare(testStimuli))
    return SimulatedCell.Kind.allCases.flatMap { kind in
      (0..<settings.anchors(of: kind)).map { number in
        let cell = SimulatedCell(
          id: "control-\(kind.rawValue)-\(number)", kind: kind, tolerance: kind == .partial ? 0.4 : nil, side: shown.training.shape[3],
          seed: seed)
        let signal = cell.responses(to: shown.training)
        let scale = Statistics.standardDeviation(signal).flatMap { $0 > 0 ? 1 / $0 : nil } ?? 1
        let noisy = { (signal: [Double], repeats: Int, purpose: RandomStream.Purpose) in
          let noise = RandomStream(seed: seed, purpose: purpose, subject: StreamKey(cell.id)).normals(repeats * signal.count)
          let values = noise.enumerated().map { Float(signal[$0 % signal.count] * scale + deviation * Double($1)) }
          return Tensor(shape: [repeats, signal.count], values: values)
        }
        return Control(
          kind: kind.rawValue, of: String(number), isAnchor: true,
          responses: noisy(signal, responses.count, .init("control training noise")),
          test: noisy(cell.responses(to: shown.test), testResponses.count, .init("control test noise")))
      }
    }
  }

  /// The neuron's responses in another order of the images; an image's repeats stay together.
  private func shuffled(_ place: Int, seed: UInt64) -> Control {
    let shuffle = { (responses: Tensor, purpose: RandomStream.Purpose) in
      let images = responses.stride
      let order = RandomStream(seed: seed, purpose: purpose, subject: StreamKey(neurons[place].id)).permutation(images)
      let values = (0..<responses.count).flatMap { row in order.map { responses.values[row * images + $0] } }
      return Tensor(shape: responses.shape, values: values)
    }
    let own = responses(of: place)
    return Control(
      kind: "shuffled", of: neurons[place].id, responses: shuffle(own.training, .init("shuffled training responses")),
      test: shuffle(own.test, .init("shuffled test responses")))
  }

  /// At most `count` neurons, evenly spread over the recording.
  private func evenly(_ count: Int) -> [Int] {
    let chosen = min(count, neurons.count)
    return (0..<chosen).map { $0 * neurons.count / chosen }
  }

  /// [images, 1, side, side], zero mean and unit deviation each; an image without contrast is all zero.
  private static func centralSquare(_ images: Tensor) -> Tensor {
    let (channels, height, width) = (images.shape[1], images.shape[2], images.shape[3])
    let side = min(height, width)
    let (top, left) = ((height - side) / 2, (width - side) / 2)
    let values = (0..<images.count).flatMap { image -> [Float] in
      let pixels = images[image]
      let square = (0..<side * side).map { place -> Double in
        let pixel = (top + place / side) * width + left + place % side
        return (0..<channels).reduce(0) { $0 + Double(pixels[pixels.startIndex + $1 * height * width + pixel]) }
      }
      let mean = Statistics.mean(square) ?? 0
      let deviation = Statistics.standardDeviation(square) ?? 0
      return square.map { deviation > 0 ? Float(($0 - mean) / deviation) : 0 }
    }
    return Tensor(shape: [images.count, 1, side, side], values: values)
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
