/// Minimisation without derivatives by a simplex that reflects, expands, contracts and shrinks.
///
/// Nelder & Mead, Computer J. 7:308 (1965), in the order of Lagarias et al., SIAM J. Optim. 9:112 (1998).
public struct NelderMead: Sendable {
  /// Iterations after which the search ends in any case.
  public var iterations: Int
  /// It ends earlier where no coordinate of the simplex is further from the best point than this, and no value.
  public var pointTolerance: Double
  public var valueTolerance: Double

  public init(iterations: Int = 400, pointTolerance: Double = 1e-3, valueTolerance: Double = 1e-6) {
    self.iterations = iterations
    self.pointTolerance = pointTolerance
    self.valueTolerance = valueTolerance
  }

  /// A point and the function's value there.
  public struct Vertex: Sendable, Equatable {
    public var point: [Double]
    public var value: Double
  }

  /// The lowest point found from the simplex of `start` and, for each coordinate, `start` with its step added there.
  /// - Parameter function: where it is large, or infinite, nothing is looked for; NaN it must not be.
  /// - Precondition: as many steps as coordinates.
  public func minimum(from start: [Double], steps: [Double], of function: ([Double]) -> Double) -> Vertex {
    func evaluate(_ point: [Double]) -> Vertex { Vertex(point: point, value: function(point)) }
    var simplex = [evaluate(start)]
    for axis in start.indices {
      var point = start
      point[axis] += steps[axis]
      simplex.append(evaluate(point))
    }
    sort(&simplex)
    for _ in 0..<iterations where !hasConverged(simplex) {
      if !replaceWorst(of: &simplex, evaluate) {
        for place in 1..<simplex.count {
          simplex[place] = evaluate(Self.along(from: simplex[0].point, to: simplex[place].point, 0.5))
        }
      }
      sort(&simplex)
    }
    return simplex[0]
  }

  /// Puts a better point in the worst one's place; false where none was found and the simplex must shrink.
  private func replaceWorst(of simplex: inout [Vertex], _ evaluate: ([Double]) -> Vertex) -> Bool {
    let worst = simplex[simplex.count - 1]
    let others = simplex.dropLast()
    let centre = worst.point.indices.map { axis in others.reduce(0) { $0 + $1.point[axis] } / Double(others.count) }
    let reflected = evaluate(Self.along(from: centre, to: worst.point, -1))
    var replacement: Vertex?
    if reflected.value < simplex[0].value {
      let expanded = evaluate(Self.along(from: centre, to: worst.point, -2))
      replacement = expanded.value < reflected.value ? expanded : reflected
    } else if reflected.value < simplex[simplex.count - 2].value {
      replacement = reflected
    } else if reflected.value < worst.value {
      let outside = evaluate(Self.along(from: centre, to: worst.point, -0.5))
      replacement = outside.value <= reflected.value ? outside : nil
    } else {
      let inside = evaluate(Self.along(from: centre, to: worst.point, 0.5))
      replacement = inside.value < worst.value ? inside : nil
    }
    guard let replacement else { return false }
    simplex[simplex.count - 1] = replacement
    return true
  }

  private func hasConverged(_ simplex: [Vertex]) -> Bool {
    simplex.dropFirst().allSatisfy { vertex in
      (vertex.value - simplex[0].value).magnitude <= valueTolerance
        && zip(vertex.point, simplex[0].point).allSatisfy { ($0 - $1).magnitude <= pointTolerance }
    }
  }

  /// Lowest first; equal values keep their order.
  private func sort(_ simplex: inout [Vertex]) {
    let order = simplex.indices.sorted { (simplex[$0].value, $0) < (simplex[$1].value, $1) }
    simplex = order.map { simplex[$0] }
  }

  private static func along(from origin: [Double], to target: [Double], _ share: Double) -> [Double] {
    zip(origin, target).map { $0 + share * ($1 - $0) }
  }
}
