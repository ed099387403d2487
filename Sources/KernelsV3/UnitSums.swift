import KernelShapes

/// Live units, each with its gradient and the place, in floats from a base that the user of the list knows, of what that gradient multiplies.
///
/// (A tuple, not a struct: the compiler would emit a struct's copy functions as weak symbols without the module's name.)
typealias UnitList = (offsets: UnsafePointer<Int32>, gradients: UnsafePointer<Float>, count: Int)

/// What the gradients of filters and of inputs have in common.
enum UnitSums {
  static func sum(_ list: UnitList, from start: Float) -> Float {
    var sum = start
    var unit = 0
    while unit < list.count {
      sum += list.gradients[unit]
      unit &+= 1
    }
    return sum
  }

  /// Adds gradient x filter of every unit to the gradient of the input: of one list's units at the target, of the other's, if there is one, a pixel to its right.
  static func addFilters(
    _ left: UnitList, _ right: UnitList?, side: Int, filters: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, row: Int
  ) {
    #if KONOMI_V4
      if let right {
        switch side {
        case 3: return add(Wide3.self, left, right, side, filters, target, row)
        case 4: return add(Wide4.self, left, right, side, filters, target, row)
        case 5: return add(Wide5.self, left, right, side, filters, target, row)
        default: break
        }
      }
    #endif
    addPatches(left, side: side, from: filters, row: side * lanes, to: target, targetRow: row)
    if let right { addPatches(right, side: side, from: filters, row: side * lanes, to: target + lanes, targetRow: row) }
  }

  @inline(__always)
  private static func add<Patch: WidePatch>(
    _: Patch.Type, _ left: UnitList, _ right: UnitList, _ side: Int, _ filters: UnsafePointer<Float>,
    _ target: UnsafeMutablePointer<Float>, _ row: Int
  ) {
    var patch = Patch(loading: target, rowStride: row)
    var unit = 0
    while unit < left.count {
      patch.addLeft(Vector(repeating: left.gradients[unit]), filter: filters + Int(left.offsets[unit]), rowStride: side * lanes)
      unit &+= 1
    }
    unit = 0
    while unit < right.count {
      patch.addRight(Vector(repeating: right.gradients[unit]), filter: filters + Int(right.offsets[unit]), rowStride: side * lanes)
      unit &+= 1
    }
    patch.store(to: target, rowStride: row)
  }

  /// Adds gradient x patch of the input of every unit to a filter's gradient, `side` rows of `side` vectors each.
  static func addPatches(
    _ list: UnitList, side: Int, from source: UnsafePointer<Float>, row: Int, to target: UnsafeMutablePointer<Float>, targetRow: Int
  ) {
    switch side {
    #if KONOMI_V4
      case 3: add(Patch3x3.self, list, source, row, target, targetRow)
      case 4: add(Patch4x4.self, list, source, row, target, targetRow)
      case 5: add(Patch5x5.self, list, source, row, target, targetRow)
    #endif
    default:
      var y = 0
      while y < side {
        addRow(list, side, source + y * row, target + y * targetRow)
        y += 1
      }
    }
  }

  /// `width` vectors at once, or, where registers do not hold them, in two parts.
  private static func addRow(_ list: UnitList, _ width: Int, _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) {
    switch width {
    case 1: add(Strip1.self, list, source, target)
    case 2: add(Strip2.self, list, source, target)
    case 3: add(Strip3.self, list, source, target)
    case 4: add(Strip4.self, list, source, target)
    case 5: add(Strip5.self, list, source, target)
    case 6: add(Strip6.self, list, source, target)
    default:
      let half = width / 2
      addRow(list, half, source, target)
      addRow(list, width - half, source + half * lanes, target + half * lanes)
    }
  }

  @inline(__always)
  private static func add<Taps: Strip>(
    _: Taps.Type, _ list: UnitList, _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>
  ) {
    var taps = Taps(loading: target)
    var unit = 0
    while unit < list.count {
      taps.addProducts(Vector(repeating: list.gradients[unit]), vectors: source + Int(list.offsets[unit]), stride: lanes)
      unit &+= 1
    }
    taps.store(to: target, stride: lanes)
  }

  @inline(__always)
  private static func add<Taps: Patch>(
    _: Taps.Type, _ list: UnitList, _ source: UnsafePointer<Float>, _ row: Int, _ target: UnsafeMutablePointer<Float>, _ targetRow: Int
  ) {
    var taps = Taps(loading: target, rowStride: targetRow)
    var unit = 0
    while unit < list.count {
      taps.addProducts(Vector(repeating: list.gradients[unit]), vectors: source + Int(list.offsets[unit]), rowStride: row)
      unit &+= 1
    }
    taps.store(to: target, rowStride: targetRow)
  }
}
