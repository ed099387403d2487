extension PhaseTolerance {
  /// The kind of cell by tau and its interval.
  public enum Label: String, Codable, Sendable {
    case simple, partial, complex, undetermined
  }

  /// complex: tau >= .80; partial: tau > .05 and low > .02; simple otherwise. undetermined where the interval holds .80, or where "simple" has high > .10.
  /// nil where tau is not defined (`isDefined`).
  ///
  /// "low > 0" alone would call 5 to 22 % of simple cells partial, because an imperfect image biases tau by about .012.
  public var label: Label? {
    guard isDefined else { return nil }
    if low < 0.80, high > 0.80 { return .undetermined }
    if tau >= 0.80 { return .complex }
    if tau > 0.05, low > 0.02 { return .partial }
    return high > 0.10 ? .undetermined : .simple
  }
}
