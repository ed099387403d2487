import Foundation

/// Ports of loopback that nobody else is given while this lives: a broker takes seconds to listen on its ports, and they are free again while it is killed.
///
/// Each has a socket bound to it that does not listen. Linux then chooses it for nobody who asks for any port or connects to somewhere, and lets whoever names it listen beside, if
/// both set SO_REUSEADDR, as Java does (socket(7)).
public final class HeldPorts: Sendable {
  public let numbers: [UInt16]
  private let sockets: [Int32]

  /// - Parameter count: how many; they follow each other.
  public init(_ count: Int) throws {
    for _ in 0..<100 {
      var sockets: [Int32] = []
      var numbers: [UInt16] = []
      while sockets.count < count, numbers.last != .max, let (socket, number) = Self.bound(numbers.last.map { $0 + 1 } ?? 0) {
        sockets.append(socket)
        numbers.append(number)
      }
      if sockets.count == count {
        (self.sockets, self.numbers) = (sockets, numbers)
        return
      }
      for socket in sockets { close(socket) }
    }
    throw LocalBrokerError(description: "no \(count) free ports in a row on loopback")
  }

  /// Holds this port; nil where it is somebody's.
  public init?(number: UInt16) {
    guard let (socket, number) = Self.bound(number) else { return nil }
    (sockets, numbers) = ([socket], [number])
  }

  deinit { for socket in sockets { close(socket) } }

  /// Whether somebody listens on a port.
  static func answers(_ port: UInt16) -> Bool {
    let socket = socket(AF_INET, streams, 0)
    defer { close(socket) }
    return loopback(port) { connect(socket, $0, $1) == 0 } != nil
  }

  private static let streams = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)

  /// A socket that holds a port (0 for any), and the port; nil where that is somebody's.
  private static func bound(_ port: UInt16) -> (Int32, UInt16)? {
    let socket = socket(AF_INET, streams, 0)
    var yes: Int32 = 1
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    if let address = loopback(port, { bind(socket, $0, $1) == 0 && getsockname(socket, $0, &$1) == 0 }) {
      return (socket, UInt16(bigEndian: address.sin_port))
    }
    close(socket)
    return nil
  }

  /// Hands an address of loopback to a call of the socket interface; nil where that fails.
  private static func loopback(_ port: UInt16, _ call: (UnsafeMutablePointer<sockaddr>, inout socklen_t) -> Bool) -> sockaddr_in? {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    address.sin_port = port.bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let succeeded = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, &size) }
    }
    return succeeded ? address : nil
  }
}
