import Numerics

/// The images that gradient ascent ends in, one per noise seed.
public struct OptimalImages: Sendable, Equatable {
  /// [seeds, channels, height, width], in the order of the seeds, in units of the standardised input.
  public let images: Tensor
  /// The mean output of the members for each image.
  public let activations: [Float]
  /// The same after nine tenths of the steps: where they hardly differ, the ascent had arrived.
  public let earlierActivations: [Float]
}
