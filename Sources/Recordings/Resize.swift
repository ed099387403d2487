/// The size that every image gets.
public enum Resize: Sendable, Equatable {
  /// A square; only square images become one, lest others are distorted unasked.
  case square(side: Int)
  /// Any size, the proportions of the images or others.
  case rectangle(width: Int, height: Int)

  /// Reads `SIDE` or `WIDTHxHEIGHT`, e.g. `32` or `64x36`; nil where the text is neither.
  public init?(_ text: String) {
    let numbers = text.split(separator: "x", omittingEmptySubsequences: false).map { $0.allSatisfy(\.isNumber) ? Int($0) : nil }
    switch numbers.count {
    case 1:
      guard let side = numbers[0] else { return nil }
      self = .square(side: side)
    case 2:
      guard let width = numbers[0], let height = numbers[1] else { return nil }
      self = .rectangle(width: width, height: height)
    default: return nil
    }
  }

  /// Whether both sides are.
  public func isWithin(_ range: ClosedRange<Int>) -> Bool {
    switch self {
    case .square(let side): range.contains(side)
    case .rectangle(let width, let height): range.contains(width) && range.contains(height)
    }
  }

  /// The sides that images of a size get.
  /// - Throws: `RecordingError`, where they are not above 0, larger than the images, or a square of what is none.
  func sides(height: Int, width: Int) throws -> (height: Int, width: Int) {
    let (newHeight, newWidth) =
      switch self {
      case .square(let side): (side, side)
      case .rectangle(let newWidth, let newHeight): (newHeight, newWidth)
      }
    let text = if case .square = self { "\(newHeight)" } else { "\(newWidth)x\(newHeight)" }
    guard newHeight > 0, newWidth > 0 else {
      throw RecordingError(.setting, "Images cannot be resized to \(text) pixels; the side must be at least 1.")
    }
    if case .square(let side) = self, height != width {
      throw RecordingError(
        .setting,
        "Images of \(width)x\(height) pixels (width x height) cannot be resized to a square of \(side); give both sides, as WxH, or crop them to a square first."
      )
    }
    guard newHeight <= height, newWidth <= width else {
      throw RecordingError(
        .setting,
        "Images of \(width)x\(height) pixels cannot be resized to \(text): resizing only makes images smaller, it does not invent pixels.")
    }
    return (newHeight, newWidth)
  }
}
