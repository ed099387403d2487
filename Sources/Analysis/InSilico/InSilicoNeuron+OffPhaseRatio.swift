import Numerics

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
