import KernelShapes

/// A move of an image by whole pixels, its edge pixels repeated where it would run out.
///
/// Max pooling lays a grid over the image: a network answers a bar that runs along the grid alike wherever in a window of the pool it lies, and often best at the
/// window's ends. An ascent that always shows its images at one place ends there, beside the neuron's true optimum. One that shows them at the nine places around ends
/// between: jitter, as in Mordvintsev et al. (Inceptionism, 2015) and Olah et al. (Feature Visualization, Distill 2017, doi 10.23915/distill.00007).
struct ImageShift: Sendable, Equatable {
  let down: Int
  let right: Int

  static let none = ImageShift(down: 0, right: 0)

  /// The nine places at most a pixel away, in an order whose neighbours differ.
  static let around = [0, 2, 4, 6, 8, 1, 3, 5, 7].map { ImageShift(down: $0 / 3 - 1, right: $0 % 3 - 1) }

  /// Writes the plane [y][x] so that the pixel at (y, x) is that of `source` at (y + down, x + right).
  func apply(_ shape: PlaneShape, _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>) {
    forEachRow(shape) { row, sourceRow, columns in
      let (from, to) = (source + sourceRow * shape.width, target + row * shape.width)
      for x in 0..<columns.lowerBound { to[x] = from[0] }
      for x in columns { to[x] = from[x + right] }
      for x in columns.upperBound..<shape.width { to[x] = from[shape.width - 1] }
    }
  }

  /// The transpose of `apply`: adds the gradient of the moved plane to that of the plane.
  func addBack(_ shape: PlaneShape, _ moved: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>) {
    forEachRow(shape) { row, sourceRow, columns in
      let (from, to) = (moved + row * shape.width, target + sourceRow * shape.width)
      for x in 0..<columns.lowerBound { to[0] += from[x] }
      for x in columns { to[x + right] += from[x] }
      for x in columns.upperBound..<shape.width { to[shape.width - 1] += from[x] }
    }
  }

  /// Each row of the moved plane, the row that it shows, and its columns that show no repeated edge.
  private func forEachRow(_ shape: PlaneShape, _ visit: (_ row: Int, _ sourceRow: Int, _ columns: Range<Int>) -> Void) {
    let columns = max(0, -right)..<shape.width - max(0, right)
    for row in 0..<shape.height { visit(row, min(max(row + down, 0), shape.height - 1), columns) }
  }
}
