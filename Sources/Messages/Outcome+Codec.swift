import Formats

extension Outcome: JSONMessage {
  public static let messageType = MessageType.outcome

  public func isKeyed(_ key: String) -> Bool { key == "\(run)/\(neuron)" }

  public func validate() throws {
    _ = try JobKey(run: run, neuron: neuron)
    try FormatError.check(partition, in: 0...Int32.max, "partition")
    try FormatError.check(offset, in: 0...SharedInput.exactLimit, "offset")
    try JobKey.checkText(worker, "worker", limit: 200)
    try FormatError.check(seconds, in: 0...1e9, "seconds")
    switch state {
    case .succeeded:
      try FormatError.require(sha256 != nil && error == nil, .invalid, "an outcome that succeeded has a sha256 and no error")
    case .dead:
      try FormatError.require(sha256 == nil && error != nil, .invalid, "an outcome that is dead has an error and no sha256")
    case .cancelled:
      try FormatError.require(sha256 == nil && error == nil, .invalid, "an outcome that is cancelled has neither sha256 nor error")
    }
    if let sha256 { try Digest.check(sha256, "sha256") }
    try error?.validate()
  }
}

extension FailureReport {
  /// Throws `FormatError.invalid` for the first field out of its bounds.
  func validate() throws {
    try JobKey.checkText(code, "error.code", limit: 100)
    try FormatError.require((1...4000).contains(message.utf8.count), .invalid, "error.message must be 1 to 4000 bytes of text")
  }
}
