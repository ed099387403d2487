import Method
import Numerics
import Testing

@testable import Recordings

/// 6 recorded cells, 60 and 30 images, 4 repeats.
private func population(_ change: (inout SimulationSettings) -> Void = { _ in }) throws -> Recording {
  var settings = SimulationSettings()
  settings.simple = 3
  settings.complex = 3
  settings.rotationInvariant = 0
  settings.images = 60
  settings.testImages = 30
  settings.side = 16
  settings.repeats = 4
  change(&settings)
  return try Simulation(settings).recording
}

private func column(_ id: String, of recording: Recording) throws -> (training: Tensor, test: Tensor) {
  recording.responses(of: try #require(recording.neurons.firstIndex { $0.id == id }))
}

struct ControlsTests {
  @Test func controlsStandBehindTheRecordedNeurons() throws {
    let recording = try population()
    var settings = ControlSettings(each: 2)
    settings.repeated = 1
    let extended = try recording.withControls(settings, seed: 9)
    #expect(Array(extended.neurons.prefix(6)) == recording.neurons)
    #expect(
      extended.neurons.dropFirst(6).map { "\($0.id) \($0.control?.kind ?? "") \($0.control?.original ?? "")" } == [
        "control-simple-0 simple ", "control-simple-1 simple ", "control-simple-2 simple ", "control-complex-0 complex ",
        "control-complex-1 complex ", "control-complex-2 complex ",
        "control-partial-0 partial ", "control-partial-1 partial ", "control-rotation-invariant-0 rotation-invariant ",
        "control-rotation-invariant-1 rotation-invariant ", "control-shuffled-simple-00 shuffled simple-00",
        "control-shuffled-complex-00 shuffled complex-00", "control-repeated-simple-00 repeated simple-00",
      ])
    #expect(extended.responses.shape == [4, 60, 19] && extended.testResponses.shape == [4, 30, 19])
    for neuron in recording.neurons.indices { #expect(extended.responses(of: neuron) == recording.responses(of: neuron)) }
    #expect(try extended == recording.withControls(settings, seed: 9))
    #expect(try recording.withControls(ControlSettings(each: 0), seed: 9) == recording)
  }

  @Test func aRepeatedNeuronIsTheSameAndAShuffledOneKeepsItsRepeatsTogether() throws {
    let recording = try population()
    let extended = try recording.withControls(ControlSettings(each: 2), seed: 9)
    let own = try column("simple-00", of: recording)
    #expect(try column("control-repeated-simple-00", of: extended) == own)
    let shuffled = try column("control-shuffled-simple-00", of: extended).training
    let columns = { (tensor: Tensor) in (0..<60).map { image in (0..<4).map { tensor.values[$0 * 60 + image] } } }
    #expect(columns(shuffled) != columns(own.training))
    #expect(columns(shuffled).sorted { $0[0] < $1[0] } == columns(own.training).sorted { $0[0] < $1[0] })
  }

  /// Two repeats one to either side of 1, 5 and 9: noise 2, signal 16 - 2 / 2. An image shown once does not count, a neuron without signal counts as 0.01.
  @Test func signalToNoiseIsItsFormula() throws {
    var recording = try population()
    recording.neurons = ["a", "b", "c"].map { Neuron(id: $0) }
    recording.stimuli = recording.stimuli.gather([0, 1, 2, 3])
    let a: [[Float]] = [[0, 4, 8, 70], [2, 6, 10, .nan]]
    let noise: [[Float]] = [[1, -1, 1, -1], [-1, 1, -1, 1]]
    var responses: [Float] = []
    for (own, nothing) in zip(a, noise) {
      for (first, second) in zip(own, nothing) { responses += [first, 3 * first, second] }
    }
    recording.responses = Tensor(shape: [2, 4, 3], values: responses)
    #expect(try abs(#require(recording.signalToNoise) - 7.5) < 1e-12)
    recording.neurons.removeLast(2)
    recording.responses = Tensor(shape: [2, 4, 1], values: noise.flatMap { $0 })
    #expect(recording.signalToNoise == 0.01)
  }

  @Test func anchorsAreAsNoisyAsTheNeurons() throws {
    for ratio in [0.5, 2] {
      let recording = try population {
        $0.signalToNoise = ratio
        $0.images = 400
      }
      #expect(try abs(#require(recording.signalToNoise) / ratio - 1) < 0.2)
      var anchors = recording
      anchors.neurons = []
      anchors.responses = Tensor(shape: [4, 400, 0])
      anchors.testResponses = Tensor(shape: [4, 30, 0])
      var settings = ControlSettings(each: 0)
      settings.anchors = 2
      settings.signalToNoise = ratio
      let extended = try anchors.withControls(settings, seed: 1)
      #expect(try abs(#require(extended.signalToNoise) / ratio - 1) < 0.2)
    }
    #expect(try population { $0.repeats = 1 }.signalToNoise == nil)
  }

  @Test func coloursAndOblongImagesHaveAnchorsToo() throws {
    var recording = try population()
    let wide = recording.stimuli.values
    recording.stimuli = Tensor(shape: [60, 2, 16, 8], values: wide)
    recording.testStimuli = Tensor(shape: [30, 2, 16, 8], values: recording.testStimuli.values)
    #expect(try recording.withControls(ControlSettings(each: 2), seed: 1).neurons.count == 6 + 4)
    recording.stimuli = Tensor(shape: [30, 2, 16, 16], values: wide)
    recording.testStimuli = Tensor(shape: [15, 2, 16, 16], values: recording.testStimuli.values)
    recording.responses = Tensor(shape: [8, 30, 6], values: recording.responses.values)
    recording.testResponses = Tensor(shape: [8, 15, 6], values: recording.testResponses.values)
    #expect(try recording.withControls(ControlSettings(each: 2), seed: 1).neurons.count == 6 + 3 + 3 + 2 + 2 + 4)
  }

  /// At most a quarter more work.
  @Test(arguments: [(1, 1), (24, 1), (50, 2), (240, 10), (20_000, 10)])
  func theirNumberFollowsThatOfTheNeurons(neurons: Int, each: Int) {
    #expect(ControlSettings.proportionate(to: neurons) == ControlSettings(each: each))
  }

  @Test func clashesAndNonsenseAreRefused() throws {
    let recording = try population()
    var clash = recording
    clash.neurons[0] = Neuron(id: "control-simple-0")
    #expect(throws: RecordingError.self) { try clash.withControls(ControlSettings(each: 2), seed: 1) }
    var column = recording
    column.neuronColumns = ["control"]
    #expect(throws: RecordingError.self) { try column.withControls(ControlSettings(each: 2), seed: 1) }
    var negative = ControlSettings(each: 2)
    negative.anchors = -1
    #expect(throws: RecordingError.self) { try recording.withControls(negative, seed: 1) }
    var silent = ControlSettings(each: 2)
    silent.signalToNoise = 0
    #expect(throws: RecordingError.self) { try recording.withControls(silent, seed: 1) }
  }
}
