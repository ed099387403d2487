/// One metric: what it is called, what it counts, and how it may be split.
public struct Metric: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// Only grows; its name ends in `_total`.
    case counter
    case gauge
    /// Counts values at or below each of these ascending bounds.
    case histogram([Double])
  }

  /// In snake_case with its unit, e.g. `konomi_job_seconds`.
  public let name: String
  public let kind: Kind
  /// The names by which its values are split, e.g. `outcome`.
  public let labels: [String]
  /// What it means, as one sentence.
  public let help: String

  public init(_ name: String, _ kind: Kind, labels: [String] = [], help: String) {
    self.name = name
    self.kind = kind
    self.labels = labels
    self.help = help
  }

  var kindName: String {
    switch kind {
    case .counter: "counter"
    case .gauge: "gauge"
    case .histogram: "histogram"
    }
  }
}
