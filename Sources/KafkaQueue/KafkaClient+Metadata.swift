import CRdKafka
import Queue

extension KafkaClient {
  /// Asks any broker what it knows of the cluster, once.
  /// - Throws: `.unreachable` where nobody answers, `.noBroker` where a controller does.
  func metadata<Answer>(ofAllTopics: Bool, within limit: Duration, _ read: (rd_kafka_metadata) -> Answer) throws -> Answer {
    var answer: UnsafePointer<rd_kafka_metadata>?
    let error = rd_kafka_metadata(pointer, ofAllTopics ? 1 : 0, nil, &answer, limit.milliseconds)
    // What every broker answers, and no controller does.
    if error == RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE { throw QueueError.noBroker(at: settings.brokers) }
    guard error == RD_KAFKA_RESP_ERR_NO_ERROR, let answer else { throw failure(error, "No Kafka broker answers at \(settings.brokers)") }
    defer { rd_kafka_metadata_destroy(answer) }
    return read(answer.pointee)
  }

  /// Makes sure that at least one of the addresses that the brokers give to their clients takes connections. librdkafka would try them for as long as a request may take, without
  /// a word; and where an administrative request waits for its controller, without a pause (2.0.2: 9,000 connects a second).
  /// - Throws: `.unreachable`, naming these addresses.
  func checkListeners(within limit: Duration) throws {
    let listeners = try metadata(ofAllTopics: false, within: limit) { answer in
      UnsafeBufferPointer(start: answer.brokers, count: Int(answer.broker_cnt)).map {
        AdvertisedListener(host: String(cString: $0.host), port: $0.port)
      }
    }
    guard let refusal = AdvertisedListener.refusal(of: listeners, within: min(limit, settings.connectTimeout)) else { return }
    let addresses = listeners.map(\.description).joined(separator: ", ")
    let subject =
      settings.brokers.contains(",") ? "The brokers at \(settings.brokers) send their" : "The broker at \(settings.brokers) sends its"
    throw QueueError(
      .unreachable,
      "\(subject) clients to \(addresses) (advertised.listeners), and "
        + "\(listeners.count == 1 ? addresses + " does not answer" : "none of them answers") (\(refusal)): "
        + "let it advertise an address that this host reaches.", isRetriable: true)
  }
}
