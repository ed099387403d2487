import KernelShapes
import Numerics

/// A separable Gaussian blur, the border reflected (edge pixels repeated: d c b a | a b c d | d c b a).
struct GaussianBlur: Sendable {
  /// The weights from the centre outwards, 0 to 4 sigma, which sum to 1 over both sides.
  let weights: [Float]

  /// - Parameter sigma: in pixels; 0 leaves images as they are.
  init(sigma: Double) {
    let radius = Int((4 * sigma).rounded())
    let raw = (0...radius).map { sigma > 0 ? Elementary.exp(-0.5 * Double($0 * $0) / (sigma * sigma)) : 1 }
    let sum = raw[0] + 2 * raw.dropFirst().reduce(0, +)
    weights = raw.map { Float($0 / sum) }
  }

  private var radius: Int { weights.count - 1 }

  /// Floats that `apply` needs beside the plane.
  func scratchCount(_ plane: PlaneShape) -> Int { plane.blurScratchCount(radius: radius) }

  /// Blurs one plane in place.
  func apply(
    _ plane: UnsafeMutablePointer<Float>, shape: PlaneShape, scratch: UnsafeMutablePointer<Float>, kernels: KernelSet
  ) {
    guard radius > 0 else { return }
    weights.withUnsafeBufferPointer { kernels.blur(shape, radius, $0.baseAddress!, plane, scratch) }
  }
}
