import KernelShapes

/// Rows of strips that stay in registers: the part of an image under a filter, or the filter itself.
protocol Patch {
  static var rows: Int { get }
  /// Row y from `address` + y * `rowStride`.
  init(loading address: UnsafePointer<Float>, rowStride: Int)
  func store(to address: UnsafeMutablePointer<Float>, rowStride: Int)
  /// Every accumulator += factor * the sixteen floats that lie like it from `vectors` on.
  mutating func addProducts(_ factor: Vector, vectors: UnsafePointer<Float>, rowStride: Int)
}

/// A strip is one row of a patch.
extension Joined: Patch {
  @inline(__always) static var rows: Int { 1 }
  @inline(__always) init(loading address: UnsafePointer<Float>, rowStride: Int) { self.init(loading: address) }
  @inline(__always) func store(to address: UnsafeMutablePointer<Float>, rowStride: Int) { store(to: address, stride: lanes) }
  @inline(__always)
  mutating func addProducts(_ factor: Vector, vectors: UnsafePointer<Float>, rowStride: Int) {
    addProducts(factor, vectors: vectors, stride: lanes)
  }
}

/// (One generic type a file: beside a second one the compiler would emit a weak symbol without the module's name, that makes their metadata.)
struct Stacked<Top: Patch, Bottom: Patch>: Patch {
  var top: Top
  var bottom: Bottom

  @inline(__always) static var rows: Int { Top.rows + Bottom.rows }
  @inline(__always)
  init(loading address: UnsafePointer<Float>, rowStride: Int) {
    top = Top(loading: address, rowStride: rowStride)
    bottom = Bottom(loading: address + Top.rows * rowStride, rowStride: rowStride)
  }
  @inline(__always)
  func store(to address: UnsafeMutablePointer<Float>, rowStride: Int) {
    top.store(to: address, rowStride: rowStride)
    bottom.store(to: address + Top.rows * rowStride, rowStride: rowStride)
  }
  @inline(__always)
  mutating func addProducts(_ factor: Vector, vectors: UnsafePointer<Float>, rowStride: Int) {
    top.addProducts(factor, vectors: vectors, rowStride: rowStride)
    bottom.addProducts(factor, vectors: vectors + Top.rows * rowStride, rowStride: rowStride)
  }
}

/// Patches as large as the filters that AVX-512's registers hold whole.
typealias Patch3x3 = Stacked<Stacked<Strip3, Strip3>, Strip3>
typealias Rows2x4 = Stacked<Strip4, Strip4>
typealias Patch4x4 = Stacked<Rows2x4, Rows2x4>
typealias Rows2x5 = Stacked<Strip5, Strip5>
typealias Patch5x5 = Stacked<Stacked<Rows2x5, Rows2x5>, Strip5>
