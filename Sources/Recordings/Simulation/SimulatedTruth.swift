/// The document `truth.json`: what stands behind a simulated recording. JSON with keys in snake case.
public struct SimulatedTruth: Codable, Sendable, Equatable {
  public var settings: SimulationSettings
  /// In the order of the recording's neurons.
  public var cells: [SimulatedCell]
}
