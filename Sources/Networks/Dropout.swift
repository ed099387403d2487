import KernelShapes
import Method
import Numerics

/// Which units dropout silences in one training step: a function of (stream, step, layer, image of the batch, unit).
struct Dropout {
  let stream: RandomStream
  /// The training step, counted from 0.
  let step: Int
  private let features: Share
  private let hidden: Share

  /// A unit is silenced where its sixteen random bits lie below the threshold; the others are scaled so that the mean stays.
  private struct Share {
    let threshold: UInt16
    let scale: Float

    init(_ share: Double) {
      threshold = UInt16((share * 65536).rounded())
      scale = Float(65536 / (65536 - Double(threshold)))
    }
  }

  init(_ description: NetworkDescription, stream: RandomStream, step: Int) {
    self.stream = stream
    self.step = step
    features = Share(description.featureDropout)
    hidden = Share(description.hiddenDropout)
  }

  /// By what the gradient of a layer's surviving units is multiplied; layer 0 are the features.
  func scale(layer: Int) -> Float { (layer == 0 ? features : hidden).scale }

  /// Silences units of a layer of the batch, [image][unit].
  func apply(to values: UnsafeMutablePointer<Float>, count: Int, stride: Int, layer: Int, kernels: KernelSet) {
    let share = layer == 0 ? features : hidden
    guard share.threshold > 0 else { return }
    for image in 0..<count {
      let counter = SIMD3(UInt32(layer << 16 | image), UInt32(truncatingIfNeeded: step), UInt32(truncatingIfNeeded: step >> 32))
      let mask = DropoutMask(key: stream.key, counter: counter, threshold: share.threshold, scale: share.scale)
      kernels.dropOut(mask, stride, values + image * stride)
    }
  }
}
