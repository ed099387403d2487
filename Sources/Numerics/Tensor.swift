/// A dense array of `Float` in row-major (C) order.
public struct Tensor: Sendable, Equatable {
  /// The length of each axis, outermost first; the empty shape is a scalar.
  public let shape: [Int]
  /// The elements in row-major order; as many as the product of `shape`.
  public var values: [Float]

  /// - Precondition: `values.count` is the product of `shape`; whoever reads a shape from outside checks it first.
  public init(shape: [Int], values: [Float]) {
    precondition(shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == values.count, "shape \(shape) does not hold \(values.count) values")
    self.shape = shape
    self.values = values
  }

  /// All zero.
  public init(shape: [Int]) {
    self.init(shape: shape, values: [Float](repeating: 0, count: shape.reduce(1, *)))
  }

  /// The number of entries along the first axis (0 for a scalar).
  public var count: Int { shape.first ?? 0 }

  /// The number of elements in one entry of the first axis.
  public var stride: Int { shape.dropFirst().reduce(1, *) }

  /// The elements of one entry of the first axis, e.g. one image of a stack.
  public subscript(entry: Int) -> ArraySlice<Float> { values[entry * stride..<(entry + 1) * stride] }

  /// The given entries of the first axis, in the given order.
  public func gather(_ entries: [Int]) -> Tensor {
    var gathered: [Float] = []
    gathered.reserveCapacity(entries.count * stride)
    for entry in entries { gathered.append(contentsOf: self[entry]) }
    return Tensor(shape: [entries.count] + shape.dropFirst(), values: gathered)
  }
}

extension Tensor {
  /// For each entry of the first axis, the number of its group: entries with equal elements share one. Groups are numbered as they first appear.
  ///
  /// With it identical images can be kept on one side of a split. Zero equals minus zero; an entry that holds NaN equals none.
  public func identicalEntries() -> [Int] {
    var groups: [ArraySlice<Float>: Int] = [:]
    return (0..<count).map { entry in
      if let group = groups[self[entry]] { return group }
      let group = groups.count
      groups[self[entry]] = group
      return group
    }
  }
}
