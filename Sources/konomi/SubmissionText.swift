import CommandLine
import Queue
import Roles

/// What a submission came to, as text.
enum SubmissionText {
  /// One sentence with the numbers that are not 0.
  static func sentence(_ receipt: SubmissionReceipt) -> String {
    var parts = ["\(receipt.published) jobs published"]
    if receipt.revived > 0 { parts.append("\(receipt.revived) of them dead before because the stimuli were gone") }
    if receipt.lost > 0 { parts.append("\(receipt.lost) of them done before, but their results are gone") }
    if receipt.done > 0 { parts.append("\(receipt.done) done already") }
    if receipt.queued > 0 { parts.append("\(receipt.queued) queued already") }
    if receipt.unparked > 0 { parts.append("\(receipt.unparked) that were put aside are back in the queue") }
    if receipt.dead > 0 { parts.append("\(receipt.dead) dead (konomi dead-letters list --run \(receipt.manifest.run))") }
    let total = receipt.manifest.neurons.count
    return "\(total) neurons: \(parts.joined(separator: ", "))."
  }

  /// What to do next, as it can be typed.
  static func next(_ run: String, _ values: Values) -> String {
    var options = values[BrokerOptions.brokers] == BrokerOptions.defaultBrokers ? "" : " --brokers \(values[BrokerOptions.brokers])"
    if values[BrokerOptions.prefix] != Topics.defaultPrefix { options += " --prefix \(values[BrokerOptions.prefix])" }
    return "Next: konomi work\(options), and konomi collect --run \(run) --out results/\(options)"
  }

  /// Shows how far publishing is.
  static func progress(_ writer: ProgressWriter) -> (SubmissionProgress) -> Void {
    let start = ContinuousClock.now
    return { progress in
      switch progress {
      case .shared(let done, let total):
        writer.show(
          ProgressLine(
            done: done / 1_000_000, total: max(1, total / 1_000_000), elapsed: ContinuousClock.now - start, doneBefore: 0,
            message: "MB of stimuli published"))
      case .jobs(let done, let total):
        writer.show(
          ProgressLine(done: done, total: total, elapsed: ContinuousClock.now - start, doneBefore: 0, message: "jobs published"))
      }
    }
  }
}
