import Foundation

/// Bytes on a stream socket behind their number: 8 bytes, little-endian.
enum Block {
  /// The other side is gone.
  struct Ended: Error {}

  /// - Throws: `Ended`; `CancellationError` once halted.
  static func write(_ bytes: [UInt8], to socket: Int32, isHalted: () -> Bool) throws {
    try withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { try write($0, to: socket, isHalted) }
    try bytes.withUnsafeBytes { try write($0, to: socket, isHalted) }
  }

  /// - Throws: `Ended`, also for a block of more than `limit` bytes; `CancellationError` once halted.
  static func read(from socket: Int32, limit: Int, isHalted: () -> Bool) throws -> [UInt8] {
    var length: UInt64 = 0
    try withUnsafeMutableBytes(of: &length) { try read(into: $0, from: socket, isHalted) }
    length = UInt64(littleEndian: length)
    guard length <= UInt64(limit) else { throw Ended() }
    var bytes = [UInt8](repeating: 0, count: Int(length))
    try bytes.withUnsafeMutableBytes { try read(into: $0, from: socket, isHalted) }
    return bytes
  }

  private static func write(_ bytes: UnsafeRawBufferPointer, to socket: Int32, _ isHalted: () -> Bool) throws {
    var rest = bytes
    while !rest.isEmpty {
      try wait(socket, POLLOUT, isHalted)
      // No SIGPIPE where the other side is gone.
      let count = send(socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count > 0 else { throw Ended() }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  private static func read(into bytes: UnsafeMutableRawBufferPointer, from socket: Int32, _ isHalted: () -> Bool) throws {
    var rest = bytes
    while !rest.isEmpty {
      try wait(socket, POLLIN, isHalted)
      let count = recv(socket, rest.baseAddress, rest.count, Int32(MSG_DONTWAIT))
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count > 0 else { throw Ended() }
      rest = UnsafeMutableRawBufferPointer(rebasing: rest[count...])
    }
  }

  private static func wait(_ socket: Int32, _ events: Int32, _ isHalted: () -> Bool) throws {
    var descriptor = pollfd(fd: socket, events: Int16(events), revents: 0)
    while poll(&descriptor, 1, 100) <= 0 { if isHalted() { throw CancellationError() } }
  }
}
