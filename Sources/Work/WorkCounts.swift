import Synchronization

/// What a worker counts beside its finished jobs.
final class WorkCounts: Sendable {
  private let failed = Atomic<Int>(0)
  private let dropped = Atomic<Int>(0)

  /// An attempt failed.
  func failAttempt() { failed.add(1, ordering: .relaxed) }
  /// A dead letter was too large in every form.
  func dropLetter() { dropped.add(1, ordering: .relaxed) }

  var failedAttempts: Int { failed.load(ordering: .relaxed) }
  var droppedLetters: Int { dropped.load(ordering: .relaxed) }
}
