import Method
import Numerics

/// Responses that no neuron gives: numbers that stand for what was not measured, and numbers beyond all measure.
///
/// A **fill** is a number that file formats and programs write where nothing was measured (-9, -99, -999 ..., -1, 1e20, the largest float), is the neuron's lowest or highest
/// response, and lies further from all others than three times what these differ by, or below others that are never negative. -1 and -9 must occur three times. A response is
/// **outlying** where it and at most a tenth of all lie further from the neuron's median than 100 times any other, and at least a quarter of all differ from the median: of a
/// neuron that is silent but for a few responses nothing is said.
struct AbsurdResponses {
  let neuron: Int
  /// Numbers that stand for what was not measured, lowest first.
  let fills: [Float]
  /// The median, and the distance from it up to which responses are believed; nil where nothing is outlying.
  let outlying: (median: Float, beyond: Float)?
  /// How many responses are absurd, which of them is largest in size, and which share of the neuron's variance they carry.
  let count: Int
  let largest: Float
  let share: Double

  private static let customary: Set<Float> = [
    -1, -9, -99, -999, -9999, -99_999, -32_768, -2_147_483_648, -1e20, -1e30, -.greatestFiniteMagnitude, 999, 9999, 99_999, 32_767, 65_535,
    2_147_483_648, 4_294_967_296, 1e20, 1e30, 1e35, 1e36, 9.96921e36, .greatestFiniteMagnitude,
  ]
  private static let fewestResponses = 10
  /// A fill lies further from all other responses than these lie apart, by this factor.
  static let fillGap: Float = 3
  private static let outlyingFactor: Float = 100

  /// - Parameter values: those that are not NaN.
  init?(neuron: Int, _ values: [Float]) {
    guard values.count >= Self.fewestResponses else { return nil }
    let sorted = values.sorted()
    let (fills, kept) = Self.fills(sorted)
    outlying = Self.outlying(kept)
    self.neuron = neuron
    self.fills = fills
    let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
    var (count, largest, absurd, all) = (0, Float(0), 0.0, 0.0)
    for value in fills.isEmpty && outlying == nil ? [] : values {
      let square = (Double(value) - mean) * (Double(value) - mean)
      all += square
      guard Self.isAbsurd(value, fills, outlying) else { continue }
      count += 1
      absurd += square
      if value.magnitude > largest.magnitude { largest = value }
    }
    guard count > 0, all > 0 else { return nil }
    (self.count, self.largest, share) = (count, largest, absurd / all)
  }

  func contains(_ value: Float) -> Bool { Self.isAbsurd(value, fills, outlying) }

  private static func isAbsurd(_ value: Float, _ fills: [Float], _ outlying: (median: Float, beyond: Float)?) -> Bool {
    fills.contains(value) || outlying.map { (value - $0.median).magnitude > $0.beyond } ?? false
  }

  /// Takes fills off both ends, as long as there are any.
  private static func fills(_ sorted: [Float]) -> (fills: [Float], kept: ArraySlice<Float>) {
    var kept = sorted[...]
    var fills: [Float] = []
    search: while true {
      for isLow in [false, true] {
        guard let value = isLow ? kept.first : kept.last, customary.contains(value) else { continue }
        let isLarge = value.magnitude > 9
        // Other large fills are no measure of how far apart responses lie.
        let isOther = { (other: Float) in other != value && !(other.magnitude > 9 && customary.contains(other)) }
        guard let first = kept.firstIndex(where: isOther), let last = kept.lastIndex(where: isOther), last - first >= 2 else { continue }
        let others = isLow ? kept.drop { $0 == value } : kept[..<(kept.firstIndex(of: value) ?? kept.endIndex)]
        let (least, most) = (kept[first], kept[last])
        guard isLarge || kept.count - others.count >= 3 else { continue }
        let gap = isLow ? least - value : value - most
        guard gap > fillGap * (most - least) && (most > least || gap > 90) || isLow && least >= 0 else { continue }
        fills.append(value)
        kept = others
        continue search
      }
      return (fills.sorted(), kept)
    }
  }

  private static func outlying(_ sorted: ArraySlice<Float>) -> (median: Float, beyond: Float)? {
    guard let low = sorted.first, let high = sorted.last else { return nil }
    let median = sorted[sorted.startIndex + sorted.count / 2]
    let furthest = max(median - low, high - median)
    // Cheap for all but a few neurons: most responses lie too far out for those beyond to stand apart.
    let most = sorted.count / 10
    guard furthest > 0, sorted.count(where: { ($0 - median).magnitude > furthest / outlyingFactor }) <= most else { return nil }
    let distances = sorted.map { ($0 - median).magnitude }.sorted()
    guard distances[distances.count * 3 / 4] > 0 else { return nil }
    for place in stride(from: distances.count - 1, through: distances.count - most, by: -1)
    where distances[place] > outlyingFactor * distances[place - 1] {
      return (median, distances[place - 1])
    }
    return nil
  }

  /// Those of all neurons that have any.
  /// - Parameter responses: [repeats, images, neurons].
  static func all(_ responses: Tensor) -> [AbsurdResponses] {
    let neurons = responses.shape[2]
    return (0..<neurons).compactMap { neuron in
      var values: [Float] = []
      values.reserveCapacity(responses.values.count / neurons)
      for place in stride(from: neuron, to: responses.values.count, by: neurons) where !responses.values[place].isNaN {
        values.append(responses.values[place])
      }
      return AbsurdResponses(neuron: neuron, values)
    }
  }

  /// Marks them as missing.
  static func remove(_ found: [AbsurdResponses], from responses: inout Tensor) {
    let neurons = responses.shape[2]
    for absurd in found {
      for place in stride(from: absurd.neuron, to: responses.values.count, by: neurons) where absurd.contains(responses.values[place]) {
        responses.values[place] = .nan
      }
    }
  }

  /// What is told of a file's responses: of fills, and of what is outlying.
  static func warnings(_ found: [AbsurdResponses], in file: String, of neurons: [Neuron], _ policy: RecordingSettings.AbsurdResponses)
    -> [Warning]
  {
    let end =
      switch policy {
      case .leaveOut: "they count as missing (--absurd-responses leave_out)."
      case .keep: "they are analysed as they are (--absurd-responses keep)."
      case .refuse: "mark what was not measured by NaN, or have it left out (--absurd-responses leave_out)."
      }
    func warning(_ code: Warning.Code, _ found: [AbsurdResponses], _ what: String) -> Warning? {
      guard !found.isEmpty else { return nil }
      let named = found.prefix(10).map { absurd in
        let numbers = (absurd.fills + (absurd.outlying == nil ? [] : [absurd.largest])).map { RecordingSummary.text(Double($0)) }
        let share = Int((absurd.share * 100).rounded())
        return
          "\(neurons[absurd.neuron].id.prefix(40)): \(Set(numbers).sorted().joined(separator: ", ")), \(absurd.count) of them, \(share) % of the variance"
      }
      let who = "\(found.count) neuron\(found.count == 1 ? " has" : "s have")"
      return Warning(
        code, "In \(file) \(who) \(what) (\(named.joined(separator: "; "))\(found.count > 10 ? "; ..." : "")): \(end)",
        [
          "neurons": Double(found.count), "responses": Double(found.reduce(0) { $0 + $1.count }),
          "largest_share_of_variance": found.map(\.share).max() ?? 0,
        ])
    }
    return [
      warning(.fillValues, found.filter { $0.outlying == nil }, "responses that stand for what was not measured"),
      warning(.absurdValues, found.filter { $0.outlying != nil }, "responses more than 100 times as far from the median as all others"),
    ].compactMap(\.self)
  }
}
