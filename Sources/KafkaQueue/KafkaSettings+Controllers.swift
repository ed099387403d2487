import Foundation
import Queue
import Synchronization

extension KafkaSettings {
  /// These without the addresses that are of controllers. librdkafka keeps asking the first that takes its connection, whatever that answers.
  /// - Throws: `.noBroker` where none is left.
  func withoutControllers() throws -> KafkaSettings {
    let addresses = brokers.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    guard addresses.count > 1 else { return self }
    let isController = Flags(count: addresses.count)
    DispatchQueue.concurrentPerform(iterations: addresses.count) { place in
      var settings = self
      settings.brokers = addresses[place]
      do {
        let client = try KafkaClient(.producer, settings, [:])
        defer { client.close() }
        try client.metadata(ofAllTopics: false, within: min(connectTimeout, .seconds(2))) { _ in }
      } catch let error as QueueError where error == .noBroker(at: addresses[place]) {
        isController.raise(place)
      } catch {
        // Whoever does not answer now may do so later.
      }
    }
    var settings = self
    settings.brokers = zip(addresses, isController.all).filter { !$1 }.map(\.0).joined(separator: ",")
    if settings.brokers.isEmpty { throw QueueError.noBroker(at: brokers) }
    return settings
  }
}

private final class Flags: Sendable {
  private let flags: Mutex<[Bool]>

  init(count: Int) { flags = Mutex(Array(repeating: false, count: count)) }

  var all: [Bool] { flags.withLock { $0 } }
  func raise(_ place: Int) { flags.withLock { $0[place] = true } }
}

extension QueueError {
  /// What answers is a controller of the cluster.
  static func noBroker(at addresses: String) -> QueueError {
    let are = addresses.contains(",") ? "are Kafka controllers, not brokers" : "is a Kafka controller, not a broker"
    return QueueError(.unreachable, "\(addresses) \(are): give the address of a broker.", isRetriable: true)
  }
}
