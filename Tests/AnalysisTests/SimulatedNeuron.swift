import Numerics

/// A cell of known truth on 18 x 18 smoothed noise: a Gabor's rectified output, or the energy of a quadrature pair, with noise.
struct SimulatedNeuron {
  enum Kind: String, Sendable { case simple, complex }

  static let side = 18
  /// [600, 1, 18, 18] and [300, 1, 18, 18].
  static let training = stimuli(600, member: 0)
  static let test = stimuli(300, member: 1)

  let kind: Kind
  /// The even and the odd Gabor, each of zero mean and unit norm.
  let even = Self.gabor(phase: 0)
  let odd = Self.gabor(phase: .pi / 2)

  /// One repeat of responses with the given standard deviation of the noise, that of the signal being 1.
  func responses(to images: Tensor, noise: Double) -> Tensor {
    let signal = (0..<images.count).map { image -> Double in
      let a = Self.dot(images[image], even)
      let b = Self.dot(images[image], odd)
      return kind == .simple ? max(a, 0) : a * a + b * b
    }
    let deviation = Statistics.standardDeviation(signal) ?? 1
    let stream = RandomStream(seed: 5, trial: "simulated noise", subject: StreamKey(kind.rawValue), member: images.count)
    return Tensor(
      shape: [1, images.count], values: zip(signal, stream.normals(images.count)).map { Float($0 / deviation + noise * Double($1)) })
  }

  static func dot(_ pixels: some Sequence<Float>, _ axis: [Double]) -> Double { zip(pixels, axis).reduce(0) { $0 + Double($1.0) * $1.1 } }

  private static func gabor(phase: Double) -> [Double] {
    let raw = (0..<side * side).map { pixel -> Double in
      let x = Double(pixel % side) - 8.2
      let y = Double(pixel / side) - 9.1
      let along = x * 0.8 + y * 0.6
      return Elementary.exp(-(x * x + y * y) / 18) * Elementary.cos(2 * .pi * along / 7 + phase)
    }
    let mean = raw.reduce(0, +) / Double(raw.count)
    let norm = raw.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
    return raw.map { ($0 - mean) / norm }
  }

  /// White noise, each pixel the mean of its 3 x 3 neighbourhood; zero mean and unit variance an image.
  private static func stimuli(_ count: Int, member: Int) -> Tensor {
    let stream = RandomStream(seed: 4, trial: "simulated stimuli", member: member)
    let wide = side + 2
    var values: [Float] = []
    for image in 0..<count {
      let noise = stream.normals(wide * wide, step: image)
      let pixels = (0..<side * side).map { pixel -> Double in
        let corner = pixel / side * wide + pixel % side
        return (0..<9).reduce(0) { $0 + Double(noise[corner + $1 / 3 * wide + $1 % 3]) }
      }
      let mean = Statistics.mean(pixels) ?? 0
      let deviation = Statistics.standardDeviation(pixels) ?? 1
      values += pixels.map { Float(($0 - mean) / deviation) }
    }
    return Tensor(shape: [count, 1, side, side], values: values)
  }
}
