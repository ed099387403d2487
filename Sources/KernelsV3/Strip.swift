import CVector
import KernelShapes

/// Neighbouring accumulators that stay in registers: several outputs that share one operand.
///
/// Strips of any width are joined from shorter ones; everything is inlined, so a strip costs no more than as many named variables.
protocol Strip {
  static var width: Int { get }
  init(copies value: Vector)
  /// Sixteen floats of `address` for each accumulator.
  init(loading address: UnsafePointer<Float>)
  /// Accumulator i to `address` + i * `stride`.
  func store(to address: UnsafeMutablePointer<Float>, stride: Int)
  /// ReLU.
  mutating func rectify()
  /// accumulator i += factors * scalars[i * stride].
  mutating func addProducts(_ factors: Vector, scalars: UnsafePointer<Float>, stride: Int)
  /// accumulator i += factor * sixteen floats at `vectors` + i * `stride`.
  mutating func addProducts(_ factor: Vector, vectors: UnsafePointer<Float>, stride: Int)
}

/// A strip of one. (An extension and not a struct around it: the compiler would emit that one's copy function as a weak symbol without the module's
/// name, and the linker could pick the one compiled for AVX-512.)
extension SIMD16: Strip where Scalar == Float {
  @inline(__always) static var width: Int { 1 }
  @inline(__always) init(copies value: Vector) { self = value }
  @inline(__always) init(loading address: UnsafePointer<Float>) { self = loadVector(address) }
  @inline(__always) func store(to address: UnsafeMutablePointer<Float>, stride: Int) { storeVector(self, address) }
  @inline(__always) mutating func rectify() { self = konomi_max(self, Vector(repeating: 0)) }
  @inline(__always)
  mutating func addProducts(_ factors: Vector, scalars: UnsafePointer<Float>, stride: Int) {
    self = addingProduct(Vector(repeating: scalars[0]), factors)
  }
  @inline(__always)
  mutating func addProducts(_ factor: Vector, vectors: UnsafePointer<Float>, stride: Int) {
    self = addingProduct(factor, loadVector(vectors))
  }
}

struct Joined<First: Strip, Second: Strip>: Strip {
  var first: First
  var second: Second

  @inline(__always) static var width: Int { First.width + Second.width }
  @inline(__always)
  init(copies value: Vector) {
    first = First(copies: value)
    second = Second(copies: value)
  }
  @inline(__always)
  init(loading address: UnsafePointer<Float>) {
    first = First(loading: address)
    second = Second(loading: address + First.width * lanes)
  }
  @inline(__always)
  func store(to address: UnsafeMutablePointer<Float>, stride: Int) {
    first.store(to: address, stride: stride)
    second.store(to: address + First.width * stride, stride: stride)
  }
  @inline(__always)
  mutating func rectify() {
    first.rectify()
    second.rectify()
  }
  @inline(__always)
  mutating func addProducts(_ factors: Vector, scalars: UnsafePointer<Float>, stride: Int) {
    first.addProducts(factors, scalars: scalars, stride: stride)
    second.addProducts(factors, scalars: scalars + First.width * stride, stride: stride)
  }
  @inline(__always)
  mutating func addProducts(_ factor: Vector, vectors: UnsafePointer<Float>, stride: Int) {
    first.addProducts(factor, vectors: vectors, stride: stride)
    second.addProducts(factor, vectors: vectors + First.width * stride, stride: stride)
  }
}

typealias Strip1 = Vector
typealias Strip2 = Joined<Vector, Vector>
typealias Strip3 = Joined<Strip2, Vector>
typealias Strip4 = Joined<Strip2, Strip2>
typealias Strip5 = Joined<Strip4, Vector>
typealias Strip6 = Joined<Strip4, Strip2>
typealias Strip7 = Joined<Strip4, Strip3>
typealias Strip8 = Joined<Strip4, Strip4>
typealias Strip9 = Joined<Strip8, Vector>
typealias Strip10 = Joined<Strip8, Strip2>
typealias Strip11 = Joined<Strip8, Strip3>
typealias Strip12 = Joined<Strip8, Strip4>
typealias Strip13 = Joined<Strip8, Strip5>
typealias Strip14 = Joined<Strip8, Strip6>
