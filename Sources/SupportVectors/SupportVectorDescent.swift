import KernelShapes
import Kernels

/// Fits support-vector regressions by sequential minimal optimisation, with the choice of pairs by second-order information of Fan, Chen & Lin (J. Mach. Learn. Res. 6:1889, 2005),
/// as LIBSVM does, and with its rule for the offset.
///
/// In terms of b, the difference of the two multipliers of a sample, it minimises b K b / 2 - y b + tube sum |b| with sum b = 0 and |b| <= cost. Each step moves two of
/// them against each other, at most to where one reaches zero (there the tube's price changes its sign) or a bound. A run goes on from where the last one ended, so that a path of rising
/// costs is little more than its last fit; and as a step follows the predictions of all samples of the kernel, those that are not fitted are predicted for nothing.
public struct SupportVectorDescent {
  private let kernel: KernelMatrix
  private let samples: [Int]
  private let tube: Double
  /// All have one entry a sample of the kernel and zeros to the next multiple of eight; entries of samples that are not fitted are never moved.
  private var multipliers: [Double]
  /// The targets (0 where there is none) less K b.
  private var residuals: [Double]
  /// What a sample's residual must exceed for its multiplier to rise, negated (-infinity where it may not), and what it must fall below for it to fall (infinity).
  private var rising: [Double]
  private var falling: [Double]
  private let variances: [Double]
  private var cost = 0.0
  private var offset = 0.0

  /// All multipliers zero. For the parameters see `SupportVectorRegression`.
  public init(kernel: KernelMatrix, samples: [Int], targets: [Double], tube: Double = 0.1) throws {
    guard samples.count == targets.count, !samples.isEmpty, samples.allSatisfy((0..<kernel.order).contains),
      Set(samples).count == samples.count, targets.allSatisfy(\.isFinite)
    else {
      throw SupportVectorError(
        "\(samples.count) samples of \(kernel.order), each once, cannot be fitted to \(targets.count) finite targets")
    }
    guard tube >= 0, tube.isFinite else { throw SupportVectorError("a tube is at least 0, not \(tube)") }
    self.kernel = kernel
    self.samples = samples.sorted()
    self.tube = tube
    let none = [Double](repeating: 0, count: kernel.stride)
    (multipliers, residuals) = (none, none)
    for (sample, target) in zip(samples, targets) { residuals[sample] = target }
    rising = none.map { _ in -.infinity }
    falling = none.map { _ in .infinity }
    variances = none.indices.map { $0 < kernel.order ? kernel[$0, $0] : 0 }
  }

  /// Goes on to the optimum at a cost.
  /// - Parameters:
  ///   - cost: not less than the last run's.
  ///   - tolerance: by how much a pair of samples may still disagree.
  /// - Throws: `SupportVectorError` where a parameter is out of range.
  public mutating func run(cost: Double, tolerance: Double) throws {
    guard cost > 0, cost >= self.cost, cost.isFinite, tolerance > 0 else {
      throw SupportVectorError("costs are above 0 and rise, tolerances are above 0; not \(cost) and \(tolerance)")
    }
    self.cost = cost
    for sample in samples { setBounds(sample) }
    let kernels = KernelSet.chosen
    let count = kernel.stride
    var (first, second, step) = (samples[0], samples[0], 0.0)
    let most = max(Self.leastSteps, Self.stepsASample * samples.count)
    var (score, violation) = (0.0, 0.0)
    var steps = 0
    while true {
      (first, score) = residuals.withUnsafeMutableBufferPointer { residuals in
        rising.withUnsafeBufferPointer {
          kernels.stepAndFind(count, step, kernel.row(first), kernel.row(second), residuals.baseAddress!, $0.baseAddress!)
        }
      }
      // Where all are at their upper bounds there is no pair.
      guard first >= 0, steps < most else { break }
      (second, violation) = residuals.withUnsafeBufferPointer { residuals in
        variances.withUnsafeBufferPointer { variances in
          falling.withUnsafeBufferPointer {
            kernels.findPartner(
              count, score, variances[first], kernel.row(first), variances.baseAddress!, residuals.baseAddress!, $0.baseAddress!)
          }
        }
      }
      guard second >= 0, violation > tolerance else { break }
      let curvature = max(variances[first] + variances[second] - 2 * kernel[first, second], 1e-12)
      let free = (score - (residuals[second] + falling[second])) / curvature
      let (up, down) = (multipliers[first], multipliers[second])
      step = min(free, up < 0 ? -up : cost - up, down > 0 ? down : cost + down)
      // What arrives, arrives exactly.
      multipliers[first] = step == -up ? 0 : step == cost - up ? cost : up + step
      multipliers[second] = step == down ? 0 : step == cost + down ? -cost : down - step
      setBounds(first)
      setBounds(second)
      steps += 1
    }
    offset = optimalOffset()
  }

  /// Steps after which a run ends wherever it is, as LIBSVM's do: at least so many, and so many a sample.
  private static let (leastSteps, stepsASample) = (10_000, 100)

  private mutating func setBounds(_ sample: Int) {
    let multiplier = multipliers[sample]
    rising[sample] = multiplier >= cost ? -.infinity : multiplier >= 0 ? -tube : tube
    falling[sample] = multiplier <= -cost ? .infinity : multiplier > 0 ? -tube : tube
  }

  /// The mean over the samples between zero and their bounds of what they ask for; where there are none, the middle between what the others allow.
  private func optimalOffset() -> Double {
    let free = samples.filter { multipliers[$0] != 0 && abs(multipliers[$0]) < cost }
    if !free.isEmpty {
      return free.reduce(0) { $0 + residuals[$1] + (multipliers[$1] > 0 ? -tube : tube) } / Double(free.count)
    }
    let low = samples.reduce(-Double.infinity) { max($0, residuals[$1] + rising[$1]) }
    let high = samples.reduce(Double.infinity) { min($0, residuals[$1] + falling[$1]) }
    return low.isFinite && high.isFinite ? (low + high) / 2 : low.isFinite ? low : high
  }

  /// The fit of the last run.
  public var regression: SupportVectorRegression {
    let vectors = samples.filter { multipliers[$0] != 0 }
    return SupportVectorRegression(samples: vectors, coefficients: vectors.map { multipliers[$0] }, offset: offset)
  }

  /// The last fit's predictions of samples of the kernel that were not fitted.
  public func predictions(ofOthers others: [Int]) -> [Double] { others.map { offset - residuals[$0] } }
}
