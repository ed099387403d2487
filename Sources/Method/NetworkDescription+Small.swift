extension NetworkDescription {
  /// Convolutions for images that are too small for the default ones, from the largest images to the smallest; each is taken where it is the first that fits.
  private static let small: [[Convolution]] = [
    [.init(channels: 16, side: 3, pooling: .none), .init(channels: 32, side: 3)],
    [.init(channels: 16, side: 3)],
  ]

  /// The network for images of a size: itself, unless it has the default convolutions and they do not fit (a side below 12 pixels). Then the filters are 3 x 3:
  /// two convolutions and the second pooled (from 6 pixels on), or one and pooled (5). An axis of up to 4 is rather one of colours: no network is made up for that.
  public func fitted(height: Int, width: Int) -> NetworkDescription {
    guard min(height, width) > 4, convolutions == NetworkDescription().convolutions, !Self.fits(convolutions, height, width),
      let found = Self.small.first(where: { Self.fits($0, height, width) })
    else { return self }
    var fitted = self
    fitted.convolutions = found
    return fitted
  }

  /// Whether some pixel of the shorter side is left after every convolution.
  private static func fits(_ convolutions: [Convolution], _ height: Int, _ width: Int) -> Bool {
    var side = min(height, width)
    for convolution in convolutions {
      side = side - convolution.side + 1
      if convolution.pooling != .none { side /= 2 }
      guard side >= 1 else { return false }
    }
    return true
  }
}
