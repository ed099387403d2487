import Foundation
import Messages
import Method
import Recordings
import Telemetry

@testable import Roles
@testable import Work

/// A run whose jobs take a fraction of a second: simple and complex cells on few small images, one small network each.
enum TinyRun {
  static func submission(
    neurons: Int = 3, side: Int = 16, seed: UInt64 = 1, seeds: Int = 2, populationMembers: Int? = nil,
    change: (inout Recording) -> Void = { _ in }
  ) throws -> Submission {
    var simulation = SimulationSettings()
    simulation.simple = neurons - neurons / 2
    simulation.complex = neurons / 2
    simulation.rotationInvariant = 0
    simulation.images = 120
    simulation.testImages = 40
    simulation.side = side
    simulation.seed = seed
    var recording = try Simulation(simulation).recording
    change(&recording)
    var settings = AnalysisSettings()
    settings.network.convolutions = [.init(channels: 4, side: 5)]
    settings.network.hidden = [4]
    settings.training.epochs = 1
    settings.training.leastSteps = 4
    settings.training.members = 1
    settings.optimalImages.seeds = seeds
    settings.optimalImages.iterations = 4
    settings.comparisonModels = [.ridge]
    settings.populationMembers = populationMembers
    return try Submission(recording: recording, settings: settings, seed: seed)
  }

  /// The files of a results directory that only the run determines: all but what tells when and where it was computed, and how far its collector has read.
  static func files(in folder: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    where !["provenance.json", ".collector.json", "neurons"].contains(name) {
      files[name] = try Data(contentsOf: folder.appending(path: name))
    }
    return files
  }

  static let quiet = Log("test", level: .error, sink: LogSink { _ in })

  static func runLocally(_ submission: Submission, in folder: URL, slots: Int = 2, stop: StopSignal = .init()) throws -> Bool {
    try LocalRun(
      submission: submission, directory: ResultsDirectory(opening: folder, for: submission.description), slots: slots, version: "test",
      log: quiet
    ).run(stop: stop) { _ in }
  }
}
