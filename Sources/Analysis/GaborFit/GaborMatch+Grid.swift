import LinearAlgebra
import Numerics

extension GaborMatch {
  /// The most similar of round Gabors of one wavelength at `places` x `places` centres spread evenly over the image, for each of some orientations.
  ///
  /// A round envelope and a wave are each a function of x times one of y, so that a row of pixels meets them but once for all centres above each other, and
  /// sums over the envelope are products of sums along the sides.
  /// - Parameters:
  ///   - orientations: so many, evenly spread over half a turn.
  ///   - sigma: of the envelope.
  func roundGrid(orientations: Int, wavelength: Double, sigma: Double, places: Int) -> [(geometry: Geometry, similarity: Double)] {
    let angles = (0..<orientations).map { Double($0) * Double.pi / Double(orientations) }
    let wave = 2 * Double.pi / wavelength
    let across = angles.map { Side(width, places, sigma: sigma, wave: wave * Elementary.cos($0)) }
    let down = angles.map { Side(height, places, sigma: sigma, wave: wave * Elementary.sin($0)) }
    // Of every row of every channel with every wave under every envelope, the cosine and the sine: [rows, 2 x places x orientations].
    let bank = Matrix(rows: 2 * places * orientations, columns: width, values: across.flatMap(\.waves))
    let rows = Matrix(rows: channels * height, columns: width, values: pixels).timesTransposed(of: bank)
    return angles.indices.map { turn in
      var best = (
        geometry: Geometry(orientation: angles[turn], wavelength: wavelength, sigma: sigma, aspect: 1, centreX: 0, centreY: 0),
        similarity: -1.0
      )
      for place in 0..<places * places {
        let (x, y) = (place % places, place / places)
        var sums = Moments(across[turn].sums[x], down[turn].sums[y], channels: channels)
        let column = 2 * (turn * places + x)
        for channel in 0..<channels {
          var (cosine, sine) = (0.0, 0.0)
          for row in 0..<height {
            let (re, im) = (rows[channel * height + row, column], rows[channel * height + row, column + 1])
            let (cos, sin) = (down[turn].waves[2 * y * height + row], down[turn].waves[(2 * y + 1) * height + row])
            cosine += re * cos - im * sin
            sine += re * sin + im * cos
          }
          sums.image[channel] = (cosine, sine)
        }
        let similarity = solve(sums).similarity
        if similarity > best.similarity {
          best.similarity = similarity
          (best.geometry.centreX, best.geometry.centreY) = (across[turn].centres[x], down[turn].centres[y])
        }
      }
      return best
    }
  }

  /// One side of an image under round envelopes: a wave, from the first pixel on, as it is seen through each.
  fileprivate struct Side {
    /// Of an envelope e and a wave w: the sums of e w, of its square, and of e^2.
    struct Sums {
      var once = (re: 0.0, im: 0.0)
      var twice = (re: 0.0, im: 0.0)
      var envelope = 0.0
    }

    let centres: [Double]
    /// For each centre the cosines, then the sines: [centres][2][pixels].
    private(set) var waves: [Double] = []
    private(set) var sums: [Sums] = []

    init(_ count: Int, _ places: Int, sigma: Double, wave: Double) {
      centres = (0..<places).map { (Double($0) + 0.5) / Double(places) * Double(count) - 0.5 }
      let (cosines, sines) = ((0..<count).map { Elementary.cos(wave * Double($0)) }, (0..<count).map { Elementary.sin(wave * Double($0)) })
      for centre in centres {
        let envelope = (0..<count).map { Elementary.exp(-(Double($0) - centre) * (Double($0) - centre) / (2 * sigma * sigma)) }
        var sum = Sums()
        for pixel in 0..<count {
          let (re, im) = (envelope[pixel] * cosines[pixel], envelope[pixel] * sines[pixel])
          sum.once = (sum.once.re + re, sum.once.im + im)
          sum.twice = (sum.twice.re + (re * re - im * im), sum.twice.im + 2 * re * im)
          sum.envelope += envelope[pixel] * envelope[pixel]
        }
        waves += zip(envelope, cosines).map { $0 * $1 } + zip(envelope, sines).map { $0 * $1 }
        sums.append(sum)
      }
    }
  }
}

extension GaborMatch.Moments {
  /// Of the product of a function of x with one of y.
  fileprivate init(_ x: GaborMatch.Side.Sums, _ y: GaborMatch.Side.Sums, channels: Int) {
    self.init(image: [(cosine: Double, sine: Double)](repeating: (0, 0), count: channels))
    cosine = x.once.re * y.once.re - x.once.im * y.once.im
    sine = x.once.re * y.once.im + x.once.im * y.once.re
    let twice = (re: x.twice.re * y.twice.re - x.twice.im * y.twice.im, im: x.twice.re * y.twice.im + x.twice.im * y.twice.re)
    cosineSquared = (x.envelope * y.envelope + twice.re) / 2
    sineSquared = (x.envelope * y.envelope - twice.re) / 2
    product = twice.im / 2
  }
}
