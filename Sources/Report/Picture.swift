import Numerics

/// An image as eight-bit samples, ready to be shown: one channel as grey, three as red, green and blue, any other number side by side in grey.
struct Picture: Sendable, Equatable {
  let width: Int
  let height: Int
  /// 1 (grey) or 3 (RGB) samples per pixel.
  let samples: Int
  /// Rows from the top, [height, width, samples].
  let bytes: [UInt8]

  /// The most pixels that a side of a shown image has; larger ones are averaged over squares.
  static let longestSide = 64

  /// Zero is the middle grey, and the largest magnitude reaches black or white, so that contrasts of different images look alike.
  init(_ values: ArraySlice<Float>, _ shape: ImageShape) {
    let (channels, height, width) = (shape.channels, shape.height, shape.width)
    let block = max(1, (max(height, width) + Self.longestSide - 1) / Self.longestSide)
    let (rows, columns) = ((height + block - 1) / block, (width + block - 1) / block)
    let origin = values.startIndex
    /// The mean over one square of one channel; at the border the part that exists.
    func mean(_ channel: Int, _ row: Int, _ column: Int) -> Double {
      var (sum, count) = (0.0, 0.0)
      for y in row * block..<min(height, (row + 1) * block) {
        for x in column * block..<min(width, (column + 1) * block) {
          let value = values[origin + (channel * height + y) * width + x]
          sum += value.isFinite ? Double(value) : 0
          count += 1
        }
      }
      return sum / count
    }
    let isColour = channels == 3
    let order: [(channel: Int, row: Int, column: Int)] = (0..<rows).flatMap { row in
      isColour
        ? (0..<columns).flatMap { column in (0..<3).map { ($0, row, column) } }
        : (0..<channels).flatMap { channel in (0..<columns).map { (channel, row, $0) } }
    }
    let means = order.map { mean($0.channel, $0.row, $0.column) }
    let largest = means.reduce(0) { max($0, abs($1)) }
    self.width = isColour ? columns : columns * channels
    self.height = rows
    samples = isColour ? 3 : 1
    bytes = means.map { largest > 0 ? UInt8((($0 / largest) * 127.5 + 127.5).rounded()) : 128 }
  }
}
