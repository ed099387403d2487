import Analysis
import Foundation
import Method
import Numerics
import Recordings

/// One neuron of a recording after its analysis.
struct AnalysedCell {
  let id: String
  let result: NeuronResult
  let times: StageTimes
  var facts: NeuronFacts { result.document.facts }

  /// Analyses the chosen neurons of a recording on all cores, in their order.
  /// - Parameters:
  ///   - population: what neurons share where the settings ask for population members.
  ///   - change: alters a neuron's responses before they are analysed, e.g. shuffles them.
  static func all(
    of recording: Recording, neurons: [Int], settings: AnalysisSettings, seed: UInt64,
    population: PopulationNetworks? = nil, change: (@Sendable (Tensor, StreamKey) -> Tensor)? = nil
  ) throws -> [AnalysedCell] {
    let shared = try SharedStimuli(
      stimuli: recording.stimuli, testStimuli: recording.testStimuli, sha256: "", settings: settings, seed: seed, population: population)
    let results = Results(count: neurons.count)
    DispatchQueue.concurrentPerform(iterations: neurons.count) { place in
      let id = recording.neurons[neurons[place]].id
      var responses = recording.responses(of: neurons[place])
      if let change { responses = (change(responses.training, StreamKey(id)), change(responses.test, StreamKey(id + " test"))) }
      results[place] = Result {
        var times = StageTimes()
        let result = try analyse(
          neuron: id, responses: responses.training, testResponses: responses.test, shared: shared,
          progress: { stage, _ in times.enter(stage) }, isCancelled: { false })
        times.close()
        return AnalysedCell(id: id, result: result, times: times)
      }
      FileHandle.standardError.write(Data(".".utf8))
    }
    FileHandle.standardError.write(Data("\n".utf8))
    return try results.all.map { try $0.get() }
  }

  /// One place for each neuron, filled by whichever thread has analysed it.
  private final class Results: @unchecked Sendable {
    private let lock = NSLock()
    private var places: [Result<AnalysedCell, any Error>?]

    init(count: Int) { places = Array(repeating: nil, count: count) }

    subscript(place: Int) -> Result<AnalysedCell, any Error>? {
      get { lock.withLock { places[place] } }
      set { lock.withLock { places[place] = newValue } }
    }

    var all: [Result<AnalysedCell, any Error>] { lock.withLock { places.compactMap(\.self) } }
  }
}
