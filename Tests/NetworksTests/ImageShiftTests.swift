import KernelShapes
import Numerics
import Testing

@testable import Networks

@Suite struct ImageShiftTests {
  private let shape = PlaneShape(height: 3, width: 4)

  private func moved(_ shift: ImageShift, _ plane: [Float]) -> [Float] {
    var target = [Float](repeating: .nan, count: plane.count)
    shift.apply(shape, plane, to: &target)
    return target
  }

  @Test(arguments: [
    (down: 0, right: 0, expected: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] as [Float]),
    (1, 0, [4, 5, 6, 7, 8, 9, 10, 11, 8, 9, 10, 11]), (0, -1, [0, 0, 1, 2, 4, 4, 5, 6, 8, 8, 9, 10]),
    (-1, 1, [1, 2, 3, 3, 1, 2, 3, 3, 5, 6, 7, 7]),
  ])
  func repeatsTheEdge(down: Int, right: Int, expected: [Float]) {
    #expect(moved(ImageShift(down: down, right: right), (0..<12).map(Float.init)) == expected)
  }

  @Test func aGradientGoesBackTheSameWay() {
    let stream = RandomStream(seed: 1, trial: "moved planes")
    let (plane, weights) = (stream.normals(12), Array(stream.normals(24).suffix(12)))
    for shift in ImageShift.around {
      // Of the sum of weights x moved plane: added to what is there.
      var gradient = [Float](repeating: 1, count: 12)
      shift.addBack(shape, weights, to: &gradient)
      let direct = zip(moved(shift, plane), weights).reduce(0) { $0 + $1.0 * $1.1 }
      let back = zip(plane, gradient).reduce(0) { $0 + $1.0 * ($1.1 - 1) }
      #expect(abs(direct - back) < 1e-5, "\(shift)")
    }
  }

  @Test func thePlacesAroundAreNineWithTheImagesOwnInTheirMiddle() {
    let places = ImageShift.around
    #expect(places.count == 9)
    #expect(places.contains(.none))
    #expect(places.indices.allSatisfy { !places[..<$0].contains(places[$0]) })
    #expect(places.reduce(0) { $0 + $1.down } == 0 && places.reduce(0) { $0 + $1.right } == 0)
  }
}
