/// The part of every image that is kept.
public enum Crop: Sendable, Equatable {
  /// A square in the middle; where it cannot lie in the very middle, half a pixel towards the upper left.
  case central(side: Int)
  /// Counted in pixels from the upper left corner of the image.
  case rectangle(x: Int, y: Int, width: Int, height: Int)

  /// Reads `SIDE` or `WIDTHxHEIGHT+X+Y`, e.g. `64` or `64x48+10+20`; nil where the text is neither.
  public init?(_ text: String) {
    let numbers = text.split(omittingEmptySubsequences: false) { "x+".contains($0) }.map { Int($0) }
    let marks = text.filter { !$0.isNumber }
    switch (marks, numbers.count) {
    case ("", 1):
      guard let side = numbers[0] else { return nil }
      self = .central(side: side)
    case ("x++", 4):
      guard let width = numbers[0], let height = numbers[1], let x = numbers[2], let y = numbers[3] else { return nil }
      self = .rectangle(x: x, y: y, width: width, height: height)
    default: return nil
    }
  }

  /// The rows and columns that are kept of an image of the given size.
  /// - Throws: `RecordingError`, where the crop is empty or reaches beyond the image.
  func window(height: Int, width: Int) throws -> (rows: Range<Int>, columns: Range<Int>) {
    let (x, y, cropWidth, cropHeight) =
      switch self {
      case .central(let side): ((width - side) / 2, (height - side) / 2, side, side)
      case .rectangle(let x, let y, let width, let height): (x, y, width, height)
      }
    guard cropWidth > 0, cropHeight > 0 else {
      throw RecordingError(.setting, "A crop of \(cropWidth)x\(cropHeight) pixels keeps nothing; its sides must be at least 1.")
    }
    guard cropWidth <= width, cropHeight <= height, x >= 0, y >= 0, x <= width - cropWidth, y <= height - cropHeight else {
      let place = if case .central = self { "" } else { "+\(x)+\(y)" }
      throw RecordingError(
        .setting,
        "The crop \(cropWidth)x\(cropHeight)\(place) reaches beyond the images, which are \(width)x\(height) pixels (width x height).")
    }
    return (y..<y + cropHeight, x..<x + cropWidth)
  }
}
