import CRdKafka
import Queue

extension KafkaClient {
  /// Where the partitions end (`RD_KAFKA_OFFSET_END`), begin (`RD_KAFKA_OFFSET_BEGINNING`), or have their first record of a time (milliseconds since 1970) or later, in one round
  /// trip per broker. Where no record is that late it is `RD_KAFKA_OFFSET_END`.
  func offsets(_ edgeOrTime: Int64, of places: [TopicPartition], within limit: Duration? = nil) throws -> [TopicPartition: Int64] {
    guard !places.isEmpty else { return [:] }
    return try retrying(within: limit, on: Set(places.map(\.topic))) { left in
      // The protocol's ListOffsets takes the edges in place of a time.
      let list = PartitionList(Dictionary(uniqueKeysWithValues: places.map { ($0, edgeOrTime) }))
      let error = rd_kafka_offsets_for_times(pointer, list.pointer, left.milliseconds)
      guard error == RD_KAFKA_RESP_ERR_NO_ERROR else { throw failure(error, "Asking \(settings.brokers) where partitions end failed") }
      return try list.elements.reduce(into: [:]) { offsets, element in
        guard element.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
          throw failure(element.err, "Asking where partition \(element.partition) of \(element.place.topic) ends failed")
        }
        offsets[element.place] = element.offset
      }
    }
  }

  /// What a group has committed for these partitions; those without are left out.
  func committed(_ places: [TopicPartition], group: String) throws -> [TopicPartition: CommittedOffset] {
    let list = PartitionList(places)
    var requests: [OpaquePointer?] = [rd_kafka_ListConsumerGroupOffsets_new(group, list.pointer)]
    defer { rd_kafka_ListConsumerGroupOffsets_destroy(requests[0]) }
    var committed: [TopicPartition: CommittedOffset] = [:]
    let attempt = "Reading what the group \(group) has committed failed"
    try request(RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS, attempt) { options, queue in
      rd_kafka_ListConsumerGroupOffsets(pointer, &requests, requests.count, options, queue.pointer)
    } answer: { event in
      committed = [:]
      var count = 0
      let groups = rd_kafka_ListConsumerGroupOffsets_result_groups(rd_kafka_event_ListConsumerGroupOffsets_result(event), &count)
      for group in UnsafeBufferPointer(start: groups, count: count) {
        if let error = rd_kafka_group_result_error(group) { throw failure(rd_kafka_error_code(error), attempt) }
        guard let partitions = rd_kafka_group_result_partitions(group) else { continue }
        for element in PartitionList.elements(of: partitions) {
          guard element.err == RD_KAFKA_RESP_ERR_NO_ERROR else { throw failure(element.err, attempt) }
          committed[element.place] = element.committed
        }
      }
    }
    return committed
  }
}
