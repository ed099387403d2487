import Method
import Numerics

/// What is looked at in one neuron's responses before they are believed.
struct ResponseStatistics {
  let id: String
  /// Of the single responses to training and test images; nil where all are missing.
  let training: RecordingSummary.Range?
  let test: RecordingSummary.Range?
  /// The response to a training image that carries most of the variance, and its share.
  private let heaviest: (value: Float, share: Double)?
  /// A number that may stand for what was not measured, how often it occurs and which share of the variance it carries: `AbsurdResponses` are surer.
  private let fill: (value: Float, count: Int, share: Double)?

  init(id: String, _ responses: (training: Tensor, test: Tensor)) {
    self.id = id
    let present = responses.training.values.filter { !$0.isNaN }
    training = RecordingSummary.Range(responses.training.values)
    test = RecordingSummary.Range(responses.test.values)
    fill = training.flatMap { range in
      Self.fill(present).map { value in
        let count = present.count { $0 == value }
        let distance = (Double(value) - range.mean) / range.standardDeviation
        return (value, count, Double(count) * distance * distance / Double(present.count))
      }
    }
    heaviest = training.flatMap { range in
      guard present.count >= 20, range.standardDeviation > 0 else { return nil }
      let value = range.maximum - range.mean > range.mean - range.minimum ? range.maximum : range.minimum
      let share = (value - range.mean) / range.standardDeviation
      return (Float(value), share * share / Double(present.count))
    }
  }

  /// The lowest or highest value, where it occurs at least three times and lies further from all others than three times what these differ by.
  private static func fill(_ values: [Float]) -> Float? {
    guard let low = values.min(), let high = values.max(), low < high else { return nil }
    for value in [low, high] {
      let others = values.filter { $0 != value }
      guard values.count - others.count >= 3, others.count >= 3, let least = others.min(), let most = others.max(), most > least else {
        continue
      }
      if (value == low ? least - value : value - most) > AbsurdResponses.fillGap * (most - least) { return value }
    }
    return recurring(values, between: low, and: high)
  }

  /// So many responses, evenly spread, are looked at for one that recurs.
  private static let (mostLookedAt, fewestLookedAt) = (256, 40)

  /// A value between the others that is a fiftieth of those looked at, and three or more, where of the others nine of ten are different: responses that are measured do not
  /// recur to the last digit, but for counts and what lies at a floor or a ceiling.
  private static func recurring(_ values: [Float], between low: Float, and high: Float) -> Float? {
    let looked = min(values.count, mostLookedAt)
    guard looked >= fewestLookedAt else { return nil }
    let sorted = (0..<looked).map { values[$0 * values.count / looked] }.sorted()
    var (found, longest, different, start) = (Float.nan, 0, 0, 0)
    for place in 1...looked where place == looked || sorted[place] != sorted[start] {
      different += 1
      if place - start > longest { (found, longest) = (sorted[start], place - start) }
      start = place
    }
    guard longest >= max(3, looked / 50), found > low, found < high, (different - 1) * 10 >= (looked - longest) * 9 else { return nil }
    return found
  }

  /// More than this share of the variance is too much for one response.
  private static let mostShare = 0.5
  /// So many standard deviations from zero single precision begins to round what varies.
  private static let mostDeviations = 1e4

  /// One warning for each kind, which names the first few neurons.
  static func warnings(_ neurons: [ResponseStatistics]) -> [Warning] {
    let filled = neurons.filter { $0.fill != nil }
    let absurd = neurons.filter { $0.fill == nil && $0.heaviest?.share ?? 0 > mostShare }
    let unscored = neurons.filter { ($0.training?.standardDeviation ?? 0) > 0 && ($0.test?.standardDeviation ?? 0) == 0 }
    let coarse = neurons.filter {
      $0.training.map { $0.standardDeviation > 0 && $0.mean.magnitude > mostDeviations * $0.standardDeviation } ?? false
    }
    return [
      warning(
        .fillValues, filled, { "\(text($0.fill?.value)), \($0.fill?.count ?? 0) of them, \(percent($0.fill?.share)) of the variance" }
      ) {
        "\($0) look filled in where nothing was measured (\($1)): mark missing responses by NaN."
      },
      warning(.absurdValues, absurd, { "\(percent($0.heaviest?.share)) by \(text($0.heaviest?.value))" }) {
        "\($0) hang on a single response, which carries more than half of their variance (\($1)): look at it, and mark what was not measured by NaN."
      },
      warning(.unscoredNeurons, unscored, { $0.test.map { "all \(RecordingSummary.text($0.mean))" } ?? "all missing" }) {
        "\($0) to the test images are missing or all equal (\($1)): nothing can be scored on them, and such a neuron counts as not predicted."
      },
      warning(.coarseResponses, coarse, { "mean \(RecordingSummary.text($0.training?.mean ?? 0))" }) {
        "\($0) lie so far from zero that single precision rounds what varies (\($1)): subtract a constant before saving."
      },
    ].compactMap(\.self)
  }

  private static func warning(
    _ code: Warning.Code, _ neurons: [ResponseStatistics], _ evidence: (ResponseStatistics) -> String,
    _ sentence: (_ who: String, _ named: String) -> String
  ) -> Warning? {
    guard !neurons.isEmpty else { return nil }
    let named = neurons.prefix(3).map { "\(plain($0.id)): \(evidence($0))" }.joined(separator: "; ") + (neurons.count > 3 ? "; ..." : "")
    return Warning(
      code, sentence("The responses of \(neurons.count) neuron\(neurons.count == 1 ? "" : "s")", named), ["neurons": Double(neurons.count)])
  }

  /// An id as a sentence can hold it.
  private static func plain(_ id: String) -> String { String(id.prefix(40)) }
  private static func text(_ value: Float?) -> String { value.map { RecordingSummary.text(Double($0)) } ?? "" }
  private static func percent(_ share: Double?) -> String { "\(Int(((share ?? 0) * 100).rounded())) %" }
}
