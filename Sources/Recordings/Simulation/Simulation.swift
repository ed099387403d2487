import Formats
import Method
import Numerics

/// A recording of cells whose truth is known, and that truth.
public struct Simulation: Sendable {
  public let settings: SimulationSettings
  /// As if it had been recorded: nothing in it tells the cells' kinds but their ids.
  public let recording: Recording
  /// In the order of the recording's neurons.
  public let cells: [SimulatedCell]
  /// The noise-free responses, in the recording's units: [images, neurons].
  public let responses: Tensor
  /// [test images, neurons].
  public let testResponses: Tensor

  /// Makes the stimuli, then the cells, then what they answer. A pure function of the settings.
  ///
  /// Every image has zero mean and unit standard deviation. A cell's responses are divided by the standard deviation of its noise-free responses to the training images,
  /// then normal noise of variance 1 / `signalToNoise` is added, anew for every repeat.
  /// - Throws: `RecordingError`, where a setting lies outside its range.
  public init(_ settings: SimulationSettings) throws {
    try settings.validate()
    self.settings = settings
    let stimuli = Self.stimuli(settings, count: settings.images, purpose: .simulatedTrainingImages)
    let testStimuli = Self.stimuli(settings, count: settings.testImages, purpose: .simulatedTestImages)
    cells = Self.cells(settings)
    var (training, test): ([[Double]], [[Double]]) = ([], [])
    for cell in cells {
      let signal = cell.responses(to: stimuli)
      let scale = Statistics.standardDeviation(signal).flatMap { $0 > 0 ? 1 / $0 : nil } ?? 1
      training.append(signal.map { $0 * scale })
      test.append(cell.responses(to: testStimuli).map { $0 * scale })
    }
    responses = Self.columns(training)
    testResponses = Self.columns(test)
    recording = Recording(
      name: "Simulated population", stimuli: stimuli, testStimuli: testStimuli,
      responses: Self.noisy(training, cells, settings, purpose: .simulatedTrainingNoise),
      testResponses: Self.noisy(test, cells, settings, purpose: .simulatedTestNoise), neurons: cells.map { .init(id: $0.id) },
      neuronColumns: [],
      metadata: [
        "name": "Simulated population", "response": "noise-free standard deviations", "seed": String(settings.seed),
        "species": "none: simulated",
      ],
      origin: .init(
        stimulusType: .float32, responseType: .float32, imageShape: [1, settings.side, settings.width ?? settings.side], hasTestSet: true))
  }

  private static func stimuli(_ settings: SimulationSettings, count: Int, purpose: RandomStream.Purpose) -> Tensor {
    let (height, width) = (settings.side, settings.width ?? settings.side)
    let side = max(height, width)
    let (leaves, noise) = (DeadLeaves(side: side), PinkNoise(side: side))
    // Of a square as wide as the longer side, the middle.
    let (top, left) = ((side - height) / 2, (side - width) / 2)
    var values: [Float] = []
    values.reserveCapacity(count * height * width)
    for image in 0..<count {
      let stream = RandomStream(seed: settings.seed, purpose: purpose, member: image)
      let hasLeaves = settings.stimuli == .deadLeaves || settings.stimuli == .mixed && image % 2 == 0
      let square = hasLeaves ? leaves.image(stream) : noise.image(stream)
      let pixels = (0..<height * width).map { square[(top + $0 / width) * side + left + $0 % width] }
      let mean = pixels.reduce(0, +) / Double(pixels.count)
      let deviation = (pixels.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(pixels.count)).squareRoot()
      values.append(contentsOf: pixels.map { Float(($0 - mean) / deviation) })
    }
    return Tensor(shape: [count, 1, height, width], values: values)
  }

  private static func cells(_ settings: SimulationSettings) -> [SimulatedCell] {
    let counts: [(CellKind, Int)] = [
      (.simple, settings.simple), (.complex, settings.complex), (.partial, settings.partial),
      (.rotationInvariant, settings.rotationInvariant),
    ]
    return counts.flatMap { kind, count in
      let digits = max(2, String(max(count - 1, 0)).count)
      return (0..<count).map { place in
        let number = String(place)
        return SimulatedCell(
          id: kind.rawValue + "-" + String(repeating: "0", count: digits - number.count) + number, kind: kind,
          tolerance: kind == .partial ? settings.tolerances[place % settings.tolerances.count] : nil, height: settings.side,
          width: settings.width ?? settings.side, seed: settings.seed)
      }
    }
  }

  /// From one list for each cell to [images, neurons].
  private static func columns(_ signals: [[Double]]) -> Tensor {
    let images = signals[0].count
    return Tensor(shape: [images, signals.count], values: (0..<images).flatMap { image in signals.map { Float($0[image]) } })
  }

  /// [repeats, images, neurons].
  private static func noisy(
    _ signals: [[Double]], _ cells: [SimulatedCell], _ settings: SimulationSettings, purpose: RandomStream.Purpose
  ) -> Tensor {
    let (images, neurons) = (signals[0].count, cells.count)
    let deviation = 1 / settings.signalToNoise.squareRoot()
    var noisy = Tensor(shape: [settings.repeats, images, neurons])
    for (neuron, cell) in cells.enumerated() {
      for run in 0..<settings.repeats {
        let noise = RandomStream(seed: settings.seed, purpose: purpose, subject: StreamKey(cell.id), member: run).normals(images)
        for image in 0..<images {
          noisy.values[(run * images + image) * neurons + neuron] = Float(signals[neuron][image] + deviation * Double(noise[image]))
        }
      }
    }
    return noisy
  }
}
