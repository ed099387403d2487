import Formats

extension SharedInput {
  /// The most chunks of one input: 90 GB.
  static let chunkLimit = 100_000
  /// The largest number that every JSON reader keeps exactly.
  static let exactLimit: Int64 = 1 << 53 - 1

  /// The whole, put together from the chunks that stood at `offsets`, in that order.
  /// - Throws: `FormatError.corrupt` where a chunk is another's or out of place, or length or digest differ.
  public func assemble(_ chunks: [StimulusChunk]) throws -> [UInt8] {
    try FormatError.require(
      chunks.count == offsets.count, .corrupt, "\(chunks.count) chunks of \(topic) where there should be \(offsets.count)")
    var whole: [UInt8] = []
    whole.reserveCapacity(chunks.reduce(0) { $0 + $1.bytes.count })
    for (index, chunk) in chunks.enumerated() {
      try FormatError.require(
        chunk.whole == sha256 && chunk.place.index == index && chunk.place.count == chunks.count, .corrupt,
        "offset \(offsets[index]) of \(topic), partition \(self.partition(of: index)), holds chunk \(chunk.place.index) of \(chunk.place.count) of \(chunk.whole), not chunk \(index) of \(chunks.count) of \(sha256)"
      )
      whole += chunk.bytes
    }
    try FormatError.require(whole.count == bytes, .corrupt, "the chunks of \(sha256) make \(whole.count) bytes instead of \(bytes)")
    try FormatError.require(Digest.sha256(whole) == sha256, .corrupt, "the chunks do not have the SHA-256 \(sha256)")
    return whole
  }

  /// Throws `FormatError.invalid` for the first field out of its bounds.
  func validate(_ field: String) throws {
    let isName = (1...100).contains(topic.utf8.count) && topic.utf8.allSatisfy { (97...122).contains($0) || $0 == UInt8(ascii: "-") }
    try FormatError.require(isName, .invalid, "\(field).topic must be 1 to 100 small letters and '-'")
    try FormatError.check(partition, in: 0...Int32.max, "\(field).partition")
    try FormatError.check(offsets.count, in: 1...Self.chunkLimit, "the number of \(field).offsets")
    for offset in offsets { try FormatError.check(offset, in: 0...Self.exactLimit, "an offset of \(field)") }
    if let partitions {
      try FormatError.require(
        partitions.count == offsets.count && partitions[0] == partition, .invalid,
        "\(field).partitions must be one for each of the \(offsets.count) offsets, and \(partition) first")
      for partition in partitions { try FormatError.check(partition, in: 0...Int32.max, "a partition of \(field)") }
    }
    var last: [Int32: Int64] = [:]
    for (chunk, offset) in offsets.enumerated() {
      try FormatError.require(
        offset > last.updateValue(offset, forKey: partition(of: chunk)) ?? -1, .invalid, "\(field).offsets must rise")
    }
    try FormatError.check(bytes, in: 1...offsets.count * StimulusChunk.size, "\(field).bytes")
    try Digest.check(sha256, "\(field).sha256")
  }
}
