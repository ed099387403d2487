/// Which of a type's values an option takes.
public struct Accepted<Value: ArgumentValue>: Sendable {
  let accepts: @Sendable (Value) -> Bool
  /// Completes "expected ...".
  let expectation: String

  /// Those for which `condition` holds; `expectation` completes the sentence "expected ...".
  public static func that(_ expectation: String, _ condition: @escaping @Sendable (Value) -> Bool) -> Accepted {
    Accepted(accepts: condition, expectation: expectation)
  }

  /// Every value of the type.
  public static var all: Accepted { that(Value.expectation) { _ in true } }
}

extension Accepted where Value: Comparable {
  public static func `in`(_ range: ClosedRange<Value>) -> Accepted {
    let kind = Value.self == Double.self ? "a number" : "a whole number"
    return that("\(kind) from \(range.lowerBound.argument) to \(range.upperBound.argument)") { range.contains($0) }
  }

  public static func atLeast(_ least: Value) -> Accepted {
    let kind = Value.self == Double.self ? "a number" : "a whole number"
    return that("\(kind), \(least.argument) or more") { $0 >= least }
  }
}
