import Numerics

/// An image, ready to be compared with many Gabor functions: amplitude and phase are solved for, everything else is asked.
struct GaborMatch {
  /// What the search varies; phase and amplitude follow by least squares.
  struct Geometry {
    /// In radians, not reduced to half a turn.
    var orientation: Double
    var wavelength: Double
    var sigma: Double
    var aspect: Double
    var centreX: Double
    var centreY: Double
  }

  let channels: Int
  let height: Int
  let width: Int
  /// Each channel less its own mean, as the waves are; all divided by the norm of the whole image less its one mean.
  let pixels: [Double]

  /// nil for an image without contrast.
  /// - Parameter image: [channels, height, width].
  init?(_ image: Tensor) {
    precondition(image.shape.count == 3, "an image is [channels, height, width], not \(image.shape)")
    (channels, height, width) = (image.shape[0], image.shape[1], image.shape[2])
    guard let variance = Statistics.variance(image.values), variance > 1e-20 else { return nil }
    let norm = (variance * Double(image.values.count)).squareRoot()
    pixels = (0..<image.count).flatMap { channel -> [Double] in
      let mean = Statistics.mean(Array(image[channel])) ?? 0
      return image[channel].map { (Double($0) - mean) / norm }
    }
  }

  /// The best cosine and sine amplitude for each channel, and Pearson r of the sum with the image.
  struct Solution {
    var similarity: Double
    var amplitudes: [(cosine: Double, sine: Double)]
  }

  /// The least-squares fit of envelope times (a cos + b sin), zero mean in each channel, with `geometry`.
  func solve(_ geometry: Geometry) -> Solution { solve(moments(geometry)) }

  /// The same from sums over the pixels.
  func solve(_ sums: Moments) -> Solution {
    let count = Double(height * width)
    let cc = sums.cosineSquared - sums.cosine * sums.cosine / count
    let ss = sums.sineSquared - sums.sine * sums.sine / count
    let cs = sums.product - sums.cosine * sums.sine / count
    let determinant = cc * ss - cs * cs
    guard determinant > 1e-9 * (cc * cc + ss * ss) else { return Solution(similarity: 0, amplitudes: sums.image.map { _ in (0, 0) }) }
    var explained = 0.0
    let amplitudes = sums.image.map { image -> (cosine: Double, sine: Double) in
      let a = (image.cosine * ss - image.sine * cs) / determinant
      let b = (image.sine * cc - image.cosine * cs) / determinant
      explained += a * image.cosine + b * image.sine
      return (a, b)
    }
    return Solution(similarity: min(1, max(0, explained).squareRoot()), amplitudes: amplitudes)
  }

  /// Sums over the pixels of envelope times cosine and sine, their squares and product, and of both with the image, channel by channel.
  struct Moments {
    var cosine = 0.0
    var sine = 0.0
    var cosineSquared = 0.0
    var sineSquared = 0.0
    var product = 0.0
    var image: [(cosine: Double, sine: Double)]
  }

  /// How far below its peak the envelope's exponent is followed: e^-20 is 2e-9.
  private static let depth = 20.0

  /// Per row, envelope and wave are a function of x alone, times one of y, times the power of one number that their mixed term makes of x: each row is one pass over
  /// its pixels, four side by side, and the row's factors are multiplied in at its end. No power leaves the range of numbers: within `depth` the mixed term is below 80 for any aspect from 0.3 to 3.
  private func moments(_ geometry: Geometry) -> Moments {
    var sums = Moments(image: [(cosine: Double, sine: Double)](repeating: (0, 0), count: channels))
    let (cosine, sine) = (Elementary.cos(geometry.orientation), Elementary.sin(geometry.orientation))
    let narrowing = 1 / (2 * geometry.sigma * geometry.sigma)
    let squaredAspect = geometry.aspect * geometry.aspect
    // The exponent is -(alongX dx^2 + 2 mixed dx dy + alongY dy^2).
    let alongX = (cosine * cosine + squaredAspect * sine * sine) * narrowing
    let alongY = (sine * sine + squaredAspect * cosine * cosine) * narrowing
    let mixed = (1 - squaredAspect) * cosine * sine * narrowing
    let wave = 2 * Double.pi / geometry.wavelength
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * width) { columns in
      let (evens, odds) = (columns.baseAddress!, columns.baseAddress! + width)
      for x in 0..<width {
        let dx = Double(x) - geometry.centreX
        let envelope = Elementary.exp(-alongX * dx * dx)
        evens[x] = envelope * Elementary.cos(wave * cosine * dx)
        odds[x] = envelope * Elementary.sin(wave * cosine * dx)
      }
      pixels.withUnsafeBufferPointer { pixels in
        for y in 0..<height {
          let dy = Double(y) - geometry.centreY
          let peak = -(alongY - mixed * mixed / alongX) * dy * dy
          guard peak > -Self.depth else { continue }
          let middle = geometry.centreX - mixed * dy / alongX
          let reach = ((peak + Self.depth) / alongX).squareRoot()
          let first = max(0, Int((middle - reach).rounded(.up)))
          let last = min(width - 1, Int((middle + reach).rounded(.down)))
          guard first <= last else { continue }
          let power = (start: Elementary.exp(-2 * mixed * dy * (Double(first) - geometry.centreX)), step: Elementary.exp(-2 * mixed * dy))
          let envelope = Elementary.exp(-alongY * dy * dy)
          let factor = (even: envelope * Elementary.cos(wave * sine * dy), odd: envelope * Elementary.sin(wave * sine * dy))
          for channel in 0..<channels {
            let row = RowSums(first, last, evens, odds, power.start, power.step, pixels.baseAddress! + (channel * height + y) * width)
            if channel == 0 { sums.add(row, factor) }
            sums.image[channel].cosine += row.imageEven * factor.even - row.imageOdd * factor.odd
            sums.image[channel].sine += row.imageEven * factor.odd + row.imageOdd * factor.even
          }
        }
      }
    }
    return sums
  }
}

/// Sums over a row's pixels of the complex function of x, of its squares and product, and of it with the image.
private struct RowSums {
  var even = 0.0
  var odd = 0.0
  var evenSquared = 0.0
  var oddSquared = 0.0
  var product = 0.0
  var imageEven = 0.0
  var imageOdd = 0.0

  /// The function is `evens` + i `odds`, times `power` at pixel `first` and `step` times as much at each further one.
  init(
    _ first: Int, _ last: Int, _ evens: UnsafePointer<Double>, _ odds: UnsafePointer<Double>, _ power: Double, _ step: Double,
    _ image: UnsafePointer<Double>
  ) {
    typealias Four = SIMD4<Double>
    func load(_ address: UnsafePointer<Double>) -> Four { UnsafeRawPointer(address).loadUnaligned(as: Four.self) }
    let square = step * step
    var powers = Four(1, step, square, square * step) * power
    let steps = Four(repeating: square * square)
    var (even4, odd4, evens4, odds4) = (Four.zero, Four.zero, Four.zero, Four.zero)
    var (product4, imageEven4, imageOdd4) = (Four.zero, Four.zero, Four.zero)
    var x = first
    while x &+ 3 <= last {
      let (re, im) = (powers * load(evens + x), powers * load(odds + x))
      let pixel = load(image + x)
      even4 += re
      odd4 += im
      evens4 += re * re
      odds4 += im * im
      product4 += re * im
      imageEven4 += pixel * re
      imageOdd4 += pixel * im
      powers *= steps
      x &+= 4
    }
    // In one order on every machine.
    func sum(_ four: Four) -> Double { (four[0] + four[1]) + (four[2] + four[3]) }
    (even, odd, evenSquared, oddSquared) = (sum(even4), sum(odd4), sum(evens4), sum(odds4))
    (product, imageEven, imageOdd) = (sum(product4), sum(imageEven4), sum(imageOdd4))
    var lane = 0
    while x <= last {
      let (re, im) = (powers[lane] * evens[x], powers[lane] * odds[x])
      even += re
      odd += im
      evenSquared += re * re
      oddSquared += im * im
      product += re * im
      imageEven += image[x] * re
      imageOdd += image[x] * im
      x &+= 1
      lane &+= 1
    }
  }
}

extension GaborMatch.Moments {
  /// Adds a row whose function is times a complex factor.
  fileprivate mutating func add(_ row: RowSums, _ factor: (even: Double, odd: Double)) {
    cosine += row.even * factor.even - row.odd * factor.odd
    sine += row.even * factor.odd + row.odd * factor.even
    // |f|^2 and f^2 of a complex number f give the squares of its parts and their product.
    let power = (row.evenSquared + row.oddSquared) * (factor.even * factor.even + factor.odd * factor.odd)
    let (re, im) = (row.evenSquared - row.oddSquared, 2 * row.product)
    let (squaredRe, squaredIm) = (factor.even * factor.even - factor.odd * factor.odd, 2 * factor.even * factor.odd)
    let real = re * squaredRe - im * squaredIm
    cosineSquared += (power + real) / 2
    sineSquared += (power - real) / 2
    product += (re * squaredIm + im * squaredRe) / 2
  }
}
