/// The size of one stimulus.
public struct InputShape: Sendable, Equatable {
  public let channels: Int
  public let height: Int
  public let width: Int

  public init(channels: Int, height: Int, width: Int) {
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// Numbers of one stimulus.
  public var count: Int { channels * height * width }
}
