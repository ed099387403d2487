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
  /// What is to become of each run: one small record, which workers obey.
  public var states: String { name("states") }
  /// Stimulus sets in chunks, addressed by partition and offsets from the jobs.
  public var stimuli: String { name("stimuli") }
  public var jobs: String { name("jobs") }
  /// Where jobs were published, in batches.
  public var places: String { name("places") }
  /// Jobs that wait for another attempt.
  public var retry: String { name("jobs.retry") }
  /// Jobs of a version of the method, given back by workers of other versions.
  public func jobs(ofMethodVersion version: Int) -> String { name("jobs.v\(version)") }
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
  ///   - methodVersion: of the method by which whoever prepares them makes jobs; nil where workers of other versions are to give such jobs to the retry topic.
  ///   - replicationFactor: copies of each partition.
  ///   - minimumInSyncReplicas: copies that must have a record before it counts as written.
  public func specifications(
    partitions: Int, methodVersion: Int? = nil, replicationFactor: Int, minimumInSyncReplicas: Int
  ) -> [TopicSpecification] {
    func topic(_ name: String, _ partitions: Int, _ cleanup: Cleanup, largest: Int? = nil) -> TopicSpecification {
      var settings = cleanup.settings
      settings["max.message.bytes"] = largest.map(String.init)
      settings["compression.type"] = "producer"
      // The broker's clock is the clock: nobody compares his own with another host's.
      settings["message.timestamp.type"] = "LogAppendTime"
      settings["min.insync.replicas"] = String(minimumInSyncReplicas)
      return TopicSpecification(name: name, partitions: partitions, replicationFactor: replicationFactor, settings: settings)
    }
    let topics = [
      topic(runs, 1, .compactAndDelete(days: 90), largest: 32 << 20),
      topic(states, 1, .compactAndDelete(days: 90)),
      topic(stimuli, 4, .delete(days: 14)),
      topic(jobs, partitions, .delete(days: 14)),
      topic(places, 1, .delete(days: 14)),
      topic(retry, partitions, .delete(days: 14)),
      topic(parked, partitions, .delete(days: 14)),
      topic(results, partitions, .compactAndDelete(days: 30)),
      topic(outcomes, 4, .compactAndDelete(days: 90)),
      topic(deadLetters, 4, .delete(days: 90)),
      topic(workers, 1, .compactAndDelete(days: 1, soon: true)),
    ]
    return topics + (methodVersion.map { [topic(jobs(ofMethodVersion: $0), partitions, .delete(days: 14))] } ?? [])
  }

  /// What the broker does with old records.
  private enum Cleanup {
    case delete(days: Int)
    /// Soon: what was written ten minutes ago is cleaned already.
    case compactAndDelete(days: Int, soon: Bool = false)

    /// The broker cleans closed segments only, and by its defaults closes one after a week or a gigabyte.
    static let early = [
      "segment.ms": "600000", "segment.bytes": "67108864", "min.cleanable.dirty.ratio": "0.1", "delete.retention.ms": "3600000",
    ]

    var settings: [String: String] {
      switch self {
      case .delete(let days): ["cleanup.policy": "delete", "retention.ms": String(days * 86_400_000)]
      case .compactAndDelete(let days, let soon):
        ["cleanup.policy": "compact,delete", "retention.ms": String(days * 86_400_000)].merging(soon ? Cleanup.early : [:]) { $1 }
      }
    }
  }
}
