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
