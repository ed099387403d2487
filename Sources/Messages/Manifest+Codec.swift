import Formats

extension Manifest: JSONMessage {
  public static let messageType = MessageType.run

  public func isKeyed(_ key: String) -> Bool { key == run }

  public func validate() throws {
    try JobKey.checkRun(run)
    try stimuli.validate("stimuli")
    try population?.validate("population")
    try description.validate()
    for (topic, offsets) in startOffsets.sorted(by: { $0.key < $1.key }) {
      try JobKey.checkText(topic, "a topic of start_offsets", limit: 249)
      try FormatError.check(offsets.count, in: 1...100_000, "the number of start_offsets of \(topic)")
      for offset in offsets { try FormatError.check(offset, in: 0...SharedInput.exactLimit, "an offset of start_offsets.\(topic)") }
    }
  }
}
