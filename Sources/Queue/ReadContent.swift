/// How much of each record a reading wants.
public enum ReadContent: Sendable {
  /// Key, place and time, and whether it is a tombstone: an empty value stands for whatever value there is. Nothing else is copied.
  case keys
  /// The headers too.
  case headers
  case whole
}
