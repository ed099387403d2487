import KernelShapes
import Method
import Numerics

/// Which units dropout silences in one training step: a function of (stream, step, layer, image of the batch, unit).
struct Dropout {
  let stream: RandomStream
  /// The training step, counted from 0.
  let step: Int
  /// The sixteen-bit numbers of one image's units.
  let bits: Buffer<UInt16>
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

  /// - Parameter bits: room for the units of the widest layer, rounded up to eight.
  init(_ description: NetworkDescription, stream: RandomStream, step: Int, bits: Buffer<UInt16>) {
    self.stream = stream
    self.step = step
    self.bits = bits
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
      for block in 0..<(stride + 7) / 8 {
        let words = stream.words(step: step, index: (layer << 16 | image) << 32 | block)
        for word in 0..<4 {
          bits[block * 8 + 2 * word] = UInt16(truncatingIfNeeded: words[word])
          bits[block * 8 + 2 * word + 1] = UInt16(truncatingIfNeeded: words[word] >> 16)
        }
      }
      kernels.dropOut(stride, values + image * stride, bits.start, share.threshold, share.scale)
    }
  }
}
