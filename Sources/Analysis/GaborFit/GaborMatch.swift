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
  private let pixels: [Double]

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
  func solve(_ geometry: Geometry) -> Solution {
    let sums = moments(geometry)
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
  private struct Moments {
    var cosine = 0.0
    var sine = 0.0
    var cosineSquared = 0.0
    var sineSquared = 0.0
    var product = 0.0
    var image: [(cosine: Double, sine: Double)]
  }

  /// How far below its peak the envelope's exponent is followed: e^-20 is 2e-9.
  private static let depth = 20.0

  /// Along a row both envelope and wave are followed by multiplication alone, outwards from the row's highest point so that rounding errors fade.
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
    let turn = (cos: Elementary.cos(wave * cosine), sin: Elementary.sin(wave * cosine))
    let fall = Elementary.exp(-2 * alongX)
    for y in 0..<height {
      let dy = Double(y) - geometry.centreY
      let peak = -(alongY - mixed * mixed / alongX) * dy * dy
      guard peak > -Self.depth else { continue }
      let middle = geometry.centreX - mixed * dy / alongX
      let reach = ((peak + Self.depth) / alongX).squareRoot()
      let first = max(0, Int((middle - reach).rounded(.up)))
      let last = min(width - 1, Int((middle + reach).rounded(.down)))
      guard first <= last else { continue }
      let start = min(last, max(first, Int(middle.rounded())))
      let offset = Double(start) - middle
      let envelope = Elementary.exp(peak - alongX * offset * offset)
      let angle = wave * ((Double(start) - geometry.centreX) * cosine + dy * sine)
      let phasor = (cos: Elementary.cos(angle), sin: Elementary.sin(angle))
      let right = Elementary.exp(-alongX * (2 * offset + 1))
      follow(y, from: start, through: last, by: 1, envelope, right, fall, phasor, turn, into: &sums)
      guard start > first else { continue }
      let left = Elementary.exp(alongX * (2 * offset - 1))
      let back = (cos: turn.cos, sin: -turn.sin)
      let before = (cos: phasor.cos * back.cos - phasor.sin * back.sin, sin: phasor.sin * back.cos + phasor.cos * back.sin)
      follow(y, from: start - 1, through: first, by: -1, envelope * left, left * fall, fall, before, back, into: &sums)
    }
    return sums
  }

  /// Adds the pixels of row `y` from column `start` to `end`: the envelope is multiplied by `ratio`, that by `fall`, and the wave turns by `turn`, at each step.
  private func follow(
    _ y: Int, from start: Int, through end: Int, by step: Int, _ envelope: Double, _ ratio: Double, _ fall: Double,
    _ phasor: (cos: Double, sin: Double), _ turn: (cos: Double, sin: Double), into sums: inout Moments
  ) {
    var (envelope, ratio, phasor) = (envelope, ratio, phasor)
    var x = start
    while true {
      let (even, odd) = (envelope * phasor.cos, envelope * phasor.sin)
      sums.cosine += even
      sums.sine += odd
      sums.cosineSquared += even * even
      sums.sineSquared += odd * odd
      sums.product += even * odd
      for channel in 0..<channels {
        let pixel = pixels[(channel * height + y) * width + x]
        sums.image[channel].cosine += pixel * even
        sums.image[channel].sine += pixel * odd
      }
      guard x != end else { return }
      envelope *= ratio
      ratio *= fall
      phasor = (phasor.cos * turn.cos - phasor.sin * turn.sin, phasor.sin * turn.cos + phasor.cos * turn.sin)
      x += step
    }
  }
}
