import CRdKafka
import Queue
import Synchronization

/// Reads what groups have committed, as somebody who is no member of them. A client for each group, kept: it knows the group's coordinator. (The administrative request for it crashes
/// librdkafka 2.0.2 where a coordinator is still loading.)
final class KafkaGroupOffsets: Sendable {
  private let settings: KafkaSettings
  private let clients = Mutex<[String: KafkaClient]>([:])

  init(_ settings: KafkaSettings) { self.settings = settings }

  /// What a group has committed for these partitions; those without are left out.
  func committed(_ places: [TopicPartition], group: String) throws -> [TopicPartition: CommittedOffset] {
    guard !places.isEmpty else { return [:] }
    let client = try clients.withLock { clients in
      if let client = clients[group] { return client }
      let client = try KafkaClient(
        .consumer, settings,
        ["group.id": group, "enable.auto.commit": "false", "enable.auto.offset.store": "false", "allow.auto.create.topics": "false"])
      clients[group] = client
      return client
    }
    // Errors of the connection, of which failures tell.
    rd_kafka_poll(client.pointer, 0)
    return try client.committed(places, "Reading what the group \(group) has committed failed", within: settings.requestTimeout)
  }

  deinit { for client in clients.withLock({ $0.values }) { client.close() } }
}
