import Formats
import Messages
import Method

extension ResultsDirectory {
  /// What the report warns of and nobody could know before the results: nothing where there is no report.
  /// - Throws: `RolesError`, `FormatError` where it cannot be read.
  public func warningsOfResults() throws -> [Warning] {
    struct Report: Decodable { let warnings: [Warning]? }
    guard let bytes = try Self.read(folder.appending(path: "population.json")) else { return [] }
    let told = Set((run.warnings ?? []).map(\.sentence))
    return try (JSONText.decode(Report.self, from: bytes, limit: 1 << 30).warnings ?? []).filter { !told.contains($0.sentence) }
  }

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
