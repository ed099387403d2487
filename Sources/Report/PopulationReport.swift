import Formats
import Foundation
import Messages
import Method

/// Writes the report of a run from what became of its neurons.
///
/// The same neurons, settings and outcomes give the same files, byte for byte; only `provenance.json` differs from run to run. Results are asked for
/// one at a time, twice each, so that a population larger than memory can be reported.
public struct PopulationReport: Sendable {
  public let recording: String
  /// The visual angle of one pixel of the stimuli in degrees; nil where the recording does not tell.
  public let degreesPerPixel: Double?
  public let seed: UInt64
  public let settings: AnalysisSettings
  public let methodVersion: Int
  /// In the recording's order.
  public let neurons: [Neuron]
  /// What is doubtful about the recording; nil where nothing is.
  public let warnings: [Warning]?
  /// Which images were learnt from; nil where it is not told.
  public let split: ImageSplit?

  public init(
    recording: String, degreesPerPixel: Double? = nil, seed: UInt64, settings: AnalysisSettings, methodVersion: Int,
    neurons: [Neuron], warnings: [Warning]? = nil, split: ImageSplit? = nil
  ) {
    self.recording = recording
    self.degreesPerPixel = degreesPerPixel
    self.seed = seed
    self.settings = settings
    self.methodVersion = methodVersion
    self.neurons = neurons
    self.warnings = warnings
    self.split = split
  }

  /// Writes all files of the report into an existing folder, each beside its place and renamed.
  ///
  /// * `optimal_images.npy` [neurons, seeds, channels, height, width]: row i is row i of `neurons.csv`; NaN where there is no image. `optimal_images.csv` has a row for each image.
  /// * `distinct_images.npy` [images of all neurons, channels, height, width]: row i is row i of `distinct_images.csv`.
  /// * `further_images.npy` and `further_images.csv` likewise, where the settings asked for images beside the optimal ones.
  /// * `neurons.csv`, `distinct_images.csv`, `population.json`, `report.html`, `provenance.json`.
  /// * `controls.csv`, where the run took controls along: they are in none of the files above but the page, in a section of their own.
  ///
  /// - Parameter outcome: what became of the neuron at this place in `neurons`; the same each time.
  /// - Returns: the population's figures, as in `population.json`.
  /// - Throws: `ReportError`, `FileError`, and what `outcome` throws.
  @discardableResult
  public func write(to folder: URL, provenance: Provenance, outcome: (Int) throws -> NeuronOutcome) throws -> Population {
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
    var shape = ImageShape()
    var entries: [NeuronEntry] = []
    for (place, neuron) in neurons.enumerated() {
      let outcome = try outcome(place)
      if case .result(let result) = outcome { try shape.check(result, of: neuron.id, seeds: settings.optimalImages.seeds) }
      entries.append(NeuronEntry(neuron, outcome))
    }
    let population = Population(of: self, entries)
    let page = Page(population: population, entries: entries, shape: shape)
    let recorded = entries.filter { $0.control == nil }
    try AtomicFile.write(CSVTable(neurons: entries).text.utf8, to: path("neurons.csv"))
    try AtomicFile.write(
      CSVTable(distinctImages: entries, degreesPerPixel: degreesPerPixel, shape).text.utf8, to: path("distinct_images.csv"))
    try AtomicFile.write(CSVTable(optimalImages: entries).text.utf8, to: path("optimal_images.csv"))
    if recorded.count < entries.count { try AtomicFile.write(CSVTable(controls: entries).text.utf8, to: path("controls.csv")) }
    try AtomicFile.write(Self.json(population), to: path("population.json"))
    try AtomicFile.write(to: path("optimal_images.npy")) { optimal in
      try AtomicFile.write(to: path("distinct_images.npy")) { distinct in
        try AtomicFile.write(to: path("report.html")) { html in
          let seeds = settings.optimalImages.seeds
          try optimal(ArrayFile.header(shape: [recorded.count, seeds] + shape.axes))
          try distinct(ArrayFile.header(shape: [recorded.reduce(0) { $0 + ($1.facts?.distinctImages.count ?? 0) }] + shape.axes))
          try html(Array(page.head.utf8))
          for (place, entry) in entries.enumerated() {
            guard case .result(let result) = try outcome(place) else {
              if entry.control == nil { try optimal(Self.missingImages(seeds, shape)) }
              continue
            }
            if entry.control == nil {
              try optimal(ArrayFile.encode(values: result.optimalImages.values))
              try optimal(Self.missingImages(seeds - result.optimalImages.count, shape))
              try distinct(ArrayFile.encode(values: result.distinctImages.values))
            }
            if entry.state == .analysed { try html(Array(page.card(entry, result.distinctImages, further: result.furtherImages).utf8)) }
          }
          try html(Array(page.tail.utf8))
        }
      }
    }
    try writeFurtherImages(entries, shape, path: path, outcome: outcome)
    try AtomicFile.write(Self.json(provenance), to: path("provenance.json"))
    return population
  }

  private func writeFurtherImages(
    _ entries: [NeuronEntry], _ shape: ImageShape, path: (String) -> String, outcome: (Int) throws -> NeuronOutcome
  ) throws {
    let count = entries.reduce(0) { $0 + ($1.control == nil ? $1.facts?.furtherImages?.count ?? 0 : 0) }
    guard count > 0 else { return }
    try AtomicFile.write(CSVTable(furtherImages: entries).text.utf8, to: path("further_images.csv"))
    try AtomicFile.write(to: path("further_images.npy")) { further in
      try further(ArrayFile.header(shape: [count] + shape.axes))
      for place in entries.indices where entries[place].control == nil {
        guard case .result(let result) = try outcome(place) else { continue }
        try further(ArrayFile.encode(values: result.furtherImages.values))
      }
    }
  }

  private static func missingImages(_ count: Int, _ shape: ImageShape) -> [UInt8] {
    ArrayFile.encode(values: repeatElement(Float.nan, count: count * shape.elements))
  }

  static func json(_ document: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return [UInt8](try encoder.encode(document)) + [0x0A]
  }
}
