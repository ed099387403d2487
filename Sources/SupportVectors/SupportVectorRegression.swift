/// Epsilon-insensitive support-vector regression (Drucker et al., NIPS 9:155, 1996).
///
/// The prediction for x is the sum over the support vectors of coefficient x kernel(support vector, x), plus `offset`.
public struct SupportVectorRegression: Sendable, Equatable {
  /// The support vectors, as samples of the kernel matrix, ascending, and the coefficient of each.
  public let samples: [Int]
  public let coefficients: [Double]
  public let offset: Double

  init(samples: [Int], coefficients: [Double], offset: Double) {
    self.samples = samples
    self.coefficients = coefficients
    self.offset = offset
  }

  /// - Parameters:
  ///   - kernel: of at least these samples.
  ///   - samples: those to fit, as places in the kernel matrix, each once.
  ///   - targets: one a sample.
  ///   - cost: C, the weight of errors beyond `tube`.
  ///   - tube: epsilon, the error that costs nothing.
  ///   - tolerance: by how much the conditions of the optimum may be violated.
  /// - Throws: `SupportVectorError` where arguments do not fit each other or are out of range.
  public init(
    kernel: KernelMatrix, samples: [Int], targets: [Double], cost: Double, tube: Double = 0.1, tolerance: Double = 1e-3
  ) throws {
    var descent = try SupportVectorDescent(kernel: kernel, samples: samples, targets: targets, tube: tube)
    try descent.run(cost: cost, tolerance: tolerance)
    self = descent.regression
  }

  /// The prediction for one input, given its kernel with each sample of the kernel matrix.
  public func prediction(kernel: (Int) -> Double) -> Double {
    zip(samples, coefficients).reduce(offset) { $0 + $1.1 * kernel($1.0) }
  }
}
