import Foundation
import Synchronization

/// An address that a broker gives to its clients (`advertised.listeners`): all but the first question goes there.
struct AdvertisedListener: Hashable, Sendable, CustomStringConvertible {
  var host: String
  var port: Int32

  var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  /// Opens a connection and closes it.
  /// - Returns: why there is none; nil where there is.
  func refusal(within limit: Duration) -> String? {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let error = getaddrinfo(host, String(port), &hints, &found)
    guard error == 0 else { return String(cString: gai_strerror(error)) }
    defer { freeaddrinfo(found) }
    var reason = "no address"
    for address in sequence(first: found, next: { $0?.pointee.ai_next }) {
      guard let address = address?.pointee else { break }
      let socket = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
      guard socket >= 0 else { return String(cString: strerror(errno)) }
      defer { close(socket) }
      // Linux ends a connect by this limit too.
      var wait = timeval(tv_sec: Int(limit / .seconds(1)), tv_usec: 0)
      setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
      if connect(socket, address.ai_addr, address.ai_addrlen) == 0 { return nil }
      reason = String(cString: strerror(errno == EINPROGRESS ? ETIMEDOUT : errno))
    }
    return reason
  }

  /// Asks all of them at once, each on a thread of its own: to find a host by its name may take longer than the limit.
  /// - Returns: why none takes a connection; nil where one does, or where there is none to ask.
  static func refusal(of listeners: [AdvertisedListener], within limit: Duration) -> String? {
    guard !listeners.isEmpty else { return nil }
    let refusals = Mutex<[String?]>([])
    let answered = DispatchSemaphore(value: 0)
    for listener in listeners {
      Thread.detachNewThread {
        let refusal = listener.refusal(within: limit)
        refusals.withLock { $0.append(refusal) }
        answered.signal()
      }
    }
    let deadline = DispatchTime.now() + limit / .seconds(1)
    for _ in listeners {
      guard answered.wait(timeout: deadline) == .success else { break }
      if refusals.withLock({ $0.contains(nil) }) { return nil }
    }
    return refusals.withLock { $0.compactMap(\.self).last } ?? String(cString: strerror(ETIMEDOUT))
  }
}
