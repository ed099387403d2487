import KernelShapes
import Kernels
import Numerics
import Testing

/// Double precision: every build agrees with the arithmetic written out, bit for bit.
@Suite struct ProductsTests {
  private static func normals(_ count: Int, _ member: Int) -> [Double] {
    RandomStream(seed: 4, trial: "products", member: member).normals(count).map(Double.init)
  }

  @Test(arguments: [(1, 1, 1), (13, 9, 300), (6, 8, 256), (25, 17, 513), (40, 3, 5)])
  func productsAreChainsOfFusedProducts(rows: Int, others: Int, columns: Int) {
    let (left, right) = (Self.normals(rows * columns, 0), Self.normals(others * columns, 1))
    let expected = (0..<rows * others).map { element in
      (0..<columns).reduce(0.0) { sum, column in
        sum.addingProduct(right[element % others * columns + column], left[element / others * columns + column])
      }
    }
    for build in InstructionSet.available {
      var (found, panel) = ([Double](repeating: 7, count: rows * others), [Double](repeating: .nan, count: KernelSet.productScratch))
      build.kernels.products(rows, others, columns, left, right, false, &panel, &found)
      #expect(found == expected, "\(build)")
    }
  }

  @Test func ofOneMatrixTheLowerTriangleIsEnough() {
    let (rows, columns) = (29, 270)
    let matrix = Self.normals(rows * columns, 0)
    for build in InstructionSet.available {
      var panel = [Double](repeating: 0, count: KernelSet.productScratch)
      var (whole, lower) = ([Double](repeating: 0, count: rows * rows), [Double](repeating: 0, count: rows * rows))
      build.kernels.products(rows, rows, columns, matrix, matrix, false, &panel, &whole)
      build.kernels.products(rows, rows, columns, matrix, matrix, true, &panel, &lower)
      for row in 0..<rows {
        for column in 0...row {
          #expect(lower[row * rows + column] == whole[row * rows + column] && whole[row * rows + column] == whole[column * rows + row])
        }
      }
    }
  }

  @Test(arguments: [0, 1, 8, 29]) func aMultipleIsAddedFused(count: Int) {
    let (values, sums) = (Self.normals(count, 0), Self.normals(count, 1))
    for build in InstructionSet.available {
      var found = sums
      build.kernels.addMultiple(count, 0.3, values, &found)
      #expect(found == zip(sums, values).map { $0.addingProduct(0.3, $1) })
    }
  }

  /// All rows change by less than -(v w^T + w v^T), and are then multiplied: each element in one order, whatever rows are taken together.
  @Test(arguments: [1, 4, 13, 26]) func reductionsAreChainsOfFusedProducts(count: Int) {
    let stride = count + 3
    let matrix = Self.normals(count * stride, 0)
    let (vector, change, next) = (Self.normals(count, 1), Self.normals(count, 2), Self.normals(count, 3))
    var (reduced, sums) = (matrix, Self.normals(count, 4))
    for row in 0..<count {
      for column in 0..<count {
        let place = row * stride + column
        reduced[place] = reduced[place].addingProduct(change[column], -vector[row]).addingProduct(vector[column], -change[row])
        sums[column] = sums[column].addingProduct(reduced[place], next[row])
      }
    }
    for build in InstructionSet.available {
      var (found, products) = (matrix, Self.normals(count, 4))
      build.kernels.reduce(count, stride, &found, vector, change, next, &products)
      #expect(found == reduced && products == sums, "\(build)")
    }
  }

  /// Numbers of few values, so that several are the greatest: the first of them counts. Some entries can never be chosen.
  @Test(arguments: [8, 40, 136]) func searchesFindTheFirstOfTheGreatest(count: Int) {
    let coarse = { (member: Int) in Self.normals(count, member).map { ($0 * 2).rounded() / 2 } }
    let (first, second, before) = (coarse(0), coarse(1), coarse(2))
    let up = coarse(3).map { $0 > 0.4 ? -Double.infinity : $0 }
    let down = coarse(4).map { $0 > 0.4 ? Double.infinity : $0 }
    let (kernel, variances) = (coarse(5), coarse(6).map { 2 + abs($0) })
    let residuals = before.indices.map { before[$0].addingProduct(-0.25, first[$0] - second[$0]) }
    let scores = zip(residuals, up).map { $0 + $1 }
    let score = scores.max()!
    let distances = zip(residuals, down).map { max(0, score - ($0 + $1)) }
    let gains = distances.indices.map { distances[$0] * distances[$0] / max(2.5 + variances[$0] - 2 * kernel[$0], 1e-12) }
    for build in InstructionSet.available {
      var found = before
      let best = build.kernels.stepAndFind(count, 0.25, first, second, &found, up)
      #expect(found == residuals && best.place == scores.firstIndex(of: score) && best.score == score)
      let partner = build.kernels.findPartner(count, score, 2.5, kernel, variances, found, down)
      #expect(partner.place == gains.firstIndex(of: gains.max()!) && partner.violation == distances.max())
      #expect(build.kernels.findPartner(count, -100, 2.5, kernel, variances, found, down) == (-1, 0))
    }
  }
}
