/// The sizes of one dense layer. Units lie in blocks of sixteen, the last filled up with zeros.
public struct DenseShape: Sendable, Equatable {
  /// Inputs, padding included.
  public let inputs: Int
  /// Outputs without padding.
  public let units: Int

  public init(inputs: Int, units: Int) {
    precondition(inputs > 0 && inputs % lanes == 0 && units > 0)
    self.inputs = inputs
    self.units = units
  }

  /// Outputs, padding included.
  public var outputs: Int { (units + lanes - 1) / lanes * lanes }
  /// Floats of the weights, [inputs][outputs].
  public var weightCount: Int { inputs * outputs }
}
