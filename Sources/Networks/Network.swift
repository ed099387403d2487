import Method
import Numerics

/// The parameters of one network: convolutions with bias, ReLU and pooling, dense layers with ReLU, one linear output.
public struct Network: Sendable, Equatable {
  public let description: NetworkDescription
  public let input: InputShape
  /// All parameters, layer by layer, weights then biases; weights [out, in, y, x] of a convolution and [out, in] of a dense layer, features
  /// flattened as [channel, y, x]: PyTorch's order.
  public var parameters: [Float]

  let plan: NetworkPlan

  /// Weights and biases uniform within +-1/sqrt(number of inputs of a unit).
  ///
  /// - Parameters:
  ///   - input: the size of a stimulus.
  ///   - stream: the random numbers; parameter i takes the i-th.
  /// - Throws: `NetworkError` where the description asks for what no network has, or does not fit the input.
  public init(description: NetworkDescription, input: InputShape, stream: RandomStream) throws {
    let plan = try NetworkPlan(description, input: input)
    self.description = description
    self.input = input
    self.plan = plan
    var bounds: [Float] = []
    bounds.reserveCapacity(plan.working.count)
    let unitCounts = plan.convolutions.map(\.channels) + plan.dense.map(\.units)
    for (fanIn, units) in zip(plan.fanIns, unitCounts) {
      bounds.append(contentsOf: repeatElement(1 / Float(fanIn).squareRoot(), count: (fanIn + 1) * units))
    }
    parameters = bounds.enumerated().map { index, bound in (2 * stream.uniform(index: index) - 1) * bound }
  }

  /// The outputs for a stack of images.
  ///
  /// - Parameter images: [n, channels, height, width], standardised like the training images.
  /// - Returns: n outputs, in the units of the training targets.
  public func predict(_ images: Tensor) -> [Float] {
    precondition(images.stride == input.count, "images of \(images.stride) numbers do not fit a network for \(input.count)")
    let memory = NetworkMemory(plan, batch: min(64, max(1, images.count)))
    memory.set(parameters)
    return memory.outputs(images.values, entries: Array(0..<images.count))
  }
}
