/// When an in-memory broker lets go of a topic's records. It keeps those of a topic without a rule as long as it lives.
public enum InMemoryRetention: Sendable, Equatable {
  /// Once this group has committed them.
  case untilCommitted(group: String)
  /// Once every reader that is open has passed them. While none is open all stay: somebody may come.
  case untilRead
  /// All but the latest records of each partition, at once.
  case latest(Int)
}
