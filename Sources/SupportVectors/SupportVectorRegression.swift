import CLibSVM

/// Epsilon-insensitive support-vector regression (Drucker et al., NIPS 9:155, 1996) by LIBSVM (Chang & Lin, ACM Trans. Intell. Syst. Technol. 2:27, 2011).
///
/// The prediction for x is the sum over the support vectors of coefficient x kernel(support vector, x), plus `offset`.
public struct SupportVectorRegression: Sendable, Equatable {
  /// The support vectors, as samples of the kernel matrix, and the coefficient of each.
  public let samples: [Int]
  public let coefficients: [Double]
  public let offset: Double

  /// - Parameters:
  ///   - kernel: of at least these samples.
  ///   - samples: those to fit, as places in the kernel matrix.
  ///   - targets: one a sample.
  ///   - cost: C, the weight of errors beyond `tube`.
  ///   - tube: epsilon, the error that costs nothing.
  ///   - tolerance: of LIBSVM's stopping rule.
  /// - Throws: `SupportVectorError` where LIBSVM refuses the parameters.
  public init(
    kernel: KernelMatrix, samples: [Int], targets: [Double], cost: Double, tube: Double = 0.1, tolerance: Double = 1e-3
  ) throws {
    guard samples.count == targets.count, !samples.isEmpty, samples.allSatisfy((0..<kernel.order).contains), targets.allSatisfy(\.isFinite)
    else {
      throw SupportVectorError("\(samples.count) samples of \(kernel.order) cannot be fitted to \(targets.count) finite targets")
    }
    Self.silence
    var parameters = svm_parameter()
    parameters.svm_type = CInt(EPSILON_SVR)
    parameters.kernel_type = CInt(PRECOMPUTED)
    parameters.cache_size = 200
    parameters.eps = tolerance
    parameters.C = cost
    parameters.p = tube
    parameters.shrinking = 1
    var targets = targets
    var rows: [UnsafeMutablePointer<svm_node>?] = samples.map { kernel.row($0) }
    let fitted: ([Int], [Double], Double) = try targets.withUnsafeMutableBufferPointer { targets in
      try rows.withUnsafeMutableBufferPointer { rows in
        var problem = svm_problem(l: CInt(rows.count), y: targets.baseAddress, x: rows.baseAddress)
        if let complaint = svm_check_parameter(&problem, &parameters) {
          throw SupportVectorError("LIBSVM refuses the fit: \(String(cString: complaint))")
        }
        guard let model = svm_train(&problem, &parameters) else { throw SupportVectorError("LIBSVM returned no model") }
        defer {
          var freed: UnsafeMutablePointer<svm_model>? = model
          svm_free_and_destroy_model(&freed)
        }
        let count = Int(model.pointee.l)
        guard let places = model.pointee.sv_indices, let weights = model.pointee.sv_coef?[0], let rho = model.pointee.rho else {
          throw SupportVectorError("LIBSVM returned a model without support vectors")
        }
        return ((0..<count).map { samples[Int(places[$0]) - 1] }, (0..<count).map { weights[$0] }, -rho[0])
      }
    }
    withExtendedLifetime(kernel) {}
    (self.samples, coefficients, offset) = fitted
  }

  /// The prediction for one input, given its kernel with each sample of the kernel matrix.
  public func prediction(kernel: (Int) -> Double) -> Double {
    zip(samples, coefficients).reduce(offset) { $0 + $1.1 * kernel($1.0) }
  }

  /// LIBSVM reports its progress on standard output unless told otherwise, once for the whole process.
  private static let silence: Void = svm_set_print_string_function { _ in }
}
