import CVector
import KernelShapes

/// Eight numbers in double precision: one AVX-512 register, two of AVX2.
private typealias Wide = SIMD8<Double>

@inline(__always)
private func loadWide(_ address: UnsafePointer<Double>) -> Wide { UnsafeRawPointer(address).loadUnaligned(as: Wide.self) }

@inline(__always)
private func storeWide(_ vector: Wide, _ address: UnsafeMutablePointer<Double>) {
  UnsafeMutableRawPointer(address).storeBytes(of: vector, as: Wide.self)
}

/// Products of matrices in double precision: every element is one chain of fused multiply-adds in the order of the columns.
enum Products {
  #if KONOMI_V4
    private static let strip = 12
  #else
    private static let strip = 6
  #endif
  /// So many columns at a time: eight rows of them stay in the nearest cache.
  private static let block = KernelSet.productBlock
  private static let rowBlock = 192

  /// See `KernelSet.Products`.
  static func transposed(
    rows: Int, others: Int, columns: Int, left: UnsafePointer<Double>, right: UnsafePointer<Double>, lowerOnly: Bool,
    panel: UnsafeMutablePointer<Double>, result: UnsafeMutablePointer<Double>
  ) {
    // A block of rows stays in the second cache while all others pass.
    var top = 0
    while top < rows {
      let end = min(rows, top &+ rowBlock)
      let width = lowerOnly ? min(others, end) : others
      var j = 0
      while j < width {
        let wide = min(8, others &- j)
        var first = 0
        repeat {
          let count = min(block, columns &- first)
          pack(wide, count, right + (j &* columns &+ first), columns, panel)
          // A lower triangle needs only the rows from the diagonal down.
          var i = lowerOnly ? max(top, j) : top
          while i < end {
            let high = min(strip, end &- i)
            sums(high, wide, count, left + (i &* columns &+ first), columns, panel, first == 0, result + (i &* others &+ j), others)
            i &+= strip
          }
          first &+= count
        } while first < columns
        j &+= 8
      }
      top = end
    }
  }

  /// Eight rows side by side, column after column; rows that are missing are zero.
  private static func pack(
    _ rows: Int, _ count: Int, _ source: UnsafePointer<Double>, _ stride: Int, _ panel: UnsafeMutablePointer<Double>
  ) {
    var row = 0
    while row < 8 {
      let from = source + min(row, rows &- 1) &* stride
      var k = 0
      while k < count {
        panel[k &* 8 &+ row] = row < rows ? from[k] : 0
        k &+= 1
      }
      row &+= 1
    }
  }

  /// Some rows with the panel's eight. Missing rows repeat the last, and are written nowhere.
  @inline(never)
  private static func sums(
    _ rows: Int, _ width: Int, _ count: Int, _ left: UnsafePointer<Double>, _ stride: Int, _ panel: UnsafePointer<Double>, _ isFirst: Bool,
    _ target: UnsafeMutablePointer<Double>, _ targetStride: Int
  ) {
    let a0 = left
    let a1 = left + min(1, rows &- 1) &* stride
    let a2 = left + min(2, rows &- 1) &* stride
    let a3 = left + min(3, rows &- 1) &* stride
    let a4 = left + min(4, rows &- 1) &* stride
    let a5 = left + min(5, rows &- 1) &* stride
    var s0 = start(isFirst, target, width)
    var s1 = start(isFirst || rows < 2, target + targetStride, width)
    var s2 = start(isFirst || rows < 3, target + 2 &* targetStride, width)
    var s3 = start(isFirst || rows < 4, target + 3 &* targetStride, width)
    var s4 = start(isFirst || rows < 5, target + 4 &* targetStride, width)
    var s5 = start(isFirst || rows < 6, target + 5 &* targetStride, width)
    #if KONOMI_V4
      let a6 = left + min(6, rows &- 1) &* stride
      let a7 = left + min(7, rows &- 1) &* stride
      let a8 = left + min(8, rows &- 1) &* stride
      let a9 = left + min(9, rows &- 1) &* stride
      let a10 = left + min(10, rows &- 1) &* stride
      let a11 = left + min(11, rows &- 1) &* stride
      var s6 = start(isFirst || rows < 7, target + 6 &* targetStride, width)
      var s7 = start(isFirst || rows < 8, target + 7 &* targetStride, width)
      var s8 = start(isFirst || rows < 9, target + 8 &* targetStride, width)
      var s9 = start(isFirst || rows < 10, target + 9 &* targetStride, width)
      var s10 = start(isFirst || rows < 11, target + 10 &* targetStride, width)
      var s11 = start(isFirst || rows < 12, target + 11 &* targetStride, width)
    #endif
    var k = 0
    while k < count {
      let b = loadWide(panel + k &* 8)
      s0 = s0.addingProduct(b, Wide(repeating: a0[k]))
      s1 = s1.addingProduct(b, Wide(repeating: a1[k]))
      s2 = s2.addingProduct(b, Wide(repeating: a2[k]))
      s3 = s3.addingProduct(b, Wide(repeating: a3[k]))
      s4 = s4.addingProduct(b, Wide(repeating: a4[k]))
      s5 = s5.addingProduct(b, Wide(repeating: a5[k]))
      #if KONOMI_V4
        s6 = s6.addingProduct(b, Wide(repeating: a6[k]))
        s7 = s7.addingProduct(b, Wide(repeating: a7[k]))
        s8 = s8.addingProduct(b, Wide(repeating: a8[k]))
        s9 = s9.addingProduct(b, Wide(repeating: a9[k]))
        s10 = s10.addingProduct(b, Wide(repeating: a10[k]))
        s11 = s11.addingProduct(b, Wide(repeating: a11[k]))
      #endif
      k &+= 1
    }
    write(s0, true, target, width)
    write(s1, rows > 1, target + targetStride, width)
    write(s2, rows > 2, target + 2 &* targetStride, width)
    write(s3, rows > 3, target + 3 &* targetStride, width)
    write(s4, rows > 4, target + 4 &* targetStride, width)
    write(s5, rows > 5, target + 5 &* targetStride, width)
    #if KONOMI_V4
      write(s6, rows > 6, target + 6 &* targetStride, width)
      write(s7, rows > 7, target + 7 &* targetStride, width)
      write(s8, rows > 8, target + 8 &* targetStride, width)
      write(s9, rows > 9, target + 9 &* targetStride, width)
      write(s10, rows > 10, target + 10 &* targetStride, width)
      write(s11, rows > 11, target + 11 &* targetStride, width)
    #endif
  }

  /// The sums of the columns before; zero where there are none.
  @inline(__always)
  private static func start(_ isZero: Bool, _ target: UnsafePointer<Double>, _ width: Int) -> Wide {
    if isZero { return Wide(repeating: 0) }
    if width == 8 { return loadWide(target) }
    var sums = Wide(repeating: 0)
    var lane = 0
    while lane < width {
      sums[lane] = target[lane]
      lane &+= 1
    }
    return sums
  }

  @inline(__always)
  private static func write(_ sums: Wide, _ isThere: Bool, _ target: UnsafeMutablePointer<Double>, _ width: Int) {
    guard isThere else { return }
    if width == 8 { return storeWide(sums, target) }
    var lane = 0
    while lane < width {
      target[lane] = sums[lane]
      lane &+= 1
    }
  }

  /// See `KernelSet.AddMultiple`.
  static func addMultiple(count: Int, factor: Double, values: UnsafePointer<Double>, sums: UnsafeMutablePointer<Double>) {
    let factors = Wide(repeating: factor)
    var i = 0
    while i &+ 8 <= count {
      storeWide(loadWide(sums + i).addingProduct(factors, loadWide(values + i)), sums + i)
      i &+= 8
    }
    while i < count {
      sums[i].addProduct(factor, values[i])
      i &+= 1
    }
  }

  /// See `KernelSet.Reduce`. Four rows at a time.
  static func reduce(
    count: Int, stride: Int, matrix: UnsafeMutablePointer<Double>, vector: UnsafePointer<Double>, change: UnsafePointer<Double>,
    next: UnsafePointer<Double>, products: UnsafeMutablePointer<Double>
  ) {
    var row = 0
    while row &+ 4 <= count {
      let a = matrix + row &* stride
      let b = a + stride
      let c = b + stride
      let d = c + stride
      let (av, bv, cv, dv) = (-vector[row], -vector[row &+ 1], -vector[row &+ 2], -vector[row &+ 3])
      let (aw, bw, cw, dw) = (-change[row], -change[row &+ 1], -change[row &+ 2], -change[row &+ 3])
      let (an, bn, cn, dn) = (next[row], next[row &+ 1], next[row &+ 2], next[row &+ 3])
      var i = 0
      while i &+ 8 <= count {
        let v = loadWide(vector + i)
        let w = loadWide(change + i)
        var sum = loadWide(products + i)
        let ra = loadWide(a + i).addingProduct(w, Wide(repeating: av)).addingProduct(v, Wide(repeating: aw))
        let rb = loadWide(b + i).addingProduct(w, Wide(repeating: bv)).addingProduct(v, Wide(repeating: bw))
        let rc = loadWide(c + i).addingProduct(w, Wide(repeating: cv)).addingProduct(v, Wide(repeating: cw))
        let rd = loadWide(d + i).addingProduct(w, Wide(repeating: dv)).addingProduct(v, Wide(repeating: dw))
        sum = sum.addingProduct(ra, Wide(repeating: an)).addingProduct(rb, Wide(repeating: bn))
        sum = sum.addingProduct(rc, Wide(repeating: cn)).addingProduct(rd, Wide(repeating: dn))
        storeWide(ra, a + i)
        storeWide(rb, b + i)
        storeWide(rc, c + i)
        storeWide(rd, d + i)
        storeWide(sum, products + i)
        i &+= 8
      }
      while i < count {
        a[i] = a[i].addingProduct(change[i], av).addingProduct(vector[i], aw)
        b[i] = b[i].addingProduct(change[i], bv).addingProduct(vector[i], bw)
        c[i] = c[i].addingProduct(change[i], cv).addingProduct(vector[i], cw)
        d[i] = d[i].addingProduct(change[i], dv).addingProduct(vector[i], dw)
        products[i] = products[i].addingProduct(a[i], an).addingProduct(b[i], bn).addingProduct(c[i], cn).addingProduct(d[i], dn)
        i &+= 1
      }
      row &+= 4
    }
    while row < count {
      let a = matrix + row &* stride
      addMultiple(count: count, factor: -vector[row], values: change, sums: a)
      addMultiple(count: count, factor: -change[row], values: vector, sums: a)
      addMultiple(count: count, factor: next[row], values: a, sums: products)
      row &+= 1
    }
  }

  /// See `KernelSet.StepAndFind`.
  static func stepAndFind(
    count: Int, factor: Double, first: UnsafePointer<Double>, second: UnsafePointer<Double>, residuals: UnsafeMutablePointer<Double>,
    shifts: UnsafePointer<Double>
  ) -> (place: Int, score: Double) {
    var score = 0.0
    let place = konomi_step_and_find(count, factor, first, second, residuals, shifts, &score)
    return (place, score)
  }

  /// See `KernelSet.FindPartner`.
  static func findPartner(
    count: Int, score: Double, variance: Double, kernel: UnsafePointer<Double>, variances: UnsafePointer<Double>,
    residuals: UnsafePointer<Double>, shifts: UnsafePointer<Double>
  ) -> (place: Int, violation: Double) {
    var violation = 0.0
    let place = konomi_find_partner(count, score, variance, kernel, variances, residuals, shifts, &violation)
    return (place, violation)
  }
}
