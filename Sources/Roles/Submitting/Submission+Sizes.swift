import Formats
import Messages
import Queue
import Work

/// The largest message of a kind that a run may lead to.
struct MessageBound: Sendable, Equatable {
  /// The topic's full name.
  var topic: String
  /// As the topic's `max.message.bytes` counts them.
  var bytes: Int
  /// What it is, with the arithmetic: "a result may take 5 bytes (...)".
  var sum: String
  /// What else would help than to raise the limit; empty where nothing would.
  var otherwise = ""

  /// - Throws: `RolesError(.messageTooLarge)` where the topic takes less.
  func check(against limit: Int) throws {
    guard bytes > limit else { return }
    throw RolesError(
      .messageTooLarge,
      "\(sum), but \(topic) takes \(limit): raise its max.message.bytes to \(bytes) or more\(otherwise.isEmpty ? "" : ", or \(otherwise)")")
  }
}

extension Submission {
  /// A letter that was requeued so often and failed again carries all its failures.
  private static let failures = 4
  private static let exactLimit: Int64 = 1 << 53 - 1
  /// As long as a worker's id may be.
  private static let source = "konomi/worker/" + String(repeating: "w", count: 200)

  /// What of this run may stand in which topic, at most. Ids are as long as this recording's longest, everything else as long as it may ever be.
  /// - Parameter versioned: the topic of jobs of this version, where there is one.
  func bounds(run: String, topics: Topics, versioned: String?) throws -> [MessageBound] {
    let neuron = description.neurons.map(\.id).max { $0.utf8.count < $1.utf8.count } ?? ""
    let key = "\(run)/\(neuron)"
    let job = try jobBound(run: run, neuron: neuron)
    let repeats = recording.responses.shape[0]
    let responses =
      "the job of neuron \(neuron) may take \(job.batchBytes) bytes (\(repeats) repeats of \(recording.stimuli.count) responses of 4 bytes, the test set, the settings and the headers)"
    let origin = DeadLetter.Origin(topic: topics.name("jobs.retry"), partition: .max, offset: .max, timestamp: .latest)
    let history = JobHistory(attempt: 1_000_000, origin: origin, firstFailedAt: .latest)
    let copy = history.copy(of: job, attempt: 1_000_000, failedAt: .latest).batchBytes
    let failure = try Self.failureBytes(history)
    let letter = job.batchBytes + Self.failures * failure
    let result = try resultRecord(key: key).batchBytes + resultBound
    let seeds = description.settings.optimalImages.seeds
    let image = 4 * recording.stimuli.stride
    return [
      MessageBound(
        topic: topics.results, bytes: result,
        sum:
          "a result may take \(result) bytes (\(seeds) optimal images of \(image) bytes, as many distinct ones, 16 further ones, the test prediction, the document and the headers)",
        otherwise: "ask for smaller stimuli (--resize) or fewer seeds (--images)"),
      MessageBound(topic: topics.jobs, bytes: job.batchBytes, sum: responses),
    ]
      + ([topics.retry, topics.parked] + (versioned.map { [$0] } ?? [])).map { topic in
        MessageBound(
          topic: topic, bytes: copy,
          sum:
            "a copy of the job of neuron \(neuron) may take \(copy) bytes (the job's \(job.batchBytes), and \(copy - job.batchBytes) of its history)"
        )
      } + [
        MessageBound(
          topic: topics.deadLetters, bytes: letter,
          sum:
            "a dead letter may take \(letter) bytes (the \(job.batchBytes) of the job of neuron \(neuron), and \(Self.failures) failures of \(failure) bytes)"
        ),
        try outcomeBound(run: run, neuron: neuron, topic: topics.outcomes),
        try stimuliBound(topics.stimuli), try placesBound(run: run, topic: topics.places),
      ]
  }

  /// The manifest as it will stand in its topic, and the run's state. Counts of offsets are known; the offsets themselves are not, and do not compress.
  /// - Parameter startOffsets: where the topics end, by topic and partition.
  func bounds(of manifest: Manifest, topics: Topics) throws -> [MessageBound] {
    let offsets = manifest.startOffsets.values.reduce(0) { $0 + $1.count } + 2 * chunkCount
    let record = try Record(sealing: manifest, key: manifest.run, source: Self.source, time: .latest)
    let bytes = record.batchBytes + 17 * offsets
    let state = try Record(
      sealing: RunState(run: manifest.run, state: .cancelled, partition: .max, offset: Self.exactLimit, pausedAt: Self.exactLimit),
      key: manifest.run, source: Self.source, time: .latest
    ).batchBytes
    return [
      MessageBound(
        topic: topics.runs, bytes: bytes,
        sum:
          "the manifest may take \(bytes) bytes (\(manifest.neurons.count) neurons with their columns take \(record.batchBytes) compressed, \(offsets) offsets 17 each)",
        otherwise: "leave columns out of the recording's neurons.csv"),
      MessageBound(topic: topics.states, bytes: state, sum: "the run's state may take \(state) bytes"),
    ]
  }

  /// Into how many chunks the stimuli are cut.
  private var chunkCount: Int { StimulusChunk.count(ofBytes: stimuli.count) }

  /// The address of the stimuli with the largest numbers that it may hold.
  var largestAddress: SharedInput {
    let count = Int64(chunkCount)
    return SharedInput(
      topic: "stimuli", partition: .max, offsets: (0..<count).map { Self.exactLimit - count + $0 },
      partitions: (0..<count).map { _ in .max }, bytes: stimuli.count, sha256: description.stimuliSha256)
  }

  /// All jobs of a run have the same length before compression, but for the id; what does not compress grows a little.
  private func jobBound(run: String, neuron: String) throws -> Record {
    let shared = largestAddress
    let place = description.neurons.firstIndex { $0.id == neuron } ?? 0
    let probe = job(of: place, run: run, stimuli: shared, population: description.settings.populationMembers ?? 0 > 0 ? shared : nil)
    var record = try Record(sealing: probe, key: "\(run)/\(neuron)", source: Self.source, time: .latest)
    record.value = [UInt8](repeating: 0, count: Zstd.bound(try probe.encoded().count))
    return record
  }

  /// What one failure adds to a letter.
  private static func failureBytes(_ history: JobHistory) throws -> Int {
    let empty = Record(key: "", value: [])
    let report = FailureReport(
      class: .interrupted, code: String(repeating: "c", count: 100), message: String(repeating: "m", count: 4000))
    let name = String(repeating: "w", count: 200)
    let letter = history.deadLetter(
      of: empty, error: report, policy: RetryPolicy(maximumAttempts: 1_000_000), worker: name, workerVersion: name, at: .latest)
    return try letter.sealed().batchBytes - empty.batchBytes
  }

  /// A result's record without its value.
  private func resultRecord(key: String) throws -> Record {
    Record(
      key: key, value: [],
      headers: try CloudEvent(
        type: .result, source: Self.source, subject: key, time: .latest, sha256: description.stimuliSha256, chunk: nil, isCompressed: true
      ).headers)
  }

  private func outcomeBound(run: String, neuron: String, topic: String) throws -> MessageBound {
    let report = FailureReport(
      class: .interrupted, code: String(repeating: "c", count: 100), message: String(repeating: "\u{1}", count: 4000))
    let outcome = Outcome(
      run: run, neuron: neuron, state: .dead, partition: .max, offset: Self.exactLimit, sha256: nil, error: report,
      worker: String(repeating: "w", count: 200), seconds: 0.1 + 0.2)
    let bytes = try Record(sealing: outcome, key: "\(run)/\(neuron)", source: Self.source, time: .latest).batchBytes
    return MessageBound(
      topic: topic, bytes: bytes, sum: "an outcome may take \(bytes) bytes (4000 of them the reason of a failure, escaped)")
  }

  private func stimuliBound(_ topic: String) throws -> MessageBound {
    let chunk = min(stimuli.count, StimulusChunk.size)
    let whole = description.stimuliSha256
    let headers = try CloudEvent(
      type: .stimuli, source: Self.source, subject: whole, time: .latest, sha256: whole,
      chunk: .init(index: chunkCount - 1, count: chunkCount), isCompressed: true
    ).headers
    let bytes = Record(key: whole, value: [], headers: headers).batchBytes + Zstd.bound(chunk) + 8
    return MessageBound(
      topic: topic, bytes: bytes, sum: "a chunk of the stimuli may take \(bytes) bytes (\(chunk) of stimuli, and the headers)")
  }

  private func placesBound(run: String, topic: String) throws -> MessageBound {
    let neurons = description.neurons.map(\.id).sorted { $1.utf8.count < $0.utf8.count }.prefix(JobPlaces.jobLimit)
    let places = JobPlaces(
      run: run, neurons: Array(neurons), partitions: neurons.map { _ in .max }, offsets: neurons.map { _ in Self.exactLimit })
    let record = try Record(sealing: places, key: run, source: Self.source, time: .latest)
    let content = try places.encoded().count
    let bytes = record.batchBytes - (record.value?.count ?? 0) + content + 8
    return MessageBound(
      topic: topic, bytes: bytes,
      sum: "where \(neurons.count) jobs lie may take \(bytes) bytes (\(content) of ids and offsets, and the headers)")
  }
}

extension Timestamp {
  /// As long in writing as any.
  static let latest = Timestamp(milliseconds: .max)
}
