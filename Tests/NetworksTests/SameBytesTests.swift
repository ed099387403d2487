import KernelShapes
import Kernels
import Method
import Numerics
import Testing

@testable import Networks

/// Every build of the kernels gives the same bytes.
@Suite struct SameBytesTests {
  @Test(arguments: Shape.all) func underEveryInstructionSet(shape: Shape) throws {
    let builds = InstructionSet.available
    guard let plainest = builds.first else { return }
    let expected = try bytes(shape, kernels: plainest.kernels)
    for build in builds.dropFirst() {
      #expect(try bytes(shape, kernels: build.kernels) == expected, "\(build)")
    }
    if builds.count == 1 { print("Only \(plainest) is available here: no second build to compare it with.") }
  }

  /// The bits of the parameters after three steps, of outputs, and of the gradient of images.
  private func bytes(_ shape: Shape, kernels: KernelSet) throws -> [UInt32] {
    let network = try shape.network()
    let images = shape.images(10)
    let set = TrainingSet(
      images: images, targets: (0..<10).map { Float($0) / 5 - 1 }, training: Array(0..<7), validation: [7, 8, 9])
    let trainer = Trainer(
      network, set: set, settings: TrainingSettings(), dropout: RandomStream(seed: 2, trial: "dropout"), kernels: kernels)
    for step in 0..<3 { _ = trainer.step(step, images: [Int](0..<7)[...]) }
    let memory = trainer.memory
    let outputs = memory.outputs(images.values, entries: Array(0..<5))
    let gradient = Buffer<Float>(5 * network.plan.convolutions[0].inputGradientCount)
    memory.imageGradient(5, into: gradient)
    return (memory.documented() + outputs + (0..<gradient.count).map { gradient[$0] }).map(\.bitPattern)
  }
}
