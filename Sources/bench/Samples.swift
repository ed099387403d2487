import Numerics

/// Summaries of what several cells gave; what a cell could not give is left out.
extension [Double?] {
  var known: [Double] { compactMap(\.self) }
  var mean: Double? { Statistics.mean(known) }
  var median: Double? { Statistics.quantile(known, 0.5) }
  var least: Double? { known.min() }
  var most: Double? { known.max() }

  /// The share for which `condition` holds; those without a value count as failures.
  func share(_ condition: (Double) -> Bool) -> Double? { isEmpty ? nil : Double(known.count(where: condition)) / Double(count) }

  /// The probability that one of `others` exceeds one of these, ties counting half: the area under the ROC curve.
  func areaUnderCurve(against others: [Double?]) -> Double? {
    guard !known.isEmpty, !others.known.isEmpty else { return nil }
    let wins = known.reduce(0.0) { sum, low in sum + others.known.reduce(0.0) { $0 + ($1 > low ? 1 : $1 == low ? 0.5 : 0) } }
    return wins / Double(known.count * others.known.count)
  }
}
