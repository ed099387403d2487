/// One line of the bench: a figure, and the bar that a correct build reaches.
struct Measure: Codable {
  /// Under what conditions, e.g. "SNR 1, 2000 images".
  var condition: String
  var name: String
  var value: Double?
  /// How many cells or neurons stand behind it.
  var count: Int
  /// In words, e.g. ">= 0.92"; nil where the figure is shown without a bar.
  var bar: String?
  var reaches: Bool?

  /// What a figure must be.
  enum Bar {
    case atLeast(Double)
    case atMost(Double)
    case within(Double, Double)

    var text: String {
      switch self {
      case .atLeast(let least): ">= \(least)"
      case .atMost(let most): "<= \(most)"
      case .within(let low, let high): "\(low) ... \(high)"
      }
    }

    func accepts(_ value: Double) -> Bool {
      switch self {
      case .atLeast(let least): value >= least
      case .atMost(let most): value <= most
      case .within(let low, let high): value >= low && value <= high
      }
    }
  }

  init(_ condition: String, _ name: String, _ value: Double?, count: Int, _ bar: Bar? = nil) {
    self.condition = condition
    self.name = name
    self.value = value
    self.count = count
    self.bar = bar?.text
    reaches = bar.flatMap { bar in value.map(bar.accepts) }
  }

  /// Three decimals, or as it is where they would hide it.
  private static func text(_ value: Double) -> String {
    let rounded = (value * 1000).rounded() / 1000
    return String(rounded == 0 ? value : rounded)
  }

  /// One line of the table.
  var line: String {
    let figure = value.map(Self.text) ?? "not available"
    let verdict = reaches.map { $0 ? "reached" : "MISSED" } ?? ""
    return "\(condition) | \(name) | \(figure) | \(bar ?? "") | \(verdict) | n = \(count)"
  }
}
