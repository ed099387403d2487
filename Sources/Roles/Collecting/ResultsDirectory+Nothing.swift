import Messages
import Method

extension ResultsDirectory {
  /// Why a run that is over found nothing; nil where at least one recorded neuron was analysed. Controls do not count.
  ///
  /// One sentence with the commonest reason and how many neurons have it. Reads results up to the first that is analysed.
  /// - Throws: `FileError`, `FormatError` where a result cannot be read.
  public func reasonOfNothing() throws -> String? {
    var counts: [String: Int] = [:]
    var recorded = 0
    for neuron in run.neurons where neuron.control == nil {
      recorded += 1
      var reason = "No result has arrived."
      if let facts = try neuronResult(of: neuron.id)?.document.facts {
        if facts.state == .analysed { return nil }
        reason = facts.reason ?? reason
      } else if let failure = try failure(of: neuron.id) {
        reason = failure.message
      }
      counts[reason, default: 0] += 1
    }
    // Of equals the first by name, so that the same run says the same.
    guard let commonest = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return nil }
    return "None of \(recorded) neurons was analysed. The commonest reason (\(commonest.value) of \(recorded)): \(commonest.key)"
  }
}
