import Method

extension Gabor {
  /// The same field with its wave shifted.
  public func shifted(by degrees: Double) -> Gabor {
    var shifted = self
    shifted.phase += degrees
    return shifted
  }

  /// The same field turned about its centre.
  public func rotated(by degrees: Double) -> Gabor {
    var rotated = self
    rotated.orientation += degrees
    return rotated
  }

  /// The field as `side` x `side` pixels in row-major order, zero mean and unit norm.
  public func unitImage(side: Int) -> [Double] {
    let image = image(height: side, width: side)
    let mean = image.reduce(0, +) / Double(image.count)
    let norm = image.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
    return image.map { ($0 - mean) / norm }
  }
}
