extension TopicSpecification {
  /// What must change before the topic serves: one sentence per setting, none where it fits. More than was asked for (retention, partitions, copies) fits, and so does a topic
  /// that is compacted and never deleted from.
  public func misfits(in topic: TopicDescription) -> [String] {
    var misfits: [String] = []
    if topic.partitions < 1 { misfits.append("it has no partitions") }
    for (setting, wanted) in settings.sorted(by: { $0.key < $1.key }) {
      guard let found = topic.settings[setting], !fits(setting, wanted: wanted, found: found) else { continue }
      // Of what is only compacted, nothing goes with time.
      if setting == "retention.ms", topic.settings["cleanup.policy"] == "compact" { continue }
      misfits.append("\(setting) is \(found), and must be \(TopicSpecification.atLeast.contains(setting) ? "at least " : "")\(wanted)")
    }
    return misfits
  }

  /// Throws where the topic does not fit, naming every setting to change.
  public func check(_ topic: TopicDescription) throws {
    let misfits = misfits(in: topic)
    guard !misfits.isEmpty else { return }
    throw QueueError(
      .topicUnfit,
      "The topic \(name) does not fit: \(misfits.joined(separator: "; ")). Change it with deploy/kafka/topics or kafka-configs.sh, or use another prefix."
    )
  }

  /// Settings for which more is as good; -1 stands for "without limit".
  private static let atLeast: Set<String> = ["retention.ms", "retention.bytes", "min.insync.replicas"]

  private func fits(_ setting: String, wanted: String, found: String) -> Bool {
    if wanted == found { return true }
    switch setting {
    case "cleanup.policy":
      return Set(wanted.split(separator: ",")) == Set(found.split(separator: ",")) || wanted == "compact,delete" && found == "compact"
    case "compression.type", "max.message.bytes", "segment.ms", "segment.bytes", "min.cleanable.dirty.ratio", "delete.retention.ms":
      // Anything works: the broker would only compress once more, or keep more than is needed; and what is too large for a topic is found before a run starts.
      return true
    case let numeric where TopicSpecification.atLeast.contains(numeric):
      guard let found = Int64(found), let wanted = Int64(wanted) else { return false }
      return found == -1 || (wanted != -1 && found >= wanted)
    default:
      return false
    }
  }
}

extension TopicDescription {
  /// What may hinder, though nothing must change: there are brokers that write nothing where more replicas are to be in sync than there are, and others (Apache Kafka 4.3.1) that
  /// then ask for no more than there are.
  public var warning: String? {
    guard let inSync = settings["min.insync.replicas"].flatMap({ Int($0) }), replicationFactor > 0, inSync > replicationFactor else {
      return nil
    }
    let replicas = replicationFactor == 1 ? "1 replica" : "\(replicationFactor) replicas"
    return
      "The topic \(name) has \(replicas) and min.insync.replicas is \(inSync): brokers that do not lower it by themselves write nothing."
  }
}
