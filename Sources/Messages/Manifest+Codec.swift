import Formats

extension Manifest: JSONMessage {
  public static let messageType = MessageType.run

  /// Seeds lie below 2^53, so that every JSON reader keeps them exactly.
  public static let seeds: ClosedRange<UInt64> = 0...(1 << 53 - 1)
  /// The most neurons of one run.
  public static let neuronLimit = 100_000
  /// The most warnings.
  static let warningLimit = 1000

  public func isKeyed(_ key: String) -> Bool { key == run }

  public func validate() throws {
    try JobKey.checkRun(run)
    try JobKey.checkText(recording, "recording", limit: 500)
    if let degreesPerPixel { try FormatError.check(degreesPerPixel, in: Double.leastNonzeroMagnitude...90, "degrees_per_pixel") }
    try FormatError.check(methodVersion, in: 1...Int(Int32.max), "method_version")
    try FormatError.check(seed, in: Self.seeds, "seed")
    try FormatError.validate(settings)
    try stimuli.validate("stimuli")
    try population?.validate("population")
    try Digest.check(identity, "identity")
    try FormatError.check(neurons.count, in: 1...Self.neuronLimit, "the number of neurons")
    var ids: Set<String> = []
    for neuron in neurons {
      try JobKey.checkNeuron(neuron.id)
      try FormatError.require(ids.insert(neuron.id).inserted, .invalid, "the neuron \(neuron.id) stands twice in the manifest")
    }
    try FormatError.check(warnings?.count ?? 0, in: 0...Self.warningLimit, "the number of warnings")
    for warning in warnings ?? [] {
      try JobKey.checkText(warning.code, "a warning's code", limit: 100)
      try JobKey.checkText(warning.sentence, "a warning's sentence", limit: 2000)
    }
    for (topic, offsets) in startOffsets.sorted(by: { $0.key < $1.key }) {
      try JobKey.checkText(topic, "a topic of start_offsets", limit: 249)
      try FormatError.check(offsets.count, in: 1...100_000, "the number of start_offsets of \(topic)")
      for offset in offsets { try FormatError.check(offset, in: 0...SharedInput.exactLimit, "an offset of start_offsets.\(topic)") }
    }
  }
}
