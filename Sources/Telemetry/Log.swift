import Foundation

/// Writes log lines, after swift-log: a label, a least level, and metadata that every line of this log carries.
public struct Log: Sendable {
  private let label: String
  private let level: LogLevel
  private let metadata: [String: String]
  private let sink: LogSink
  private let now: @Sendable () -> Date

  /// - Parameters:
  ///   - label: who speaks, e.g. "worker".
  ///   - level: lines below this level are not written.
  public init(
    _ label: String, level: LogLevel = .info, metadata: [String: String] = [:], sink: LogSink,
    now: @escaping @Sendable () -> Date = { Date() }
  ) {
    self.label = label
    self.level = level
    self.metadata = metadata
    self.sink = sink
    self.now = now
  }

  /// The same log under another label, with further metadata.
  public func named(_ label: String? = nil, _ metadata: [String: String] = [:]) -> Log {
    Log(label ?? self.label, level: level, metadata: self.metadata.merging(metadata) { $1 }, sink: sink, now: now)
  }

  /// Writes one line if `level` is high enough; otherwise `message` is never made.
  public func write(_ level: LogLevel, _ message: @autoclosure () -> String, _ metadata: [String: String] = [:]) {
    guard level >= self.level else { return }
    sink.take(
      LogLine(time: now(), level: level, label: label, message: message(), metadata: self.metadata.merging(metadata) { $1 }))
  }

  public func debug(_ message: @autoclosure () -> String, _ metadata: [String: String] = [:]) { write(.debug, message(), metadata) }
  public func info(_ message: @autoclosure () -> String, _ metadata: [String: String] = [:]) { write(.info, message(), metadata) }
  public func warning(_ message: @autoclosure () -> String, _ metadata: [String: String] = [:]) { write(.warning, message(), metadata) }
  public func critical(_ message: @autoclosure () -> String, _ metadata: [String: String] = [:]) { write(.critical, message(), metadata) }
  public func error(_ message: @autoclosure () -> String, _ metadata: [String: String] = [:]) { write(.error, message(), metadata) }
}
