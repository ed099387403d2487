import KernelShapes

/// Rows one column wider than a filter: what the filter reaches from two neighbouring places.
protocol WidePatch {
  static var rows: Int { get }
  init(loading address: UnsafePointer<Float>, rowStride: Int)
  func store(to address: UnsafeMutablePointer<Float>, rowStride: Int)
  /// All columns but the last += factor * the filter's.
  mutating func addLeft(_ factor: Vector, filter: UnsafePointer<Float>, rowStride: Int)
  /// All columns but the first.
  mutating func addRight(_ factor: Vector, filter: UnsafePointer<Float>, rowStride: Int)
}

/// (Generic in the edges too: of a generic type with fields that are not, the compiler emits a weak symbol without the module's name, that makes their metadata.)
struct WideRow<Edge: Strip, Middle: Strip>: WidePatch {
  var left: Edge
  var middle: Middle
  var right: Edge

  @inline(__always) static var rows: Int { 1 }
  @inline(__always)
  init(loading address: UnsafePointer<Float>, rowStride: Int) {
    left = Edge(loading: address)
    middle = Middle(loading: address + lanes)
    right = Edge(loading: address + (Middle.width + 1) * lanes)
  }
  @inline(__always)
  func store(to address: UnsafeMutablePointer<Float>, rowStride: Int) {
    left.store(to: address, stride: lanes)
    middle.store(to: address + lanes, stride: lanes)
    right.store(to: address + (Middle.width + 1) * lanes, stride: lanes)
  }
  @inline(__always)
  mutating func addLeft(_ factor: Vector, filter: UnsafePointer<Float>, rowStride: Int) {
    left.addProducts(factor, vectors: filter, stride: lanes)
    middle.addProducts(factor, vectors: filter + lanes, stride: lanes)
  }
  @inline(__always)
  mutating func addRight(_ factor: Vector, filter: UnsafePointer<Float>, rowStride: Int) {
    middle.addProducts(factor, vectors: filter, stride: lanes)
    right.addProducts(factor, vectors: filter + Middle.width * lanes, stride: lanes)
  }
}
