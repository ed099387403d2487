import Formats
import Messages
import Method
import Queue
import Telemetry
import TestSupport
import Testing

@testable import Roles
@testable import Work

/// What all jobs share is published in windows, and read wherever it lies.
@Suite struct SharedUploadTests {
  private let transport = InMemoryTransport()
  private let topics = try! Topics()

  private func upload(chunks: Int) throws -> (bytes: [UInt8], input: SharedInput, windows: [Int], progress: [Int]) {
    try transport.prepare(topics.specifications(partitions: 1, replicationFactor: 1, minimumInSyncReplicas: 1))
    let guarded = GuardedTransport(transport)
    var bytes = [UInt8](repeating: 7, count: (chunks - 1) * StimulusChunk.size + 5)
    for chunk in 0..<chunks { bytes[chunk * StimulusChunk.size] = UInt8(chunk) }
    var progress: [Int] = []
    let input = try SharedUpload(transport: guarded, topics: topics, source: "konomi/test").publish(bytes) { progress.append($0) }
    return (bytes, input, guarded.publications.filter { $0.topic == topics.stimuli }.map(\.records), progress)
  }

  private func read(_ input: SharedInput) throws -> [UInt8] {
    let hindrances = Hindrances(log: Log("test", level: .error, sink: LogSink { _ in }))
    let store = StimulusStore(transport: transport, topics: topics, hindrances: hindrances, memory: { .now() })
    let job = Job.Document(run: "r", neuron: "n", methodVersion: 4, seed: 1, settings: AnalysisSettings(), stimuli: input)
    return try store.inputs(of: job, isHalted: { false }).stimuli
  }

  @Test func aSmallSetLiesInOnePartitionAsOlderProgramsReadIt() throws {
    let (bytes, input, windows, progress) = try upload(chunks: 20)
    #expect(input.partitions == nil && input.partition == 0 && input.offsets == (0..<20).map(Int64.init))
    #expect(windows == [16, 4])
    #expect(progress == [16 * StimulusChunk.size, bytes.count])
    #expect(try read(input) == bytes)
  }

  @Test func aLargeSetLiesInSeveralPartitions() throws {
    let (bytes, input, windows, progress) = try upload(chunks: 65)
    #expect(Set(input.partitions ?? []) == [0, 1, 2, 3])
    #expect(windows == [16, 16, 16, 16, 1])
    #expect(progress.last == bytes.count && progress == progress.sorted())
    #expect(try read(input) == bytes)
    #expect(try JSONText.decode(SharedInput.self, from: JSONText.encode(input), limit: 100_000) == input)
  }
}
