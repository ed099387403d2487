import CRdKafka
import Queue

extension KafkaClient {
  /// Where the partitions end (`RD_KAFKA_OFFSET_END`), begin (`RD_KAFKA_OFFSET_BEGINNING`), or have their first record of a time (milliseconds since 1970) or later, in one round
  /// trip per broker. Where no record is that late it is `RD_KAFKA_OFFSET_END`.
  func offsets(_ edgeOrTime: Int64, of places: [TopicPartition], within limit: Duration? = nil) throws -> [TopicPartition: Int64] {
    try offsets(Dictionary(uniqueKeysWithValues: places.map { ($0, edgeOrTime) }), within: limit)
  }

  /// The same with an edge or a time for each partition.
  func offsets(_ edgesOrTimes: [TopicPartition: Int64], within limit: Duration? = nil) throws -> [TopicPartition: Int64] {
    guard !edgesOrTimes.isEmpty else { return [:] }
    return try retrying(within: limit, on: Set(edgesOrTimes.keys.map(\.topic))) { left in
      // The protocol's ListOffsets takes the edges in place of a time.
      let list = PartitionList(edgesOrTimes)
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

  /// What the client's group has committed for these partitions; those without are left out.
  func committed(_ places: some Collection<TopicPartition>, _ attempt: String, within limit: Duration) throws -> [TopicPartition:
    CommittedOffset]
  {
    try retrying(within: limit) { left in
      let list = PartitionList(places)
      let error = rd_kafka_committed(pointer, list.pointer, left.milliseconds)
      guard error == RD_KAFKA_RESP_ERR_NO_ERROR else { throw failure(error, attempt) }
      return try list.elements.reduce(into: [:]) { committed, element in
        guard element.err == RD_KAFKA_RESP_ERR_NO_ERROR else { throw failure(element.err, attempt) }
        committed[element.place] = element.committed
      }
    }
  }
}
