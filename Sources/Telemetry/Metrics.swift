import Synchronization

/// The values of a table of metrics, counted from any thread and exposed as Prometheus text.
public final class Metrics: Sendable {
  private struct Series {
    /// A counter's or gauge's value, a histogram's sum.
    var value = 0.0
    /// A histogram's counts: one per bound (not cumulative), then the values above all bounds.
    var counts: [Int] = []
  }

  /// In the order of exposition.
  public let table: [Metric]
  private let series: Mutex<[Metric: [[String]: Series]]>

  public init(_ table: [Metric]) {
    self.table = table
    // A metric without labels is there from the start: a rate can be taken from its first step.
    series = Mutex(
      Dictionary(uniqueKeysWithValues: table.map { ($0, $0.labels.isEmpty ? [[]: Self.empty($0)] : [:]) }))
  }

  /// Raises a counter or moves a gauge.
  /// - Parameter labels: the labels' values, in the order of `Metric.labels`.
  public func add(_ amount: Double = 1, to metric: Metric, _ labels: String...) {
    precondition(metric.kind != .counter || amount >= 0, "counter \(metric.name) only grows")
    change(metric, labels) { $0.value += amount }
  }

  /// Sets a gauge.
  public func set(_ metric: Metric, to value: Double, _ labels: String...) {
    precondition(metric.kind == .gauge, "\(metric.name) is no gauge")
    change(metric, labels) { $0.value = value }
  }

  /// Adds one value to a histogram.
  public func observe(_ value: Double, in metric: Metric, _ labels: String...) {
    guard case .histogram(let bounds) = metric.kind else { preconditionFailure("\(metric.name) is no histogram") }
    change(metric, labels) {
      $0.value += value
      $0.counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
    }
  }

  /// All values in the Prometheus text format, version 0.0.4.
  public var exposition: String {
    let now = series.withLock { $0 }
    return table.map { metric in
      let head = ["# HELP \(metric.name) \(escaped(metric.help))", "# TYPE \(metric.name) \(metric.kindName)"]
      let all = (now[metric] ?? [:]).sorted { $0.key.lexicographicallyPrecedes($1.key) }
      return (head + all.flatMap { lines(of: metric, labels: $0.key, $0.value) }).map { $0 + "\n" }.joined()
    }.joined()
  }

  /// The table as Markdown, for the documentation.
  public static func documentation(of table: [Metric]) -> String {
    (["| metric | kind | labels | meaning |", "|---|---|---|---|"]
      + table.map { "| `\($0.name)` | \($0.kindName) | \($0.labels.map { "`\($0)`" }.joined(separator: ", ")) | \($0.help) |" })
      .map { $0 + "\n" }.joined()
  }

  private static func empty(_ metric: Metric) -> Series {
    if case .histogram(let bounds) = metric.kind { return Series(counts: Array(repeating: 0, count: bounds.count + 1)) }
    return Series()
  }

  private func change(_ metric: Metric, _ labels: [String], _ body: (inout Series) -> Void) {
    precondition(labels.count == metric.labels.count, "\(metric.name) has the labels \(metric.labels)")
    series.withLock { series in
      precondition(series[metric] != nil, "\(metric.name) is not in the table")
      body(&series[metric, default: [:]][labels, default: Self.empty(metric)])
    }
  }

  private func lines(of metric: Metric, labels: [String], _ series: Series) -> [String] {
    let pairs = zip(metric.labels, labels).map { "\($0)=\"\(escaped($1).replacing("\"", with: "\\\""))\"" }
    func line(_ suffix: String, _ value: String, _ more: [String] = []) -> String {
      let all = pairs + more
      return metric.name + suffix + (all.isEmpty ? "" : "{\(all.joined(separator: ","))}") + " " + value
    }
    guard case .histogram(let bounds) = metric.kind else { return [line("", number(series.value))] }
    var total = 0
    let buckets = zip(bounds.map(number) + ["+Inf"], series.counts).map { bound, count in
      total += count
      return line("_bucket", String(total), ["le=\"\(bound)\""])
    }
    return buckets + [line("_sum", number(series.value)), line("_count", String(total))]
  }

  private func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
    return value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : value.description
  }

  private func escaped(_ text: String) -> String { text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n") }
}
