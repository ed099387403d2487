import Formats
import Messages
import Queue
import Work

/// Publishes what all jobs of a run share, a window of chunks at a time: only so much is on its way at once, and each window has the time of a request for itself.
struct SharedUpload {
  /// Chunks that are on their way at once.
  private static let window = 16
  /// From so many chunks on (58 MB) they lie in several partitions, so that several brokers take them, and give them out; older programs read one partition only.
  private static let spreadFrom = 64

  let transport: any Transport
  let topics: Topics
  let source: String

  /// - Parameter progress: told how many bytes are published.
  func publish(_ bytes: [UInt8], progress: (Int) -> Void) throws -> SharedInput {
    let whole = Digest.sha256(bytes)
    let count = StimulusChunk.count(ofBytes: bytes.count)
    let partitions = count < Self.spreadFrom ? 1 : try transport.describe(topics.stimuli).partitions
    var places: [Place] = []
    while places.count < count {
      let window = places.count..<min(places.count + Self.window, count)
      let source = source
      let records = try concurrentMap(window.count) {
        try StimulusChunk(window.lowerBound + $0, of: bytes, whole: whole).sealed(source: source, time: .now)
      }
      places += try transport.publish(records, to: topics.stimuli, partitions: window.map { Int32($0 % partitions) })
      progress(min(places.count * StimulusChunk.size, bytes.count))
    }
    let isSpread = Set(places.map(\.partition)).count > 1
    return SharedInput(
      topic: "stimuli", partition: places[0].partition, offsets: places.map(\.offset),
      partitions: isSpread ? places.map(\.partition) : nil, bytes: bytes.count, sha256: whole)
  }
}
