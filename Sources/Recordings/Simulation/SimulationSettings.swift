import Method

/// What `konomi simulate` makes: which cells, shown how many images of what kind, and how noisily they answer.
public struct SimulationSettings: Codable, Sendable, Equatable {
  /// What the stimuli are.
  public enum Stimuli: String, Codable, Sendable, CaseIterable {
    /// Surfaces that hide one another (`DeadLeaves`).
    case deadLeaves = "dead-leaves"
    /// Noise with the amplitude spectrum of photographs (`PinkNoise`).
    case pinkNoise = "pink-noise"
    /// One of each in turn.
    case mixed
  }

  /// How many cells of each kind; see `CellKind`.
  public var simple = 10
  public var complex = 10
  public var partial = 0
  public var rotationInvariant = 10
  /// The phase tolerances of the partly tolerant cells, taken in turn; each from 0 (simple) to 1 (complex).
  public var tolerances: [Double] = [0.1, 0.2, 0.4, 0.7]
  public var images = 2000
  public var testImages = 1000
  public var stimuli: Stimuli = .mixed
  /// Height of the images, and their width where `width` is nil, in pixels.
  public var side = 24
  public var width: Int?
  /// The variance of a cell's noise-free response over the variance of its noise in one repeat.
  public var signalToNoise = 1.0
  /// How often every image is shown, each time with new noise.
  public var repeats = 1
  public var seed: UInt64 = 0

  public init() {}

  /// - Throws: `RecordingError`, naming the first setting that lies outside its range.
  func validate() throws {
    let cells = [("simple", simple), ("complex", complex), ("partial", partial), ("rotation-invariant", rotationInvariant)]
    for (kind, count) in cells where !(0...10_000).contains(count) {
      throw RecordingError(.setting, "The number of \(kind) cells is \(count); it must be 0 to 10000.")
    }
    guard cells.contains(where: { $0.1 > 0 }) else {
      throw RecordingError(.setting, "There are no cells to simulate; ask for at least one of some kind.")
    }
    guard partial == 0 || !tolerances.isEmpty else {
      throw RecordingError(.setting, "Partly tolerant cells need at least one tolerance.")
    }
    if let tolerance = tolerances.first(where: { !(0...1).contains($0) }) {
      throw RecordingError(.setting, "A phase tolerance is \(tolerance); it must be 0 (simple) to 1 (complex).")
    }
    let ranges = [
      ("number of images", images, Recording.leastImages...1_000_000), ("number of test images", testImages, 2...1_000_000),
      ("side of the images", side, 12...256), ("width of the images", width ?? side, 12...256), ("number of repeats", repeats, 1...1000),
    ]
    for (name, value, range) in ranges where !range.contains(value) {
      throw RecordingError(.setting, "The \(name) is \(value); it must be \(range.lowerBound) to \(range.upperBound).")
    }
    guard signalToNoise > 0, signalToNoise < .infinity else {
      throw RecordingError(.setting, "The signal-to-noise ratio is \(signalToNoise); it must be a positive number.")
    }
  }
}
