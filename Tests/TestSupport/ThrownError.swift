/// The error of type `type` that `body` throws, nil where it throws none or another.
/// (`#expect(throws:)` returns its error from Swift 6.1 on only.)
public func thrown<Failure: Error, Value>(_ type: Failure.Type, by body: () throws -> Value) -> Failure? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? Failure
  }
}
