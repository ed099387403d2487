import Foundation
import Numerics

/// Every metric and statistic beside numpy, scipy and scikit-learn. The table is tools/reference/statistics.py's; `tools/check-statistics` makes a fresh one from
/// another seed and names it in KONOMI_REFERENCE.
public struct Reference: Codable, Sendable {
  public struct Case: Codable, Sendable {
    public var quantity: String
    /// null is a missing response.
    public var inputs: [String: [Double?]]
    /// null is "not available".
    public var expected: [String: Double?]

    /// An input that the case lacks.
    struct NoInput: Error {
      let name: String
    }

    public func numbers(_ name: String) throws -> [Double] {
      guard let numbers = inputs[name] else { throw NoInput(name: name) }
      return numbers.map { $0 ?? .nan }
    }
    public func number(_ name: String) throws -> Double {
      guard let number = try numbers(name).first else { throw NoInput(name: name) }
      return number
    }
    public func integers(_ name: String) throws -> [Int] { try numbers(name).map { Int($0) } }
    public func tensor(_ name: String, shape: [Int]) throws -> Tensor { Tensor(shape: shape, values: try numbers(name).map(Float.init)) }
    public func shape() throws -> [Int] { try integers("shape") }

    /// What is not as expected, to 1e-6 of the expected number or of 1, whichever is larger; a sentence each.
    public func differences(of ours: [String: Double?]) -> [String] {
      expected.keys.sorted().compactMap { name in
        switch (expected[name] ?? nil, ours[name] ?? nil) {
        case (nil, nil): nil
        case (let expected?, let value?) where (value - expected).magnitude <= 1e-6 * max(1, expected.magnitude): nil
        case (let expected, let value):
          "\(quantity), \(name): \(value.map { "\($0)" } ?? "none"), not \(expected.map { "\($0)" } ?? "none")"
        }
      }
    }
  }
  public var cases: [Case]

  public static let table = Result {
    let stored = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../Fixtures/statistics.json")
    let file = ProcessInfo.processInfo.environment["KONOMI_REFERENCE"].map(URL.init(fileURLWithPath:)) ?? stored
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file)).cases
  }
}
