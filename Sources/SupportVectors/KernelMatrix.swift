/// The values of one kernel for all pairs of samples, so that any number of fits to any subsets share them.
///
/// Takes 8 bytes a pair. Immutable after `init`, hence safe to share between threads.
public final class KernelMatrix: @unchecked Sendable {
  public let order: Int
  /// The numbers from one row to the next: `order`, rounded up to a multiple of eight. What lies behind a row's end is zero.
  let stride: Int
  private let values: UnsafeMutablePointer<Double>

  /// - Parameters:
  ///   - order: the number of samples.
  ///   - value: the kernel of two samples; asked once for every pair i >= j.
  public init(order: Int, value: (Int, Int) -> Double) {
    self.order = order
    stride = (order + 7) / 8 * 8
    values = .allocate(capacity: max(1, order * stride))
    values.initialize(repeating: 0, count: order * stride)
    for i in 0..<order {
      for j in 0...i {
        let value = value(i, j)
        values[i * stride + j] = value
        values[j * stride + i] = value
      }
    }
  }

  deinit { values.deallocate() }

  public subscript(i: Int, j: Int) -> Double { values[i * stride + j] }

  /// The kernel of a sample with each, `stride` numbers; valid while the matrix lives.
  func row(_ sample: Int) -> UnsafePointer<Double> { UnsafePointer(values + sample * stride) }
}
