import CRdKafka
import Queue

/// A change of a group's assignment, as the callback wrote it down.
struct Rebalance: Sendable {
  enum Kind { case assign, revoke, lose }

  var kind: Kind
  var partitions: Set<TopicPartition>
}

/// Called by librdkafka during polls: writes the change down for the consumer's own `poll`, which performs it, or performs it at once when the consumer is leaving.
func rebalanceEvent(
  _ client: OpaquePointer?, _ error: rd_kafka_resp_err_t, _ partitions: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?,
  _ opaque: UnsafeMutableRawPointer?
) {
  guard let client, let journal = ClientJournal.of(opaque) else { return }
  let places = partitions.map { Set(PartitionList.elements(of: $0).map(\.place)) } ?? []
  let kind: Rebalance.Kind =
    error == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS ? .assign : rd_kafka_assignment_lost(client) != 0 ? .lose : .revoke
  let rebalance = Rebalance(kind: kind, partitions: places)
  if journal.isClosing {
    // Nobody polls any more, and librdkafka waits for an answer.
    _ = rebalance.perform(on: client)
  } else {
    journal.note(rebalance)
    // Ends the poll that served this.
    rd_kafka_yield(client)
  }
}

extension Rebalance {
  /// Makes the assignment so, by the group's protocol.
  func perform(on client: OpaquePointer) -> rd_kafka_resp_err_t {
    let list = PartitionList(partitions)
    guard rd_kafka_rebalance_protocol(client).map({ String(cString: $0) }) == "COOPERATIVE" else {
      return rd_kafka_assign(client, kind == .assign ? list.pointer : nil)
    }
    let error = kind == .assign ? rd_kafka_incremental_assign(client, list.pointer) : rd_kafka_incremental_unassign(client, list.pointer)
    guard let error else { return RD_KAFKA_RESP_ERR_NO_ERROR }
    defer { rd_kafka_error_destroy(error) }
    return rd_kafka_error_code(error)
  }
}
