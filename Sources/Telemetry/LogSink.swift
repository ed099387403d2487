import Foundation
import Synchronization

/// Where log lines go. A sink takes one line at a time, so lines are never interleaved.
public final class LogSink: Sendable {
  public enum Format: String, CaseIterable, Sendable { case text, json }

  private let format: Format
  private let write: Mutex<@Sendable (String) -> Void>

  /// - Parameter write: takes each line, without its line feed; called by one thread at a time.
  public init(_ format: Format = .text, write: @escaping @Sendable (String) -> Void) {
    self.format = format
    self.write = Mutex(write)
  }

  /// Writes to standard error. Where nobody reads on, lines are dropped.
  public static func standardError(_ format: Format = .text) -> LogSink {
    LogSink(format) { line in try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8)) }
  }

  func take(_ line: LogLine) {
    let text = format == .json ? line.json : line.text
    write.withLock { $0(text) }
  }
}
