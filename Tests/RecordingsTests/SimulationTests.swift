import Formats
import Foundation
import Numerics
import Recordings
import TestSupport
import Testing

/// A small population: 2 cells of each kind, 60 + 40 images of 16x16 pixels.
private func settings(_ change: (inout SimulationSettings) -> Void = { _ in }) -> SimulationSettings {
  var settings = SimulationSettings()
  (settings.simple, settings.complex, settings.partial, settings.rotationInvariant) = (2, 2, 2, 2)
  (settings.images, settings.testImages, settings.side) = (60, 40, 16)
  change(&settings)
  return settings
}

@Test func aSimulationHasTheShapesThatWereAskedFor() throws {
  let simulation = try Simulation(settings { $0.repeats = 3 })
  let recording = simulation.recording
  #expect(recording.stimuli.shape == [60, 1, 16, 16] && recording.testStimuli.shape == [40, 1, 16, 16])
  #expect(recording.responses.shape == [3, 60, 8] && recording.testResponses.shape == [3, 40, 8])
  #expect(simulation.responses.shape == [60, 8] && simulation.testResponses.shape == [40, 8])
  let ids = [
    "simple-00", "simple-01", "complex-00", "complex-01", "partial-00", "partial-01", "rotation-invariant-00", "rotation-invariant-01",
  ]
  #expect(recording.neurons.map(\.id) == ids && simulation.cells.map(\.id) == ids)
  #expect(simulation.cells.map(\.tolerance) == [nil, nil, nil, nil, 0.1, 0.2, nil, nil])
}

/// Of images wider than high, cells lie in the middle, and answer to what is beyond the square too.
@Test func wideImagesAreSimulatedToo() throws {
  let simulation = try Simulation(
    settings {
      $0.width = 28
      $0.simple = 4
    })
  #expect(simulation.recording.stimuli.shape == [60, 1, 16, 28] && simulation.recording.origin.imageShape == [1, 16, 28])
  for cell in simulation.cells { #expect(abs(cell.field.centreX - 13.5) <= 2.5 && abs(cell.field.centreY - 7.5) <= 2.5) }
  let images = simulation.recording.stimuli
  // Standardised, what stands in the truth.
  let truth = (0..<60).map { Double(simulation.responses.values[$0 * 10]) }
  let similarity = try #require(Statistics.pearson(simulation.cells[0].responses(to: images), truth))
  #expect(similarity > 0.999_999)
}

@Test func aSimulationIsAFunctionOfItsSettings() throws {
  let simulation = try Simulation(settings())
  #expect(try Simulation(settings()).recording == simulation.recording)
  let other = try Simulation(settings { $0.seed = 1 })
  #expect(other.recording.stimuli != simulation.recording.stimuli)
  #expect(other.cells[0].field != simulation.cells[0].field)
  // More cells, images or repeats leave alone what was there.
  let larger = try Simulation(settings { ($0.simple, $0.testImages, $0.repeats) = (3, 50, 2) })
  #expect(Array(larger.cells[..<2]) == Array(simulation.cells[..<2]))
  #expect(larger.recording.stimuli == simulation.recording.stimuli)
  #expect(larger.recording.testStimuli.values.starts(with: simulation.recording.testStimuli.values))
  #expect(larger.recording.responses(of: 1).training[0] == simulation.recording.responses(of: 1).training[0])
}

/// Recorded from the first version, the same on every machine: a change would alter what a seed means.
@Test func theNumbersOfASeedNeverChange() throws {
  let recording = try Simulation(settings()).recording
  let parts = [recording.stimuli, recording.testStimuli, recording.responses, recording.testResponses]
  #expect(parts.map { StreamKey($0.values.map { String($0.bitPattern, radix: 16) }.joined(separator: ",")).value } == answers)
}
private let answers: [UInt64] = [
  16_182_380_447_631_592_583, 15_982_672_010_444_856_224, 2_783_104_554_877_960_698, 4_703_716_333_247_918_683,
]

@Test(arguments: SimulationSettings.Stimuli.allCases)
func everyStimulusHasZeroMeanAndUnitDeviation(kind: SimulationSettings.Stimuli) throws {
  let stimuli = try Simulation(settings { $0.stimuli = kind }).recording.stimuli
  for image in 0..<stimuli.count {
    #expect(abs(Statistics.mean(Array(stimuli[image]))!) < 1e-6)
    #expect(abs(Statistics.standardDeviation(Array(stimuli[image]))! - 1) < 1e-6)
  }
  #expect(Set(stimuli.identicalEntries()).count == stimuli.count)
}

@Test func mixedStimuliAreOfBothKindsInTurn() throws {
  let stimuli = try SimulationSettings.Stimuli.allCases.map { kind in try Simulation(settings { $0.stimuli = kind }).recording.stimuli }
  for image in 0..<60 { #expect(stimuli[2][image] == stimuli[image % 2][image]) }
}

/// Edges make large differences between neighbours common: their kurtosis is 3 for Gaussian noise, and above 6 in photographs.
@Test func deadLeavesHaveEdgesAndPinkNoiseHasNone() throws {
  let kurtosis = try [SimulationSettings.Stimuli.deadLeaves, .pinkNoise].map { kind in
    let values = try Simulation(settings { ($0.stimuli, $0.images) = (kind, 200) }).recording.stimuli.values
    let squares = values.indices.dropLast().filter { $0 % 16 < 15 }.map { place in
      let difference = Double(values[place + 1] - values[place])
      return difference * difference
    }
    return Statistics.mean(squares.map { $0 * $0 })! / (Statistics.mean(squares)! * Statistics.mean(squares)!)
  }
  #expect(kurtosis[0] > 5)
  #expect(kurtosis[1] > 2.7 && kurtosis[1] < 3.3)
}

@Test(arguments: [0.3, 1, 4])
func noiseHasTheVarianceThatWasAskedFor(ratio: Double) throws {
  let simulation = try Simulation(settings { ($0.signalToNoise, $0.images, $0.repeats) = (ratio, 1000, 2) })
  let (signal, recording) = (simulation.responses, simulation.recording)
  for cell in simulation.cells.indices {
    let truth = (0..<1000).map { Double(signal.values[$0 * 8 + cell]) }
    #expect(abs(Statistics.variance(truth)! - 1) < 1e-5)
    let noise = (0..<2).map { run in
      (0..<1000).map { Double(recording.responses.values[(run * 1000 + $0) * 8 + cell]) - truth[$0] }
    }
    // The standard deviation of such an estimate is 4.5 %, that of a correlation 0.03.
    for run in noise { #expect(abs(Statistics.variance(run)! * ratio - 1) < 0.2) }
    #expect(abs(Statistics.pearson(noise[0], noise[1])!) < 0.15)
    #expect(abs(Statistics.pearson(noise[0], truth)!) < 0.15)
  }
}

@Test func aWrittenSimulationIsReadAsARecordingAndItsTruthBesideIt() throws {
  let folder = try RecordingFolder().path + "/simulation"
  let simulation = try Simulation(settings { $0.repeats = 2 })
  try simulation.write(to: folder)
  var read = try Recording.load(folder)
  #expect(read.neighbours?.gap == 0)
  read.neighbours = nil
  #expect(read == simulation.recording)
  #expect(try ArrayFile.read(folder + "/truth_responses.npy").tensor == simulation.responses)
  #expect(try ArrayFile.read(folder + "/truth_test_responses.npy").tensor == simulation.testResponses)
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  let truth = try decoder.decode(SimulatedTruth.self, from: Data(InputFile.read(folder + "/truth.json", limit: 1 << 20)))
  #expect(truth.cells == simulation.cells && truth.settings == simulation.settings)
  try simulation.write(to: folder)
  let error = thrown(RecordingError.self) { try Simulation(settings { $0.repeats = 3 }).write(to: folder) }
  #expect(error == RecordingError(.unwritable, "\(folder) holds files already; choose a new folder."))
  var again = try Recording.load(folder)
  again.neighbours = nil
  #expect(again == simulation.recording)
}

@Test func aSimulationCannotBeWrittenIntoAFile() throws {
  let folder = try RecordingFolder()
  let simulation = try Simulation(settings())
  let path = folder.path + "/stimuli.npy/simulation"
  #expect(
    thrown(RecordingError.self) { try simulation.write(to: path) }
      == RecordingError(
        .unwritable, "\(path) cannot be made a folder; check that its parent may be written to and that no file is in the way."))
}

private let badSettings: [(change: @Sendable (inout SimulationSettings) -> Void, sentence: String)] = [
  ({ $0.simple = -1 }, "The number of simple cells is -1; it must be 0 to 10000."),
  ({ $0.rotationInvariant = 10_001 }, "The number of rotation-invariant cells is 10001; it must be 0 to 10000."),
  (
    { ($0.simple, $0.complex, $0.partial, $0.rotationInvariant) = (0, 0, 0, 0) },
    "There are no cells to simulate; ask for at least one of some kind."
  ),
  ({ $0.tolerances = [] }, "Partly tolerant cells need at least one tolerance."),
  ({ $0.tolerances = [0.1, 1.5] }, "A phase tolerance is 1.5; it must be 0 (simple) to 1 (complex)."),
  ({ $0.tolerances = [.nan] }, "A phase tolerance is nan; it must be 0 (simple) to 1 (complex)."),
  ({ $0.images = 19 }, "The number of images is 19; it must be 20 to 1000000."),
  ({ $0.testImages = 1 }, "The number of test images is 1; it must be 2 to 1000000."),
  ({ $0.side = 8 }, "The side of the images is 8; it must be 12 to 256."),
  ({ $0.repeats = 0 }, "The number of repeats is 0; it must be 1 to 1000."),
  ({ $0.signalToNoise = 0 }, "The signal-to-noise ratio is 0.0; it must be a positive number."),
  ({ $0.signalToNoise = .nan }, "The signal-to-noise ratio is nan; it must be a positive number."),
]

@Test(arguments: badSettings.indices)
func aSettingOutOfRangeIsRefusedInOneSentence(index: Int) {
  let error = thrown(RecordingError.self) { try Simulation(settings(badSettings[index].change)) }
  #expect(error == RecordingError(.setting, badSettings[index].sentence))
}
