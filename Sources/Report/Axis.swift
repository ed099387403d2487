/// The axis of a plot: round bounds around the data, and its ticks.
struct Axis: Sendable, Equatable {
  let low: Double
  let high: Double
  /// Between ticks.
  let step: Double

  /// - Parameter values: what must lie on it, beside zero.
  init(holding values: [Double], ticks: Int = 5) {
    let least = min(0, values.min() ?? 0)
    // Of a width that remains where the numbers are large.
    let most = max(values.max() ?? 1, least + max(0.01, abs(least) * 1e-6))
    let ideal = (most - least) / Double(ticks)
    let steps = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000]
    step = steps.first { $0 >= ideal } ?? ideal
    low = (least / step).rounded(.down) * step
    high = (most / step).rounded(.up) * step
  }

  var ticks: [Double] { (0...Int(((high - low) / step).rounded())).map { low + Double($0) * step } }

  /// Where a value lies: 0 at the low end, 1 at the high end.
  func place(_ value: Double) -> Double { min(1, max(0, (value - low) / (high - low))) }

  /// A tick's text.
  func text(_ tick: Double) -> String { shown(tick, decimals: step < 0.01 ? 3 : step < 0.1 ? 2 : step < 1 ? 1 : 0) }
}
