/// A neuron as recordings, manifests and reports name it.
public struct Neuron: Sendable, Equatable {
  /// Unique in its recording, and fit to name a file.
  public let id: String
  /// The further columns of the recording's `neurons.csv`, by name; none of a control.
  public let columns: [String: String]
  /// What a run took along beside the recorded neurons; nil for a recorded one.
  public let control: Control?

  /// A recorded neuron, or a control as documents have it: where id and columns both say so.
  public init(id: String, columns: [String: String] = [:]) {
    let control = Control(id: id, columns: columns)
    self.id = id
    self.control = control
    self.columns = control == nil ? columns : columns.filter { !Control.columns.contains($0.key) }
  }

  /// A control: a neuron like any other to whoever analyses it.
  /// - Parameter number: of an anchor among those of its kind; others are told by the neuron that they were made from.
  public init(control: Control, number: Int = 0) {
    self.control = control
    columns = [:]
    id = control.idPrefix + (control.original ?? String(number))
  }
}

/// A neuron of known truth, or of none, that goes through the identical analysis.
public enum Control: Sendable, Equatable {
  /// A simulated cell of that kind, shown the recording's own images.
  case anchor(CellKind)
  /// A recorded neuron whose responses are in another order of the images: in it there is nothing to find.
  case shuffled(of: String)
  /// A recorded neuron whose responses were moved along the images in a circle: nothing to find either, but as slow as they were recorded.
  case shifted(of: String)
  /// A recorded neuron a second time, from other random numbers.
  case repeated(of: String)

  /// As tables name it: an anchor's kind of cell, `shuffled`, `shifted` or `repeated`.
  public var kind: String {
    switch self {
    case .anchor(let kind): kind.rawValue
    case .shuffled: "shuffled"
    case .shifted: "shifted"
    case .repeated: "repeated"
    }
  }

  /// Whether there is nothing to find in it.
  public var isNull: Bool {
    switch self {
    case .shuffled, .shifted: true
    case .anchor, .repeated: false
    }
  }

  /// The recorded neuron that it was made from; nil for an anchor.
  public var original: String? {
    switch self {
    case .anchor: nil
    case .shuffled(let original), .shifted(let original), .repeated(let original): original
    }
  }

  /// The columns that tell a control in documents: its kind, and the neuron that it was made from. A recording with controls has no such columns of its own.
  public static let columns = ["control", "control_of"]

  fileprivate var idPrefix: String { "control-\(kind)-" }

  fileprivate var entries: [String: String] { [Self.columns[0]: kind, Self.columns[1]: original ?? ""] }

  /// nil where id and columns do not agree that it is one.
  fileprivate init?(id: String, columns: [String: String]) {
    guard let kind = columns[Self.columns[0]], let original = columns[Self.columns[1]] else { return nil }
    switch kind {
    case "shuffled": self = .shuffled(of: original)
    case "shifted": self = .shifted(of: original)
    case "repeated": self = .repeated(of: original)
    default:
      guard let cell = CellKind(rawValue: kind), original.isEmpty else { return nil }
      self = .anchor(cell)
    }
    guard id.hasPrefix(idPrefix + original) else { return nil }
  }
}

/// What a cell of known truth makes of a, the response of its Gabor, and b, that of the Gabor a quarter of a wave further.
public enum CellKind: String, Codable, Sendable, CaseIterable {
  /// max(a, 0): one optimal image.
  case simple
  /// a^2 + b^2: an optimal image at every phase (the energy model of Adelson & Bergen, J. Opt. Soc. Am. A 2:284, 1985).
  case complex
  /// max(a, 0)^2 + k (max(-a, 0)^2 + b^2): between the two, for tolerances k between 0 and 1.
  case partial
  /// The largest response of 24 Gabors that differ in orientation only, or 0: an optimal image at every orientation.
  case rotationInvariant = "rotation-invariant"
}

/// In documents a control is told by its columns, as those of `neurons.csv` are told.
extension Neuron: Codable {
  private enum CodingKeys: String, CodingKey { case id, columns }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(id: try container.decode(String.self, forKey: .id), columns: try container.decode([String: String].self, forKey: .columns))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(columns.merging(control?.entries ?? [:]) { $1 }, forKey: .columns)
  }
}
