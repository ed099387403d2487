import CLibSVM

/// The values of one kernel for all pairs of samples, laid out as LIBSVM reads them, so that any number of fits to any subsets share them.
///
/// Takes 16 bytes a pair. Immutable after `init`, hence safe to share between threads.
public final class KernelMatrix: @unchecked Sendable {
  public let order: Int
  /// Row i: the node (0, i + 1), then one node a sample. LIBSVM reads the value for sample j at place j + 1 of row i.
  private let nodes: UnsafeMutablePointer<svm_node>

  /// - Parameters:
  ///   - order: the number of samples.
  ///   - value: the kernel of two samples; asked once for every pair i >= j.
  public init(order: Int, value: (Int, Int) -> Double) {
    self.order = order
    let width = order + 1
    nodes = .allocate(capacity: max(1, order * width))
    for i in 0..<order {
      (nodes + i * width).initialize(to: svm_node(index: 0, value: Double(i + 1)))
      for j in 0...i {
        let node = svm_node(index: 1, value: value(i, j))
        (nodes + i * width + j + 1).initialize(to: node)
        if j < i { (nodes + j * width + i + 1).initialize(to: node) }
      }
    }
  }

  deinit { nodes.deallocate() }

  public subscript(i: Int, j: Int) -> Double { nodes[i * (order + 1) + j + 1].value }

  /// The row that LIBSVM takes for a sample; valid while the matrix lives.
  func row(_ sample: Int) -> UnsafeMutablePointer<svm_node> { nodes + sample * (order + 1) }
}
