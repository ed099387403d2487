import Analysis
import Dispatch
import Messages
import Method
import Recordings
import Synchronization

extension Submission {
  /// Trains the networks of the whole population that the settings ask for: a pure function of the submission. One thread for each.
  /// - Returns: the run's shared input as it is published, encoded `PopulationWeights`.
  /// - Throws: what training throws; `CancellationError`.
  func populationWeights(isCancelled: @Sendable () -> Bool) throws -> [UInt8] {
    let settings = description.settings
    let shared = try SharedStimuli(
      stimuli: recording.stimuli, testStimuli: recording.testStimuli, sha256: description.stimuliSha256, settings: settings,
      seed: description.seed)
    let neurons = recording.neurons.map(\.id)
    let responses = recording.neurons.indices.map { recording.responses(of: $0) }
    let recorded = recording.neurons.prefix { $0.control == nil }.count
    let trained = Mutex([Result<[Float], any Error>?](repeating: nil, count: settings.populationMembers ?? 0))
    DispatchQueue.concurrentPerform(iterations: settings.populationMembers ?? 0) { member in
      let parameters = Result {
        try PopulationNetworks.train(
          member: member, neurons: neurons, responses: responses, recorded: recorded, shared: shared, isCancelled: isCancelled)
      }
      trained.withLock { $0[member] = parameters }
    }
    let members = try trained.withLock { $0 }.compactMap { try $0?.get() }
    return try PopulationWeights(
      neurons: neurons, parameters: .init(shape: [members.count, members.first?.count ?? 0], values: members.flatMap { $0 })
    ).encoded()
  }
}
