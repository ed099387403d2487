import Analysis
import Method
import Numerics
import Recordings

/// What the analysis made of one simulated cell, beside its truth.
struct SimulatedOutcome {
  let cell: SimulatedCell
  let analysed: AnalysedCell
  /// Pearson r of the ensemble's prediction with the noise-free test responses.
  let truthSimilarity: Double?
  /// Pearson r of noise-free and noisy test responses: what a perfect model would reach.
  let ceiling: Double?
  /// Every optimal image's likeness to the true field: r with it (simple), with the best phase (complex, partial), with the best rotation.
  let fieldSimilarities: [Double]
  /// The mean correlation of two optimal images.
  let pairwise: Double?
  /// tau of the true field and the noise-free responses.
  let trueTau: Double?
  /// Of a simple cell's field; nil for others.
  let constructed: ConstructedTaus?

  /// tau of max(a, 0), of its square and of a: 0, 0 and -1/3.
  struct ConstructedTaus {
    let half: Double?
    let square: Double?
    let linear: Double?
  }

  var facts: NeuronFacts { analysed.facts }

  init(_ simulation: Simulation, place: Int, analysed: AnalysedCell) {
    cell = simulation.cells[place]
    self.analysed = analysed
    let recording = simulation.recording
    let truth = Self.column(place, of: simulation.testResponses)
    truthSimilarity = Statistics.pearson(analysed.result.testPrediction.values.map(Double.init), truth)
    ceiling = Statistics.pearson(truth, recording.responses(of: place).test.values.map(Double.init))
    let images = (0..<analysed.result.optimalImages.count).map { Self.unit(analysed.result.optimalImages[$0]) }
    let axes = Self.orthonormal(cell, side: recording.stimuli.shape[3])
    let kind = cell.kind
    fieldSimilarities = images.map { image in
      let drives = axes.map { Self.dot($0, image) }
      switch kind {
      case .simple: return drives[0]
      case .complex, .partial: return (drives[0] * drives[0] + drives[1] * drives[1]).squareRoot()
      case .rotationInvariant: return drives.reduce(-1, max)
      }
    }
    pairwise = Statistics.mean(
      images.indices.flatMap { first in images.indices.filter { $0 > first }.map { Self.dot(images[first], images[$0]) } })
    trueTau = Self.trueTau(simulation, place: place)
    constructed = Self.taus(simulation, place: place)
  }

  /// One comparison model's r with the noise-free responses, told from its r with the noisy ones by what a perfect model reaches.
  func corrected(_ similarity: Double?) -> Double? {
    guard let similarity, let ceiling, ceiling > 0 else { return nil }
    return similarity / ceiling
  }

  /// One network's r with the noise-free responses, the mean over the members: the ensemble's, times how they compare on the noisy ones.
  var oneNetwork: Double? {
    guard let truthSimilarity, let ensemble = facts.predictionSimilarity, ensemble > 0 else { return nil }
    return facts.members.map(\.predictionSimilarity).mean.map { truthSimilarity * $0 / ensemble }
  }

  /// The angle between fitted and true orientation in degrees, of each distinct image.
  var orientationErrors: [Double] {
    facts.distinctImages.compactMap(\.gabor).map { fit in
      let turn = (fit.gabor.orientation - cell.field.orientation).magnitude.truncatingRemainder(dividingBy: 180)
      return min(turn, 180 - turn)
    }
  }

  /// Fitted over true wavelength, of each distinct image.
  var wavelengthRatios: [Double] { facts.distinctImages.compactMap(\.gabor).map { $0.gabor.wavelength / cell.field.wavelength } }

  private static func trueTau(_ simulation: Simulation, place: Int) -> Double? {
    guard simulation.cells[place].kind != .rotationInvariant else { return nil }
    let responses = column(place, of: simulation.responses) + column(place, of: simulation.testResponses)
    return PhaseTolerance(
      projections: projections(simulation, place: place), responses: responses, training: simulation.recording.stimuli.count)?.tau
  }

  /// tau of responses that follow from the projection a on a simple cell's true field alone, without noise: a closed form tells what it must be.
  private static func taus(_ simulation: Simulation, place: Int) -> ConstructedTaus? {
    guard simulation.cells[place].kind == .simple else { return nil }
    let projections = projections(simulation, place: place)
    let tau = { (response: (Double) -> Double) in
      PhaseTolerance(
        projections: projections, responses: projections.map { response($0.a) }, training: simulation.recording.stimuli.count)?.tau
    }
    return ConstructedTaus(half: tau { max($0, 0) }, square: tau { max($0, 0) * max($0, 0) }, linear: tau { $0 })
  }

  /// Of every training and test image, on the cell's true fields.
  private static func projections(_ simulation: Simulation, place: Int) -> [(a: Double, b: Double)] {
    let side = simulation.recording.stimuli.shape[3]
    let axes = orthonormal(simulation.cells[place], side: side)
    return [simulation.recording.stimuli, simulation.recording.testStimuli].flatMap { images in
      (0..<images.count).map { image in
        let pixels = unit(images[image])
        return (dot(axes[0], pixels) * Double(side), dot(axes[1], pixels) * Double(side))
      }
    }
  }

  /// The cell's fields, unit norm; of a quadrature pair the second less its part along the first.
  private static func orthonormal(_ cell: SimulatedCell, side: Int) -> [[Double]] {
    var fields = (cell.kind == .simple ? [cell.field, cell.field.shifted(by: 90)] : cell.fields).map { $0.unitImage(side: side) }
    guard cell.kind != .rotationInvariant else { return fields }
    let along = dot(fields[0], fields[1])
    fields[1] = unit(zip(fields[1], fields[0]).map { Float($0 - along * $1) })
    return fields
  }

  private static func unit(_ pixels: some Collection<Float>) -> [Double] {
    let values = pixels.map(Double.init)
    let mean = values.reduce(0, +) / Double(values.count)
    let norm = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
    return values.map { ($0 - mean) / norm }
  }

  private static func dot(_ first: [Double], _ second: [Double]) -> Double { zip(first, second).reduce(0) { $0 + $1.0 * $1.1 } }

  private static func column(_ place: Int, of responses: Tensor) -> [Double] {
    (0..<responses.count).map { Double(responses[$0][responses[$0].startIndex + place]) }
  }
}
