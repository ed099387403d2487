import Numerics

/// The network as a stand-in for its neuron: shown images that the animal never saw. What it says means nothing where it predicts badly.
struct InSilicoNeuron {
  /// [channels, height, width] of a stimulus.
  let shape: [Int]
  /// The standard deviation at which every image is shown, in units of the standardised input.
  let contrast: Double
  /// The ensemble's output for a stack of images.
  let output: (Tensor) -> [Double]
  /// The output for grey: an image of zeros.
  let grey: Double

  init(shape: [Int], contrast: Double, output: @escaping (Tensor) -> [Double]) {
    self.shape = shape
    self.contrast = contrast
    self.output = output
    grey = output(Tensor(shape: [1] + shape))[0]
  }

  /// The responses above that to grey to each pattern, shown with zero mean and the contrast; 0 to a pattern without contrast.
  /// - Parameter patterns: [patterns, channels, height, width] of any scale.
  func responses(to patterns: Tensor) -> [Double] {
    precondition(Array(patterns.shape.dropFirst()) == shape, "patterns \(patterns.shape) do not fit stimuli of \(shape)")
    var images = patterns.unitImages
    let factor = Float(contrast * Double(images.stride).squareRoot())
    for index in images.values.indices { images.values[index] *= factor }
    return output(images).map { $0 - grey }
  }

  /// A stack of patterns, one per channel-wise drawing.
  func stack(_ patterns: [[Float]]) -> Tensor { Tensor(shape: [patterns.count] + shape, values: patterns.flatMap { $0 }) }
}

extension InSilicoNeuron {
  /// The off-phase ratio: the mean response to the phases of the optimal image away from the best one over that to the phases around it; 0 simple, 1 complex.
  ///
  /// R(phi) = max(f(u cos phi + v sin phi) - f(grey), 0) at 24 phases; "away" is further than 90 degrees from the peak of R, "around" nearer. nil without any response.
  func offPhaseRatio(of pair: QuadraturePair) -> Double? {
    let count = 24
    let responses = self.responses(to: stack((0..<count).map { pair.image(atPhase: Double($0) * 360 / Double(count)) })).map { max($0, 0) }
    let peak = responses.indices.reduce(0) { responses[$1] > responses[$0] ? $1 : $0 }
    guard responses[peak] > 0 else { return nil }
    let (around, away) = responses.indices.reduce(into: (0.0, 0.0)) { sums, phase in
      let distance = (phase - peak + count) % count
      if min(distance, count - distance) < count / 4 { sums.0 += responses[phase] }
      if min(distance, count - distance) > count / 4 { sums.1 += responses[phase] }
    }
    return away / around
  }
}
