import Numerics

/// Images of surfaces that hide one another, as leaves on the ground do: edges, corners and uniform parts at all scales, as in photographs
/// (Lee, Mumford & Huang, Int. J. Comput. Vis. 41:35, 2001).
///
/// Leaves are ellipses whose size falls off as the inverse cube, each with a grey level and a shading of its own. They are laid from the top down until nothing shows
/// through, on a finer grid than the image's, whose pixels are then averages, as a camera's are.
struct DeadLeaves {
  let side: Int
  /// Points along each side of a pixel.
  private static let fineness = 3
  /// The leaves' longer half axis, in pixels: the least, and the largest as a multiple of the image's side.
  private static let leastRadius = 1.0
  private static let largestRadius = 2.0
  /// The least standard deviation of an image, in grey levels from 0 to 1: below, hardly an edge is seen, and another image is made.
  private static let leastContrast = 0.03

  /// `side` x `side` pixels in row-major order, grey levels from about 0 to 1.
  func image(_ stream: RandomStream) -> [Double] {
    var attempt = 0
    while true {
      let image = image(stream, attempt: attempt)
      if let contrast = Statistics.standardDeviation(image), contrast >= Self.leastContrast { return image }
      attempt += 1
    }
  }

  private func image(_ stream: RandomStream, attempt: Int) -> [Double] {
    let fine = side * Self.fineness
    var points = [Double](repeating: .nan, count: fine * fine)
    var uncovered = points.count
    var number = 0
    while uncovered > 0 {
      if let leaf = Leaf(stream, attempt: attempt, leaf: number, side: side) {
        uncovered -= leaf.cover(&points, side: fine, fineness: Self.fineness)
      }
      number += 1
    }
    return (0..<side * side).map { pixel in
      let (row, column) = (pixel / side * Self.fineness, pixel % side * Self.fineness)
      var sum = 0.0
      for y in row..<row + Self.fineness { for x in column..<column + Self.fineness { sum += points[y * fine + x] } }
      return sum / Double(Self.fineness * Self.fineness)
    }
  }

  private struct Leaf {
    /// Centre, in pixels.
    let x, y: Double
    /// Half axes, in pixels, and the longer one's direction.
    let long, short, cosine, sine: Double
    let grey, shadingX, shadingY: Double

    /// Nil where it lies wholly outside of the image, as most do.
    init?(_ stream: RandomStream, attempt: Int, leaf: Int, side: Int) {
      let early = stream.words(step: attempt, index: 2 * leaf)
      let draw = { (word: UInt32) in Double(word) * 0x1p-32 }
      // Density proportional to r^-3, by inversion of its distribution.
      let largest = DeadLeaves.largestRadius * Double(side)
      let (least2, largest2) = (1 / (DeadLeaves.leastRadius * DeadLeaves.leastRadius), 1 / (largest * largest))
      long = 1 / (least2 - draw(early[0]) * (least2 - largest2)).squareRoot()
      // Centres lie as far outside as the largest leaf reaches, or the rim would have fewer leaves than the middle.
      x = draw(early[3]) * (Double(side) + 2 * largest) - largest
      guard x > -long, x < Double(side) + long else { return nil }
      let late = stream.words(step: attempt, index: 2 * leaf + 1)
      y = draw(late[0]) * (Double(side) + 2 * largest) - largest
      guard y > -long, y < Double(side) + long else { return nil }
      short = long * (0.3 + 0.7 * draw(early[1]))
      let direction = Double.pi * draw(early[2])
      (cosine, sine) = (Elementary.cos(direction), Elementary.sin(direction))
      grey = draw(late[1])
      let slope = 0.5 / Double(side)
      shadingX = (2 * draw(late[2]) - 1) * slope
      shadingY = (2 * draw(late[3]) - 1) * slope
    }

    /// Gives its grey to the points that it covers and that no other covers yet; returns their number.
    func cover(_ points: inout [Double], side: Int, fineness: Int) -> Int {
      let scale = Double(fineness)
      let span = { (centre: Double) in
        let first = max(0, Int(((centre - long) * scale).rounded(.down)))
        return first..<max(first, min(side, Int(((centre + long) * scale).rounded(.up))))
      }
      var covered = 0
      for row in span(y) {
        for column in span(x) where points[row * side + column].isNaN {
          let (dx, dy) = ((Double(column) + 0.5) / scale - x, (Double(row) + 0.5) / scale - y)
          let (u, v) = ((dx * cosine + dy * sine) / long, (dy * cosine - dx * sine) / short)
          guard u * u + v * v <= 1 else { continue }
          points[row * side + column] = grey + shadingX * dx + shadingY * dy
          covered += 1
        }
      }
      return covered
    }
  }
}
