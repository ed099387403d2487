import Foundation
import Synchronization

/// What every process is given: descriptors 0, 1 and 2. Somebody may have closed them, they may lead to a pipe that nobody reads or to a full disk.
public enum StandardStreams {
  /// Why standard output did not take what was to be printed.
  public enum Failure: Sendable, Equatable {
    /// Whoever read it has gone. He wants no more and need not be told.
    case closedPipe
    /// The rest, as a sentence.
    case unwritable(String)
  }

  private static let failed = Mutex<Failure?>(nil)

  /// The first failure to print; what came after it was dropped.
  public static var failure: Failure? { failed.withLock { $0 } }

  /// To be called before anything is opened. A file of ours that landed on a standard descriptor would be written into by the next line of the log: closed ones are opened, the wrong way
  /// round, so that writing to them fails as before. A pipe that nobody reads is an error of the one who writes, never the process's end.
  public static func secure() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
      // The lowest free number is taken: this one.
      _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
    }
    signal(SIGPIPE, SIG_IGN)
  }

  /// Prints a line. Where that fails the program goes on, and `failure` tells.
  public static func print(_ line: String) {
    failed.withLock { failure in
      guard failure == nil, let number = write(line + "\n", to: 1, isAwaited: true) else { return }
      failure =
        number == EPIPE ? .closedPipe : .unwritable("Standard output cannot be written: \(String(cString: strerror(number))).")
    }
  }

  /// Says something on standard error. Nobody reads it: then there is nobody to tell.
  public static func complain(_ line: String) { say(line + "\n") }

  static func say(_ text: String) { _ = write(text, to: 2, isAwaited: false) }

  /// - Parameter isAwaited: whether a descriptor that takes nothing at the moment is waited for where it does not wait by itself.
  /// - Returns: the number of the error; nil where all was written.
  private static func write(_ text: String, to descriptor: Int32, isAwaited: Bool) -> Int32? {
    var text = text
    return text.withUTF8 { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Foundation.write(descriptor, UnsafeBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count > 0 {
          rest = rest.dropFirst(count)
        } else if errno == EAGAIN, isAwaited {
          var place = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&place, 1, -1)
        } else if errno != EINTR {
          return errno
        }
      }
      return nil
    }
  }
}
