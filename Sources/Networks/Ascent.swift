import KernelShapes
import Kernels
import Method
import Numerics

/// A batch of images on their way up the members' mean output.
package final class Ascent {
  /// As many images as stay in the cache with all that a step touches.
  static let mostInBatch = 24
  /// The most images at once.
  package let batch: Int
  private let input: InputShape
  private let settings: OptimalImageSettings
  private let kernels: KernelSet
  private let members: [NetworkMemory]
  private let blur: GaussianBlur
  private let images: Buffer<Float>
  /// The images as the members see them in a step, moved, and the sum of the members' gradients there.
  private let seen: Buffer<Float>
  private let seenGradient: Buffer<Float>
  private let gradient: Buffer<Float>
  private let sum: Buffer<Float>
  private let scratch: Buffer<Float>
  private let outputs: Buffer<Float>
  private let goal: SynthesisGoal
  private let constrain: ((inout [Float]) -> Void)?

  /// An ascent to the most exciting images.
  package convenience init(_ networks: [Network], input: InputShape, settings: OptimalImageSettings) {
    self.init(networks, input: input, settings: settings, goal: .most)
  }

  init(
    _ networks: [Network], input: InputShape, settings: OptimalImageSettings, goal: SynthesisGoal,
    constrain: ((inout [Float]) -> Void)? = nil, kernels: KernelSet = .chosen
  ) {
    self.input = input
    self.goal = goal
    self.constrain = constrain
    self.settings = settings
    self.kernels = kernels
    batch = min(Self.mostInBatch, settings.seeds)
    let batch = batch
    members = networks.map { network in
      let memory = NetworkMemory(network.plan, batch: batch, kernels: kernels)
      memory.set(network.parameters)
      return memory
    }
    blur = GaussianBlur(sigma: settings.blur ?? Self.blur(input, isMoved: goal.movesImages))
    images = Buffer(batch * input.count)
    seen = Buffer(batch * input.count)
    seenGradient = Buffer(batch * input.count)
    gradient = Buffer(batch * (members.map { $0.plan.convolutions[0].inputGradientCount }.max() ?? 0))
    sum = Buffer(batch * input.count)
    outputs = Buffer(batch)
    scratch = Buffer(blur.scratchCount(PlaneShape(height: input.height, width: input.width)))
  }

  /// Fills the first `count` images with numbers, and gives them zero mean and the contrast.
  package func start(_ count: Int, number: (_ place: Int, _ index: Int) -> Float) {
    for place in 0..<count {
      let image = images.start + place * input.count
      for index in 0..<input.count { image[index] = number(place, index) }
      settle(image)
    }
  }

  /// One step, counted from 0, of the first `count` images.
  package func step(_ iteration: Int, count: Int) {
    sumGradients(count, seenAt: goal.movesImages ? ImageShift.around[iteration % ImageShift.around.count] : .none)
    let progress = settings.iterations > 1 ? Double(iteration) / Double(settings.iterations - 1) : 0
    let rate = settings.firstRate + (settings.lastRate - settings.firstRate) * progress
    let length = rate * settings.contrast * Double(input.count).squareRoot()
    for place in 0..<count {
      let image = images.start + place * input.count
      let direction = sum.start + place * input.count
      if case .apart(let floor) = goal, outputs[place] >= floor {
        repel(place, count: count, into: direction)
      } else {
        for channel in 0..<input.channels {
          let plane = direction + channel * input.height * input.width
          blur.apply(plane, shape: PlaneShape(height: input.height, width: input.width), scratch: scratch.start, kernels: kernels)
        }
      }
      let norm = kernels.moments(input.count, direction).squares
      // A dead network has no direction to go.
      guard norm > 0 else { continue }
      let factor = Float((goal == .least ? -length : length) / norm.squareRoot())
      for index in 0..<input.count { image[index] += factor * direction[index] }
      settle(image)
    }
  }

  /// The mean output of the members for the first `count` images.
  func activations(_ count: Int) -> [Float] {
    var sums = [Float](repeating: 0, count: count)
    for member in members {
      forward(member, images, count)
      for place in 0..<count { sums[place] += member.output(place) }
    }
    return sums.map { $0 / Float(members.count) }
  }

  /// One image, [channel][y][x].
  func image(_ place: Int) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: images.start + place * input.count, count: input.count)
  }

  /// The sigma of the blur that is left to the method, in pixels: finer where moves of the images blur too, so that wavelengths come out as without them.
  private static func blur(_ input: InputShape, isMoved: Bool) -> Double {
    (min(input.height, input.width) <= 20 ? 0.8 : 1.0) * (isMoved ? 0.8 : 1)
  }

  private func forward(_ member: NetworkMemory, _ shown: Buffer<Float>, _ count: Int) {
    for place in 0..<count {
      (member.images.start + place * member.imageStride).update(from: shown.start + place * input.count, count: input.count)
    }
    member.forward(count)
  }

  /// The direction away from all other images: less their sum.
  private func repel(_ place: Int, count: Int, into direction: UnsafeMutablePointer<Float>) {
    direction.update(repeating: 0, count: input.count)
    for other in 0..<count where other != place {
      let image = images.start + other * input.count
      for index in 0..<input.count { direction[index] -= image[index] }
    }
  }

  /// The sum over members of the gradients of their outputs for the images moved by `shift`: the direction of that of the mean; and the members' mean output for each. Of images that do
  /// not climb the gradient is zero.
  private func sumGradients(_ count: Int, seenAt shift: ImageShift) {
    let plane = PlaneShape(height: input.height, width: input.width)
    let planes = stride(from: 0, to: count * input.count, by: input.height * input.width)
    for first in planes { shift.apply(plane, images.start + first, to: seen.start + first) }
    outputs.start.update(repeating: 0, count: count)
    seenGradient.start.update(repeating: 0, count: count * input.count)
    // Images that keep to a floor and are above it step away from the others: nobody asks for their gradient.
    var climbs: [Bool]?
    if case .apart(let floor) = goal {
      for member in members { addOutputs(member, count) }
      climbs = (0..<count).map { outputs[$0] / Float(members.count) < floor }
    }
    for member in members {
      if climbs == nil { addOutputs(member, count) }
      member.imageGradient(count, of: climbs, into: gradient)
      let shape = member.plan.convolutions[0]
      for place in 0..<count where climbs?[place] ?? true {
        for row in 0..<input.channels * input.height {
          let source = gradient.start + place * shape.inputGradientCount + row * shape.inputGradientStride
          let target = seenGradient.start + place * input.count + row * input.width
          for x in 0..<input.width { target[x] += source[x] }
        }
      }
    }
    for place in 0..<count { outputs[place] /= Float(members.count) }
    sum.start.update(repeating: 0, count: count * input.count)
    for first in planes { shift.addBack(plane, seenGradient.start + first, to: sum.start + first) }
  }

  /// Shows a member the images as they are seen in a step, and adds its outputs.
  private func addOutputs(_ member: NetworkMemory, _ count: Int) {
    forward(member, seen, count)
    for place in 0..<count { outputs[place] += member.output(place) }
  }

  /// Zero mean, the contrast, and the constraint: twice, because each disturbs the other.
  private func settle(_ image: UnsafeMutablePointer<Float>) {
    normalise(image)
    guard let constrain else { return }
    for _ in 0..<2 {
      var pixels = Array(UnsafeBufferPointer(start: image, count: input.count))
      constrain(&pixels)
      image.update(from: pixels, count: input.count)
      normalise(image)
    }
  }

  /// Zero mean, and the contrast as standard deviation.
  private func normalise(_ image: UnsafeMutablePointer<Float>) {
    let count = Double(input.count)
    let (sum, squares) = kernels.moments(input.count, image)
    let mean = sum / count
    let variance = squares / count - mean * mean
    let factor = variance > 0 ? Float(settings.contrast / variance.squareRoot()) : 0
    let centre = Float(mean)
    for index in 0..<input.count { image[index] = (image[index] - centre) * factor }
  }
}
