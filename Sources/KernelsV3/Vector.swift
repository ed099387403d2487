/// Sixteen channels, units or pixels: one AVX-512 register, two of AVX2, four of NEON.
///
/// Vectors run across outputs, never across a sum, so that each output is one chain of fused multiply-adds whose order does not depend on the width.
typealias Vector = SIMD16<Float>

@inline(__always)
func loadVector(_ address: UnsafePointer<Float>) -> Vector {
  UnsafeRawPointer(address).loadUnaligned(as: Vector.self)
}

@inline(__always)
func storeVector(_ vector: Vector, _ address: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(address).storeBytes(of: vector, as: Vector.self)
}
