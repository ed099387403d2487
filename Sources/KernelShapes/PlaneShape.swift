/// The size of one channel of an image.
public struct PlaneShape: Sendable, Equatable {
  public let height: Int
  public let width: Int

  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// The width, padded to sixteen.
  public var paddedWidth: Int { (width + lanes - 1) / lanes * lanes }

  /// Floats that blurring with `radius` needs beside the plane.
  public func blurScratchCount(radius: Int) -> Int { (height + 2 * radius) * paddedWidth + paddedWidth + 2 * radius + lanes }

  /// The pixel of a line of `count` that stands for one beyond its border.
  public static func reflected(_ index: Int, _ count: Int) -> Int {
    let period = 2 * count
    let inside = ((index % period) + period) % period
    return inside < count ? inside : period - 1 - inside
  }
}
