import Numerics
import Testing

struct NelderMeadTests {
  @Test func aBowlsBottomIsFound() {
    let lowest = NelderMead(iterations: 2000, pointTolerance: 1e-9, valueTolerance: 1e-15).minimum(
      from: [4, -3, 2], steps: [1, 1, 1]
    ) { x in
      (x[0] - 1) * (x[0] - 1) + 10 * (x[1] + 2) * (x[1] + 2) + 0.1 * (x[2] - 0.5) * (x[2] - 0.5) + 7
    }
    #expect(zip(lowest.point, [1, -2, 0.5]).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(abs(lowest.value - 7) < 1e-12)
  }

  /// The bottom lies on a wall, beyond which everything is worse.
  @Test func aWallIsNotPassed() {
    let lowest = NelderMead(iterations: 500, pointTolerance: 1e-8, valueTolerance: 1e-12).minimum(from: [3, 1], steps: [0.5, 0.5]) { x in
      x[0] < 1 ? .infinity : x[0] * x[0] + x[1] * x[1]
    }
    #expect(abs(lowest.point[0] - 1) < 1e-4 && abs(lowest.point[1]) < 1e-3 && lowest.point[0] >= 1)
  }

  @Test func itEndsByCountOrByTolerance() {
    let count = { (search: NelderMead) in
      var asked = 0
      _ = search.minimum(from: [1], steps: [1]) { x in
        asked += 1
        return x[0] * x[0]
      }
      return asked
    }
    #expect(count(NelderMead(iterations: 0)) == 2)
    #expect(count(NelderMead(iterations: 5)) < count(NelderMead(iterations: 50)))
    #expect(count(NelderMead(iterations: 10_000)) < 200)
  }
}
