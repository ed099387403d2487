/// (In a file of its own: beside another generic type the compiler would emit a weak symbol without the module's name, that makes their metadata.)
struct WideStack<Top: WidePatch, Bottom: WidePatch>: WidePatch {
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
  mutating func addLeft(_ factor: Vector, filter: UnsafePointer<Float>, rowStride: Int) {
    top.addLeft(factor, filter: filter, rowStride: rowStride)
    bottom.addLeft(factor, filter: filter + Top.rows * rowStride, rowStride: rowStride)
  }
  @inline(__always)
  mutating func addRight(_ factor: Vector, filter: UnsafePointer<Float>, rowStride: Int) {
    top.addRight(factor, filter: filter, rowStride: rowStride)
    bottom.addRight(factor, filter: filter + Top.rows * rowStride, rowStride: rowStride)
  }
}

typealias Wide3 = WideStack<WideStack<WideRow<Strip1, Strip2>, WideRow<Strip1, Strip2>>, WideRow<Strip1, Strip2>>
typealias WideRows4 = WideStack<WideRow<Strip1, Strip3>, WideRow<Strip1, Strip3>>
typealias Wide4 = WideStack<WideRows4, WideRows4>
typealias WideRows5 = WideStack<WideRow<Strip1, Strip4>, WideRow<Strip1, Strip4>>
typealias Wide5 = WideStack<WideStack<WideRows5, WideRows5>, WideRow<Strip1, Strip4>>
