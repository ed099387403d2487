import CRdKafka
import Foundation
import Queue

extension KafkaClient {
  /// Where each of these partitions ends (`RD_KAFKA_OFFSET_END`) or begins (`RD_KAFKA_OFFSET_BEGINNING`), in one round trip per broker.
  func edges(_ edge: Int32, of places: [TopicPartition]) throws -> [TopicPartition: Int64] {
    let deadline = ContinuousClock.now + settings.requestTimeout
    while true {
      do {
        return try currentEdges(edge, of: places)
      } catch let failure as QueueError where failure.isRetriable && ContinuousClock.now < deadline {
        // The leader of a new partition, or of one that moves, is known a moment later.
        Thread.sleep(forTimeInterval: 0.05)
      }
    }
  }

  private func currentEdges(_ edge: Int32, of places: [TopicPartition]) throws -> [TopicPartition: Int64] {
    // The protocol's ListOffsets takes these two in place of a time.
    let list = PartitionList(Dictionary(uniqueKeysWithValues: places.map { ($0, Int64(edge)) }))
    let error = rd_kafka_offsets_for_times(pointer, list.pointer, settings.requestTimeout.milliseconds)
    guard error == RD_KAFKA_RESP_ERR_NO_ERROR else { throw failure(error, "Asking \(settings.brokers) where partitions end failed") }
    return try list.elements.reduce(into: [:]) { edges, element in
      guard element.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
        throw failure(element.err, "Asking where partition \(element.partition) of \(element.place.topic) ends failed")
      }
      edges[element.place] = element.offset
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
