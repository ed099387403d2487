import CRdKafka
import Foundation
import TestSupport

/// librdkafka's own cluster in the process: brokers that answer with the errors they are told to. Many clients may use it.
///
/// It keeps about 5 MiB per partition, knows no topic administration, and takes 3 s for a group's first join.
final class MockCluster {
  /// The protocol's numbers of the requests that can be made to fail.
  enum Request: Int16 {
    case produce = 0
    case fetch = 1
    case listOffsets = 2
    case metadata = 3
    case commit = 8
    case offsetFetch = 9
    case findCoordinator = 10
    case heartbeat = 12
  }

  let address: String
  private let handle: OpaquePointer
  private let cluster: OpaquePointer
  /// The ports of brokers that are down.
  private var held: [Int32: HeldPorts] = [:]

  init(brokers: Int32 = 1) throws {
    var reason = [CChar](repeating: 0, count: 256)
    let configuration = rd_kafka_conf_new()
    rd_kafka_conf_set_log_cb(configuration) { _, _, _, _ in }
    guard let handle = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, &reason, reason.count),
      let cluster = rd_kafka_mock_cluster_new(handle, brokers), let address = rd_kafka_mock_cluster_bootstraps(cluster)
    else { throw MockClusterError() }
    self.handle = handle
    self.cluster = cluster
    self.address = String(cString: address)
  }

  deinit {
    rd_kafka_mock_cluster_destroy(cluster)
    rd_kafka_destroy(handle)
  }

  func create(_ topic: String, partitions: Int32 = 1) { rd_kafka_mock_topic_create(cluster, topic, partitions, 1) }

  /// The next requests of this kind are answered with these errors, one each.
  func fail(_ request: Request, _ errors: [rd_kafka_resp_err_t]) {
    rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, errors.count, errors)
  }

  func isDown(_ down: Bool, broker: Int32 = 1) {
    guard down else {
      rd_kafka_mock_broker_set_up(cluster, broker)
      held[broker] = nil
      return
    }
    rd_kafka_mock_broker_set_down(cluster, broker)
    // One that finds its port taken when it comes back ends the process.
    let places = address.split(separator: ",")
    held[broker] = places[Int(broker) - 1].split(separator: ":").last.flatMap { UInt16($0) }.flatMap(HeldPorts.init(number:))
  }

  /// How long an answer takes.
  func roundTrip(milliseconds: Int32, broker: Int32 = 1) { rd_kafka_mock_broker_set_rtt(cluster, broker, milliseconds) }
}

struct MockClusterError: Error {}
