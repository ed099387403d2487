import Method
import Numerics

/// A coarse grid over orientation, wavelength, position, size and aspect (phase and amplitude are solved exactly), then Nelder-Mead: some steps from its best three, and from where the best
/// of these ends to the optimum.
extension GaborFit {
  /// nil for an image without contrast.
  /// - Parameter image: [channels, height, width].
  public init?(_ image: Tensor) {
    guard let match = GaborMatch(image), min(match.height, match.width) > 1 else { return nil }
    let best = Self.search(match)
    let solution = match.solve(best)
    guard solution.similarity > 0 else { return nil }
    let strengths = solution.amplitudes.map { ($0.cosine * $0.cosine + $0.sine * $0.sine).squareRoot() }
    let strongest = strengths.indices.max { strengths[$0] < strengths[$1] } ?? 0
    let reference = solution.amplitudes[strongest]
    let weights = zip(strengths, solution.amplitudes).map { strength, amplitude in
      let agreement = amplitude.cosine * reference.cosine + amplitude.sine * reference.sine
      return (agreement < 0 ? -1 : 1) * strength / strengths[strongest]
    }
    self.init(
      gabor: Self.canonical(best, cosine: reference.cosine, sine: reference.sine), similarity: solution.similarity, channelWeights: weights,
      isGabor: best.wavelength <= Double(max(match.height, match.width)))
  }

  /// How many candidates of the grid are refined.
  private static var starts: Int { 3 }
  /// For how many iterations each is, before the best goes on alone.
  private static var firstIterations: Int { 60 }

  private static func search(_ match: GaborMatch) -> GaborMatch.Geometry {
    let candidates = coarseGrid(match).prefix(starts).map { sizes(around: $0, match) }
    let refined = candidates.map { refine($0, match, NelderMead(iterations: firstIterations), reach: 1) }
    // The first of equals.
    let best = refined.reduce(refined[0]) { $1.value < $0.value ? $1 : $0 }
    return refine(best.geometry, match, NelderMead(), reach: 0.3).geometry
  }

  /// Every orientation and wavelength at its best position, most similar first.
  private static func coarseGrid(_ match: GaborMatch) -> [GaborMatch.Geometry] {
    let side = Double(max(match.height, match.width))
    // By orientation, then wavelength.
    var found: [[(geometry: GaborMatch.Geometry, similarity: Double)]] = []
    var wavelength = 2.5
    while wavelength < 1.2 * side {
      found.append(match.roundGrid(orientations: 12, wavelength: wavelength, sigma: 0.45 * wavelength, places: 5))
      wavelength *= 1.35
    }
    let candidates = (0..<12).flatMap { orientation in found.map { $0[orientation] } }
    let order = candidates.indices.sorted { (-candidates[$0].similarity, $0) < (-candidates[$1].similarity, $1) }
    return order.map { candidates[$0].geometry }
  }

  /// The best envelope of a few sizes and aspects.
  private static func sizes(around geometry: GaborMatch.Geometry, _ match: GaborMatch) -> GaborMatch.Geometry {
    var best = (geometry: geometry, similarity: -1.0)
    for cycles in [0.3, 0.45, 0.7, 1.1] {
      for aspect in [0.5, 0.8, 1.25] {
        var candidate = geometry
        candidate.sigma = cycles * geometry.wavelength
        candidate.aspect = aspect
        let similarity = match.solve(candidate).similarity
        if similarity > best.similarity { best = (candidate, similarity) }
      }
    }
    return best.geometry
  }

  /// Nelder-Mead over orientation, log wavelength, log sigma, log aspect and centre. What leaves the allowed ranges is worse than any fit.
  /// - Parameter reach: of the first simplex, 1 from a start of the grid.
  private static func refine(
    _ start: GaborMatch.Geometry, _ match: GaborMatch, _ search: NelderMead, reach: Double
  ) -> (geometry: GaborMatch.Geometry, value: Double) {
    let side = Double(max(match.height, match.width))
    let geometry = { (point: [Double]) in
      GaborMatch.Geometry(
        orientation: point[0], wavelength: Elementary.exp(point[1]), sigma: Elementary.exp(point[2]), aspect: Elementary.exp(point[3]),
        centreX: point[4], centreY: point[5])
    }
    let point = [
      start.orientation, Elementary.log(start.wavelength), Elementary.log(start.sigma), Elementary.log(start.aspect), start.centreX,
      start.centreY,
    ]
    let lowest = search.minimum(from: point, steps: [0.1, 0.1, 0.1, 0.1, 0.75, 0.75].map { $0 * reach }) { point in
      let tried = geometry(point)
      let allowed =
        (2...3 * side).contains(tried.wavelength) && (0.5...side).contains(tried.sigma) && (0.3...3).contains(tried.aspect)
        && (-0.5...Double(match.width) - 0.5).contains(tried.centreX) && (-0.5...Double(match.height) - 0.5).contains(tried.centreY)
        && tried.orientation.magnitude < 100
      return allowed ? -match.solve(tried).similarity : 1
    }
    return (geometry(lowest.point), lowest.value)
  }

  /// With the orientation in 0 ..< 180: half a turn of it mirrors the wave, so that the phase changes its sign.
  private static func canonical(_ geometry: GaborMatch.Geometry, cosine: Double, sine: Double) -> Gabor {
    let halfTurns = (geometry.orientation / Double.pi).rounded(.down)
    let isMirrored = Int(halfTurns) % 2 != 0
    let orientation = (geometry.orientation - halfTurns * Double.pi) * 180 / Double.pi
    let angle = Elementary.atan2(y: isMirrored ? sine : -sine, x: cosine) * 180 / Double.pi
    let phase = angle < 0 ? angle + 360 : angle
    return Gabor(
      orientation: orientation < 180 ? max(0, orientation) : 0, wavelength: geometry.wavelength, sigma: geometry.sigma,
      aspect: geometry.aspect, phase: phase < 360 ? phase : 0, centreX: geometry.centreX, centreY: geometry.centreY)
  }
}
