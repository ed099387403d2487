import KernelShapes
import Method
import Numerics
import Testing

@testable import Networks

/// Noise images of 16 x 16 and the responses of a simple cell: half-rectified products with one oriented patch.
struct SimpleCell {
  let images: Tensor
  let field: [Float]
  let responses: [Float]

  init(images count: Int) {
    let noise = RandomStream(seed: 5, trial: "test stimuli")
    images = Tensor(shape: [count, 1, 16, 16], values: noise.normals(count * 256))
    field = (0..<256).map { index in
      let (y, x) = (Double(index / 16) - 7.5, Double(index % 16) - 7.5)
      return Float(Elementary.exp(-(x * x + y * y) / 18) * Elementary.cos(0.9 * x + 0.4 * y))
    }
    let images = images
    let field = field
    let raw = (0..<count).map { entry in Double(max(0, zip(images[entry], field).reduce(Float(0)) { $0 + $1.0 * $1.1 })) }
    let mean = raw.reduce(0, +) / Double(count)
    let deviation = (raw.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(count)).squareRoot()
    responses = raw.map { Float(($0 - mean) / deviation) }
  }

  var set: TrainingSet {
    let count = images.count
    return TrainingSet(images: images, targets: responses, training: Array(0..<count * 4 / 5), validation: Array(count * 4 / 5..<count))
  }
}

/// A smaller network than the default, so that tests stay quick.
func smallNetwork() -> NetworkDescription {
  var description = NetworkDescription()
  description.convolutions = [.init(channels: 8, side: 5), .init(channels: 8, side: 3)]
  description.hidden = [16]
  return description
}

@Suite struct TrainingTests {
  private func trained(
    _ cell: SimpleCell, keep: TrainingSettings.Keeping = .lastEpoch, member: Int = 0, seed: UInt64 = 1
  ) throws -> TrainedNetwork {
    var settings = TrainingSettings()
    settings.keep = keep
    // As it was trained up to method version 5.
    if keep == .bestEpoch { (settings.epochs, settings.leastSteps, settings.rate) = (30, 300, 2e-3) }
    return try train(
      cell.set, description: smallNetwork(), settings: settings, seed: seed, neuron: StreamKey("cell"), member: member,
      isCancelled: { false })
  }

  @Test func learnsASimpleCellAndItsOptimalImage() throws {
    let cell = SimpleCell(images: 2400)
    let result = try trained(cell, keep: .bestEpoch)
    let least = try #require(result.validationError)
    #expect(result.validationErrors.count == 30 && result.trainingError == nil)
    #expect(least < 0.5)
    #expect(result.validationErrors[result.keptEpoch - 1] == least)
    #expect(result.validationErrors.min() == least)
    // The weights that were kept are those of the best epoch.
    let outputs = result.network.predict(cell.images.gather(cell.set.validation))
    let errors = zip(outputs, cell.set.validation).map { Double($0 - cell.responses[$1]) }
    let meanSquaredError = errors.map { $0 * $0 }.reduce(0, +) / Double(errors.count)
    #expect(abs(meanSquaredError - least) < 1e-6)

    var settings = OptimalImageSettings()
    settings.seeds = 5
    let optimal = try synthesise([result.network], settings: settings, seed: 1, neuron: StreamKey("cell"), isCancelled: { false })
    #expect(optimal.images.shape == [5, 1, 16, 16])
    let best = try #require(optimal.activations.max())
    var arrived = 0
    for place in 0..<5 {
      let image = optimal.images[place].map(Double.init)
      let mean = image.reduce(0, +) / 256
      let norm = image.map { $0 * $0 }.reduce(0, +).squareRoot()
      let fieldNorm = cell.field.map { Double($0 * $0) }.reduce(0, +).squareRoot()
      #expect(abs(mean) < 1e-6)
      #expect(abs(norm / 16 - 0.5) < 1e-5)
      let product = zip(image, cell.field).map { $0 * Double($1) }.reduce(0, +)
      // A noise image in which the network is dead has no way up; the others all end in the field.
      if optimal.activations[place] > 0.85 * best {
        arrived += 1
        #expect(product / (norm * fieldNorm) > 0.8)
      }
    }
    #expect(arrived >= 4)
    #expect(optimal.activations == result.network.predict(optimal.images))
  }

  @Test func sameAddressSameBytesAndNoOther() throws {
    let cell = SimpleCell(images: 200)
    let first = try trained(cell)
    #expect(try trained(cell) == first)
    #expect(try trained(cell, member: 1).network.parameters != first.network.parameters)
    #expect(try trained(cell, seed: 2).network.parameters != first.network.parameters)
    var settings = OptimalImageSettings()
    settings.seeds = 30
    settings.iterations = 3
    let many = try synthesise([first.network], settings: settings, seed: 1, neuron: StreamKey("cell"), isCancelled: { false })
    settings.seeds = 2
    let few = try synthesise([first.network], settings: settings, seed: 1, neuron: StreamKey("cell"), isCancelled: { false })
    #expect(Array(many.images.values.prefix(512)) == few.images.values)
    #expect(Array(many.activations.prefix(2)) == few.activations)
  }

  @Test(arguments: [
    (images: 768, batch: 64, perEpoch: 12, epochs: 16), (768, 100, 7, 28), (20, 64, 1, 190), (5000, 64, 78, 15), (65, 64, 1, 190),
  ])
  func schedule(images: Int, batch: Int, perEpoch: Int, epochs: Int) {
    var settings = TrainingSettings()
    settings.batch = batch
    let schedule = LearningRateSchedule(settings, images: images)
    #expect(schedule.batch == min(batch, images))
    #expect(schedule.stepsPerEpoch == perEpoch)
    #expect(schedule.epochs == epochs)
    #expect(abs(schedule.rate(0) - 2.5e-4) < 1e-12)
    #expect(schedule.rate(19) == 5e-3)
    #expect(schedule.rate(20) == 5e-3)
    #expect(schedule.rate(schedule.steps - 1) < 1e-6)
    #expect((21..<schedule.steps).allSatisfy { schedule.rate($0) < schedule.rate($0 - 1) })
  }

  @Test func cancelsBetweenSteps() throws {
    let cell = SimpleCell(images: 100)
    var asked = 0
    #expect(throws: CancellationError.self) {
      _ = try train(
        cell.set, description: smallNetwork(), settings: TrainingSettings(), seed: 1, neuron: StreamKey("cell"), member: 0,
        isCancelled: {
          asked += 1
          return asked > 3
        })
    }
    #expect(asked == 4)
    let network = try Network(
      description: smallNetwork(), input: InputShape(channels: 1, height: 16, width: 16),
      stream: RandomStream(seed: 1, trial: "test weights"))
    #expect(throws: CancellationError.self) {
      _ = try synthesise([network], settings: OptimalImageSettings(), seed: 1, neuron: StreamKey("cell"), isCancelled: { true })
    }
  }

  @Test func initialParametersLieWithinTheirBounds() throws {
    let network = try Network(
      description: NetworkDescription(), input: InputShape(channels: 1, height: 20, width: 20),
      stream: RandomStream(seed: 1, trial: "test weights"))
    // 16 x (25 + 1), 32 x (144 + 1), 32 x (288 + 1) with 3 x 3 pixels of 32 channels left, 32 + 1.
    let layers = [(26 * 16, 25.0), (145 * 32, 144.0), (289 * 32, 288.0), (33, 32.0)]
    #expect(network.parameters.count == layers.map(\.0).reduce(0, +))
    var start = 0
    for (count, fanIn) in layers {
      let largest = Double(network.parameters[start..<start + count].map(abs).max()!)
      #expect(largest <= 1 / fanIn.squareRoot() && largest > 0.9 / fanIn.squareRoot())
      start += count
    }
  }
}

@Suite struct DropoutTests {
  @Test func silencesTheShareAndKeepsTheMean() {
    var description = NetworkDescription()
    description.featureDropout = 0.5
    description.hiddenDropout = 0.3
    let values = Buffer<Float>(8 * 4096)
    for (layer, share) in [(0, 0.5), (1, 0.3)] {
      for index in 0..<8 * 4096 { values[index] = 1 }
      let dropout = Dropout(description, stream: RandomStream(seed: 1, trial: "dropout"), step: 9)
      dropout.apply(to: values.start, count: 8, stride: 4096, layer: layer, kernels: .chosen)
      let numbers = (0..<8 * 4096).map { Double(values[$0]) }
      #expect(abs(Double(numbers.filter { $0 == 0 }.count) / 32768 - share) < 0.01)
      #expect(abs(numbers.reduce(0, +) / 32768 - 1) < 0.02)
      #expect(Array(numbers[0..<4096]) != Array(numbers[4096..<8192]))
    }
  }
}

@Suite struct GaussianBlurTests {
  @Test func reflectsAtTheBorder() {
    #expect((-6...9).map { PlaneShape.reflected($0, 4) } == [2, 3, 3, 2, 1, 0, 0, 1, 2, 3, 3, 2, 1, 0, 0, 1])
    #expect(GaussianBlur(sigma: 0).weights == [1])
  }

  @Test func spreadsAPointAndKeepsTheSum() {
    let blur = GaussianBlur(sigma: 1)
    let plane = Buffer<Float>(15 * 12)
    plane[7 * 12 + 5] = 1
    plane[0] = 2
    let shape = PlaneShape(height: 15, width: 12)
    let scratch = Buffer<Float>(blur.scratchCount(shape))
    withExtendedLifetime(scratch) { blur.apply(plane.start, shape: shape, scratch: scratch.start, kernels: .chosen) }
    // The normalised weights of sigma 1: 0.39894 at the centre, 0.24197 one pixel off.
    #expect(abs(plane[7 * 12 + 5] - 0.39894 * 0.39894) < 1e-4)
    #expect(abs(plane[8 * 12 + 4] - 0.24197 * 0.24197) < 1e-4)
    #expect(abs(plane[0] - 2 * (0.39894 + 0.24197) * (0.39894 + 0.24197)) < 1e-3)
    #expect(abs((0..<180).map { plane[$0] }.reduce(0, +) - 3) < 1e-5)
  }
}
