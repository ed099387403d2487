/// The topics and the consumer group of one queue: all names begin with its prefix. A second prefix is a second, independent queue on the same brokers.
public struct Topics: Sendable, Equatable {
  public static let defaultPrefix = "konomi"

  public let prefix: String

  /// - Throws: `.topicUnfit` for a prefix that Kafka would not take in a topic's name.
  public init(prefix: String = Topics.defaultPrefix) throws {
    guard prefix.utf8.count <= 200, Self.isName(prefix) else {
      throw QueueError(
        .topicUnfit,
        "\"\(prefix)\" cannot begin a topic's name: use 1 to 200 letters, digits, dots, hyphens or underscores.")
    }
    self.prefix = prefix
  }

  /// Whether Kafka would take it as the name of a topic.
  static func isName(_ name: String) -> Bool {
    let isAllowed = name.utf8.allSatisfy { byte in
      switch Unicode.Scalar(byte) {
      case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-": true
      default: false
      }
    }
    return isAllowed && (1...249).contains(name.utf8.count) && name != "." && name != ".."
  }

  /// One manifest per run.
  public var runs: String { name("runs") }
  /// Stimulus sets in chunks, addressed by partition and offsets from the jobs.
  public var stimuli: String { name("stimuli") }
  public var jobs: String { name("jobs") }
  /// Jobs that wait for another attempt.
  public var retry: String { name("jobs.retry") }
  /// Jobs that wait for a worker of this version of the method.
  public func jobs(ofVersion version: Int) -> String { name("jobs.v\(version)") }
  /// Jobs of paused runs.
  public var parked: String { name("jobs.parked") }
  public var results: String { name("results") }
  /// The ledger: one small record per neuron of a run.
  public var outcomes: String { name("outcomes") }
  public var deadLetters: String { name("dead-letters") }
  /// Each worker's state, every few seconds.
  public var workers: String { name("workers") }

  /// The consumer group of the workers.
  public var workGroup: String { name("work") }

  /// A topic's full name from the short one that a message carries (`SharedInput.topic`).
  public func name(_ short: String) -> String { "\(prefix).\(short)" }

  /// The topics as they should be.
  /// - Parameters:
  ///   - partitions: of the topics that carry jobs and results; 4 to 10 times the most workers expected.
  ///   - replicationFactor: copies of each partition.
  ///   - minimumInSyncReplicas: copies that must have a record before it counts as written.
  public func specifications(partitions: Int, replicationFactor: Int, minimumInSyncReplicas: Int) -> [TopicSpecification] {
    func topic(_ name: String, _ partitions: Int, _ cleanup: Cleanup) -> TopicSpecification {
      var settings = cleanup.settings
      settings["compression.type"] = "producer"
      settings["min.insync.replicas"] = String(minimumInSyncReplicas)
      return TopicSpecification(name: name, partitions: partitions, replicationFactor: replicationFactor, settings: settings)
    }
    return [
      topic(runs, 1, .compact),
      topic(stimuli, 4, .delete(days: 14)),
      topic(jobs, partitions, .delete(days: 14)),
      topic(retry, partitions, .delete(days: 14)),
      topic(parked, partitions, .delete(days: 14)),
      topic(results, partitions, .compactAndDelete(days: 30)),
      topic(outcomes, 4, .compact),
      topic(deadLetters, 4, .delete(days: 90)),
      topic(workers, 1, .compactAndDelete(days: 1)),
    ]
  }

  /// What the broker does with old records.
  private enum Cleanup {
    case compact
    case delete(days: Int)
    case compactAndDelete(days: Int)

    var settings: [String: String] {
      switch self {
      case .compact: ["cleanup.policy": "compact"]
      case .delete(let days): ["cleanup.policy": "delete", "retention.ms": String(days * 86_400_000)]
      case .compactAndDelete(let days): ["cleanup.policy": "compact,delete", "retention.ms": String(days * 86_400_000)]
      }
    }
  }
}
