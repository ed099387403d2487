import CommandLine
import Foundation
import Method
import Recordings

/// `bench science`: the acceptance numbers of the method, each with its bar.
enum ScienceBench {
  private static let json = Option<URL?>("json", "file", help: "Write the figures to this file as JSON.")
  private static let snr = Option("snr", "list", default: "0.3,1,4", help: "Signal-to-noise ratios of the simulated cells, or none.")
  private static let images = Option("images", "list", default: "500,2000", help: "Numbers of training images of the simulated cells.")
  private static let cells = Option(
    "cells", "n", .in(1...1000), default: 12,
    help: "Simple cells in each condition; as many complex, twice as many partial, half as many rotation-invariant.")
  private static let kinds = Option(
    "kinds", "list", default: CellKind.allCases.map(\.rawValue).joined(separator: ","), help: "The kinds of simulated cells.")
  private static let recordings = Option<String?>("recordings", "list", help: "Folders of real recordings.")
  private static let side = Option("resize", "side", .in(12...256), default: 28, help: "Side of the real recordings' stimuli, in pixels.")
  private static let neurons = Option<Int?>("neurons", "n", .atLeast(1), help: "At most so many neurons of each recording.")
  private static let controls = Option<Int?>(
    "controls", "n", .in(0...1000), help: "Controls of each kind beside a real recording's neurons; as many as a run takes where not given."
  )
  private static let shuffled = Option<Int?>(
    "shuffled", "n", .in(0...1000), help: "Shuffled neurons beside a real recording's; as many as other controls where not given.")
  private static let populationMembers = Option<Int?>(
    "population-members", "n", .in(1...5), help: "Population members beside the networks of a real recording's neurons.")
  private static let analysis = Option<URL?>(
    "analysis", "file", help: "Settings of the analysis, as JSON (schemas/settings.v1.json); what it leaves out is the default.")
  private static let seed = Option("seed", "n", default: UInt64(1), help: "Seed of simulation and analysis.")

  static let command = Command(
    "science", summary: "Prints every acceptance number of the method with its bar.",
    discussion:
      "Simulated cells at every signal-to-noise ratio and number of images, then every recording. A cell takes seconds on a core.",
    example: "bench science --cells 30 --json science.json",
    parameters: [json, snr, images, cells, kinds, recordings, side, neurons, controls, shuffled, populationMembers, analysis, seed],
    run: run)

  private static func run(_ values: Values) throws -> ExitCode {
    let settings =
      try values[analysis].map { try AnalysisSettings(document: [UInt8](Data(contentsOf: $0))) } ?? AnalysisSettings()
    var report = Report()
    let add = { (new: [Measure]) in
      for measure in new { print(measure.line) }
      report.measures += new
    }
    var shuffledFacts: [NeuronFacts] = []
    for ratio in list(values[snr]).compactMap(Double.init) {
      for count in list(values[images]).compactMap({ Int($0) }) {
        let condition = try SimulatedCondition(
          signalToNoise: ratio, images: count, cells: values[cells], kinds: list(values[kinds]).compactMap(CellKind.init),
          settings: settings,
          seed: values[seed])
        add(condition.measures)
        shuffledFacts += condition.shuffled.map(\.facts)
        report.cells += condition.outcomes.map { Report.Cell(signalToNoise: ratio, images: count, truth: $0.cell, facts: $0.facts) }
      }
    }
    // A condition has too few to tell 5 % from none.
    if !shuffledFacts.isEmpty { add(SimulatedCondition.nulls("All conditions together", shuffledFacts)) }
    for folder in list(values[recordings] ?? "") {
      var settings = settings
      settings.populationMembers = values[populationMembers]
      let population = try RecordedPopulation(
        folder: folder, side: values[side], most: values[neurons], controls: values[controls], shuffled: values[shuffled],
        settings: settings, seed: values[seed])
      add(population.measures)
      report.neurons += population.analysed.map { Report.Neuron(recording: population.name, id: $0.id, facts: $0.facts) }
    }
    if let file = values[json] {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      encoder.keyEncodingStrategy = .convertToSnakeCase
      try encoder.encode(report).write(to: file)
    }
    let missed = report.measures.count { $0.reaches == false }
    print("\(report.measures.count { $0.reaches != nil }) figures with a bar, \(missed) missed")
    return .success
  }

  /// What `--json` writes: the figures, what was found of each simulated cell beside its truth, and of each recorded neuron and control.
  private struct Report: Codable {
    struct Cell: Codable {
      var signalToNoise: Double
      var images: Int
      var truth: SimulatedCell
      var facts: NeuronFacts
    }
    struct Neuron: Codable {
      var recording: String
      var id: String
      var facts: NeuronFacts
    }
    var measures: [Measure] = []
    var cells: [Cell] = []
    var neurons: [Neuron] = []
  }

  private static func list(_ text: String) -> [String] { text.split(separator: ",").map(String.init) }
}
