import Dispatch
import Synchronization

/// The values of a function for 0 ..< count, on all processors.
/// - Throws: the error of the first place that has one.
func concurrentMap<Value: Sendable>(_ count: Int, _ value: @Sendable (Int) throws -> Value) throws -> [Value] {
  // A few rows of neighbours for each processor: one by one, they would wait for each other.
  let rows = min(count, 32)
  guard rows > 0 else { return [] }
  let results = Mutex([Result<[Value], any Error>?](repeating: nil, count: rows))
  DispatchQueue.concurrentPerform(iterations: rows) { row in
    let values = Result { try (count * row / rows..<count * (row + 1) / rows).map(value) }
    results.withLock { $0[row] = values }
  }
  return try results.withLock { $0 }.flatMap { try $0?.get() ?? [] }
}
