import Synchronization

/// A value that is computed when first asked for, once, whoever asks; others wait for it. A computation that throws is tried again by the next who asks.
final class OnceComputed<Value: Sendable>: Sendable {
  private let stored = Mutex<Value?>(nil)

  func value(_ compute: () throws -> Value) throws -> Value {
    try stored.withLock { stored in
      if let stored { return stored }
      let value = try compute()
      stored = value
      return value
    }
  }
}
