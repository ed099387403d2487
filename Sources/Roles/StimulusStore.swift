import Analysis
import Messages
import Method
import Queue
import Synchronization

/// The stimulus sets that a worker keeps in memory (with the population's networks, where jobs name them), each read once from its topic and prepared once for its settings and seed.
final class StimulusStore: Sendable {
  private struct Key: Equatable {
    var input: SharedInput
    var population: SharedInput?
    var settings: AnalysisSettings
    var seed: UInt64
  }

  /// As many sets as are kept: the run at hand and the one before it.
  private static let capacity = 2

  private let transport: any Transport
  private let topics: Topics
  /// The most recently used last. Whoever needs a set that is being read waits for it here.
  private let kept = Mutex<[(key: Key, stimuli: SharedStimuli)]>([])

  init(transport: any Transport, topics: Topics) {
    self.transport = transport
    self.topics = topics
  }

  /// - Throws: `QueueError` where the topic cannot be read (another attempt may help); `MessageError` and `AnalysisError` where what stands there is wrong.
  func stimuli(of job: Job.Document) throws -> SharedStimuli {
    let key = Key(input: job.stimuli, population: job.population, settings: job.settings, seed: job.seed)
    return try kept.withLock { kept in
      let entry: (key: Key, stimuli: SharedStimuli)
      if let place = kept.firstIndex(where: { $0.key == key }) {
        entry = kept.remove(at: place)
      } else {
        let set = try StimulusSet(decoding: job.stimuli.assemble(chunks(of: job.stimuli)))
        let population = try job.population.map { input in
          let weights = try PopulationWeights(decoding: input.assemble(chunks(of: input)))
          return PopulationNetworks(neurons: weights.neurons, parameters: weights.parameters)
        }
        entry = (
          key,
          try SharedStimuli(
            stimuli: set.stimuli, testStimuli: set.testStimuli, settings: job.settings, seed: job.seed, population: population)
        )
        if kept.count == Self.capacity { kept.removeFirst() }
      }
      kept.append(entry)
      return entry.stimuli
    }
  }

  private func chunks(of input: SharedInput) throws -> [StimulusChunk] {
    let place = TopicPartition(topic: topics.name(input.topic), partition: input.partition)
    let reader = try transport.reader(from: [place: input.offsets[0]])
    defer { reader.close() }
    var wanted = input.offsets[...]
    var chunks: [StimulusChunk] = []
    while let offset = wanted.first {
      guard let received = try reader.next(timeout: .seconds(30)), received.offset <= offset else {
        throw QueueError(
          .broker,
          "\(place.topic), partition \(place.partition), holds no stimuli at offset \(offset): has their retention ended? Submit the run again.",
          isRetriable: true)
      }
      guard received.offset == offset, let envelope = received.record.envelope else { continue }
      chunks.append(try StimulusChunk(opening: envelope))
      wanted = wanted.dropFirst()
    }
    return chunks
  }
}
