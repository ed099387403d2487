import Foundation
import Synchronization

/// A process that a test starts, and whose standard input stays open as long as this object lives.
///
/// Not Foundation's `Process`: that waits for every process that has inherited its socket, and hands on the signal mask of Dispatch's threads.
public final class ChildProcess: Sendable {
  public let id: pid_t
  private let input: Int32
  /// nil while it runs.
  private let ending = Mutex<Int32?>(nil)

  /// - Parameters:
  ///   - arguments: the program's path first.
  ///   - output, errors: files for standard output and standard error; nil leaves those of this process.
  ///   - descriptors: what its descriptors are instead: one of this process's, or nil for closed.
  public init(_ arguments: [String], output: URL? = nil, errors: URL? = nil, descriptors: [Int32: Int32?] = [:]) throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw LocalBrokerError(description: "no pipe: \(String(cString: strerror(errno)))") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
    for (descriptor, file) in [(1, output), (2, errors)] {
      if let file { posix_spawn_file_actions_addopen(&actions, Int32(descriptor), file.path, O_WRONLY | O_CREAT | O_APPEND, 0o644) }
    }
    for (descriptor, own) in descriptors {
      if let own {
        posix_spawn_file_actions_adddup2(&actions, own, descriptor)
      } else {
        posix_spawn_file_actions_addclose(&actions, descriptor)
      }
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    // As a shell starts it, whatever this process was started by.
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for number in [SIGPIPE, SIGHUP] { sigaddset(&defaults, number) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var words = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var id: pid_t = 0
    let error = posix_spawn(&id, arguments[0], &actions, &attributes, &words, environ)
    guard error == 0 else {
      close(ends[1])
      throw LocalBrokerError(description: "\(arguments[0]) does not start: \(String(cString: strerror(error)))")
    }
    self.id = id
    input = ends[1]
  }

  deinit { close(input) }

  public var isRunning: Bool { collect(WNOHANG) == nil }

  public func signal(_ number: Int32) { if isRunning { kill(id, number) } }

  /// Waits for its end, and brings it about where it does not come in time.
  /// - Returns: its exit code, or 128 and the signal that ended it, as a shell says it.
  @discardableResult
  public func wait(within limit: Duration = .seconds(600)) -> Int32 {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
      if let code = collect(WNOHANG) { return code }
      Thread.sleep(forTimeInterval: 0.002)
    }
    kill(id, SIGKILL)
    return collect(0)!
  }

  private func collect(_ options: Int32) -> Int32? {
    ending.withLock { ending in
      var status: Int32 = 0
      if ending == nil, waitpid(id, &status, options) == id {
        ending = status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
      }
      return ending
    }
  }
}
