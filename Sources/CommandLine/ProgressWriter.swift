import Foundation
import Synchronization

/// Shows progress on standard error: one line redrawn in place on a terminal, plain lines elsewhere. Safe to call from any thread.
public final class ProgressWriter: Sendable {
  private struct State {
    var pace: ProgressPace
    /// What stands on the terminal's last line.
    var shown = ""
    /// The last report, as long as nobody has seen it.
    var unseen: ProgressLine?
  }

  private let state: Mutex<State>
  private let isTerminal: Bool
  private let width: @Sendable () -> Int
  private let write: @Sendable (String) -> Void

  /// - Parameters:
  ///   - isTerminal: whether lines can be redrawn.
  ///   - width: the terminal's width in columns, asked for at each line.
  ///   - write: takes text as it is, in one piece.
  public init(isTerminal: Bool, width: @escaping @Sendable () -> Int, write: @escaping @Sendable (String) -> Void) {
    self.isTerminal = isTerminal
    self.width = width
    self.write = write
    state = Mutex(State(pace: isTerminal ? .terminal : .log))
  }

  /// Writes to standard error.
  public static func standardError() -> ProgressWriter {
    ProgressWriter(isTerminal: Terminal.isStandardErrorTerminal, width: { Terminal.width }, write: StandardStreams.say)
  }

  public func show(_ line: ProgressLine) {
    state.withLock { state in
      let isLast = line.done >= line.total
      guard state.pace.isDue(line) else {
        if !isLast { state.unseen = line }
        return
      }
      draw(line, &state)
      if isLast { end(&state) }
    }
  }

  /// No more will come: shows the last report, wherever it got to, and leaves the terminal at the beginning of a line.
  public func finish() {
    state.withLock { state in
      if let line = state.unseen { draw(line, &state) }
      end(&state)
    }
  }

  private func draw(_ line: ProgressLine, _ state: inout State) {
    state.unseen = nil
    guard isTerminal else { return write(line.plain + "\n") }
    state.shown = line.bar(width: width() - 1)
    write("\r\u{1B}[K" + state.shown)
  }

  private func end(_ state: inout State) {
    if !state.shown.isEmpty { write("\n") }
    state.shown = ""
  }

  /// Writes a whole line, e.g. of the log, above the bar.
  public func write(line: String) {
    state.withLock { state in
      write(state.shown.isEmpty ? line + "\n" : "\r\u{1B}[K" + line + "\n" + state.shown)
    }
  }
}
