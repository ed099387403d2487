import Foundation
import Queue
import Synchronization

extension KafkaSettings {
  /// These without the addresses that are of controllers. librdkafka keeps asking the first that takes its connection, whatever that answers.
  /// - Throws: `.noBroker` where none is left.
  func withoutControllers() throws -> KafkaSettings {
    let addresses = brokers.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    guard addresses.count > 1 else { return self }
    let controllers = Mutex<Set<Int>>([])
    DispatchQueue.concurrentPerform(iterations: addresses.count) { place in
      var settings = self
      settings.brokers = addresses[place]
      do {
        let client = try KafkaClient(.producer, settings, [:])
        defer { client.close() }
        try client.metadata(ofAllTopics: false, within: min(connectTimeout, .seconds(2))) { _ in }
      } catch let error as QueueError where error == .noBroker(at: addresses[place]) {
        _ = controllers.withLock { $0.insert(place) }
      } catch {
        // Whoever does not answer now may do so later.
      }
    }
    var settings = self
    let known = controllers.withLock { $0 }
    settings.brokers = addresses.indices.filter { !known.contains($0) }.map { addresses[$0] }.joined(separator: ",")
    if settings.brokers.isEmpty { throw QueueError.noBroker(at: brokers) }
    return settings
  }
}

extension QueueError {
  /// What answers is a controller of the cluster.
  static func noBroker(at addresses: String) -> QueueError {
    let are = addresses.contains(",") ? "are Kafka controllers, not brokers" : "is a Kafka controller, not a broker"
    return QueueError(.unreachable, "\(addresses) \(are): give the address of a broker.", isRetriable: true)
  }
}
