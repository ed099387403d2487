import CRdKafka
import Foundation
import Queue

/// Owns a `rd_kafka_topic_partition_list_t`. One that leaked would make `rd_kafka_destroy` wait for ever.
final class PartitionList {
  let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

  init(_ places: some Collection<TopicPartition>) {
    pointer = rd_kafka_topic_partition_list_new(Int32(places.count))
    for place in places { rd_kafka_topic_partition_list_add(pointer, place.topic, place.partition) }
  }

  init(_ offsets: [TopicPartition: Int64]) {
    pointer = rd_kafka_topic_partition_list_new(Int32(offsets.count))
    for (place, offset) in offsets { rd_kafka_topic_partition_list_add(pointer, place.topic, place.partition).pointee.offset = offset }
  }

  init(_ offsets: [TopicPartition: CommittedOffset]) {
    pointer = rd_kafka_topic_partition_list_new(Int32(offsets.count))
    for (place, committed) in offsets {
      let element = rd_kafka_topic_partition_list_add(pointer, place.topic, place.partition)
      element?.pointee.offset = committed.offset
      // Freed with the list.
      element?.pointee.metadata = UnsafeMutableRawPointer(strdup(committed.metadata))
      element?.pointee.metadata_size = committed.metadata.utf8.count
    }
  }

  deinit { rd_kafka_topic_partition_list_destroy(pointer) }

  var elements: UnsafeBufferPointer<rd_kafka_topic_partition_t> { PartitionList.elements(of: pointer) }

  static func elements(of list: UnsafePointer<rd_kafka_topic_partition_list_t>) -> UnsafeBufferPointer<rd_kafka_topic_partition_t> {
    UnsafeBufferPointer(start: list.pointee.elems, count: Int(list.pointee.cnt))
  }
}

extension rd_kafka_topic_partition_t {
  var place: TopicPartition { TopicPartition(topic: String(cString: topic), partition: partition) }

  /// What is committed here; nil where nothing is.
  var committed: CommittedOffset? {
    guard offset >= 0 else { return nil }
    let bytes = UnsafeRawBufferPointer(start: metadata, count: metadata == nil ? 0 : metadata_size)
    return CommittedOffset(offset, metadata: String(decoding: bytes, as: UTF8.self))
  }
}
