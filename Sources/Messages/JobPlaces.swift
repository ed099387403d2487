import Formats

/// Where jobs of a run were published: the message on `konomi.places`, keyed by the run's id, one for each batch. JSON, type `konomi.places.v1`. Together with what the workers'
/// group has committed it tells which jobs are still in the queue, without a look at the jobs themselves.
public struct JobPlaces: Codable, Sendable, Equatable {
  public var run: String
  /// The neurons of the jobs; each has its partition and offset in `konomi.jobs` at the same place of the two other lists.
  public var neurons: [String]
  public var partitions: [Int32]
  public var offsets: [Int64]

  public init(run: String, neurons: [String], partitions: [Int32], offsets: [Int64]) {
    self.run = run
    self.neurons = neurons
    self.partitions = partitions
    self.offsets = offsets
  }
}

extension JobPlaces: JSONMessage {
  public static let messageType = MessageType.places

  /// The most jobs of one message: with the longest ids and offsets it stays below what a broker takes by default.
  public static let jobLimit = 4000

  public func isKeyed(_ key: String) -> Bool { key == run }

  public func validate() throws {
    try JobKey.checkRun(run)
    try FormatError.check(neurons.count, in: 1...Self.jobLimit, "the number of neurons")
    try FormatError.require(
      partitions.count == neurons.count && offsets.count == neurons.count, .invalid,
      "\(neurons.count) neurons have \(partitions.count) partitions and \(offsets.count) offsets")
    for neuron in neurons { try JobKey.checkNeuron(neuron) }
    for partition in partitions { try FormatError.check(partition, in: 0...Int32.max, "a partition") }
    for offset in offsets { try FormatError.check(offset, in: 0...SharedInput.exactLimit, "an offset") }
  }
}
