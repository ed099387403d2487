extension FailureReport {
  /// What outcomes and letters take, in bytes of UTF-8.
  public static let codeLimit = 100
  public static let messageLimit = 4000
  /// What a report says in little room.
  public static let briefLimit = 200

  /// The report as outcomes and letters take it, whatever its texts are; a message of no more than so many bytes.
  public func held(to messageBytes: Int = FailureReport.messageLimit) -> FailureReport {
    let text = message.isEmpty ? "-" : message.shortened(to: min(messageBytes, Self.messageLimit))
    return FailureReport(class: `class`, code: code.plain(within: Self.codeLimit), message: text)
  }
}
