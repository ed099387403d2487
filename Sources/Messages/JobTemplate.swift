import Formats

/// The jobs of one run differ in their neuron and its responses only: what is the same in all of them is encoded once. The bytes are those of `Job.encoded`.
public struct JobTemplate: Sendable {
  /// Stands where the neuron's id goes; nothing in it is written otherwise in JSON, however often it is quoted.
  private static let marker = "konomi template of a neuron id"

  private let document: Job.Document
  private let shapes: [[Int]]
  /// The header's text before and behind the id, without the spaces that fill it up.
  private let before: [UInt8]
  private let behind: [UInt8]

  /// - Parameter job: any of them.
  /// - Throws: `FormatError` where one of its fields is out of its bounds.
  public init(of job: Job) throws {
    var job = job
    job.document.neuron = Self.marker
    document = job.document
    shapes = [job.responses.shape, job.testResponses.shape]
    let bytes = try job.encoded()
    let length = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = Array(bytes[8..<8 + length])
    let marker = Array(Self.marker.utf8)
    let starts = header.indices.filter { header[$0] == marker[0] && header[$0...].starts(with: marker) }
    try FormatError.require(starts.count == 1, .invalid, "a job names the neuron \(Self.marker) \(starts.count) times")
    before = Array(header[..<starts[0]])
    behind = Array(header[(starts[0] + marker.count)...].reversed().drop { $0 == UInt8(ascii: " ") }.reversed())
  }

  /// A job as `Job.encoded` encodes it.
  public func encoded(_ job: Job) throws -> [UInt8] {
    var document = job.document
    document.neuron = Self.marker
    let isPlain = job.document.neuron.utf8.allSatisfy {
      (0x20...0x7e).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    guard isPlain, document == self.document, [job.responses.shape, job.testResponses.shape] == shapes else { return try job.encoded() }
    _ = try JobKey(run: document.run, neuron: job.document.neuron)
    try job.validateResponses()
    let length = before.count + job.document.neuron.utf8.count + behind.count
    let fill = (8 - length % 8) % 8
    try FormatError.require(length + fill <= Safetensors.headerLimit, .tooLarge, "the document of \(length) bytes is too long")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + length + fill + 4 * (job.responses.values.count + job.testResponses.values.count))
    withUnsafeBytes(of: UInt64(length + fill).littleEndian) { bytes.append(contentsOf: $0) }
    bytes += before
    bytes += job.document.neuron.utf8
    bytes += behind
    bytes += repeatElement(UInt8(ascii: " "), count: fill)
    // All machines that this runs on are little-endian, like the file.
    for tensor in [job.responses, job.testResponses] { tensor.values.withUnsafeBytes { bytes.append(contentsOf: $0) } }
    return bytes
  }

  /// The job as a message, as `Record(sealing:key:source:time:)` makes it.
  public func sealed(_ job: Job, source: String, time: Timestamp) throws -> Record {
    let key = "\(job.document.run)/\(job.document.neuron)"
    return try Record(sealing: encoded(job), as: .job, key: key, source: source, time: time, chunk: nil)
  }
}
