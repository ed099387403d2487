import Numerics

/// A stack of images: [images, channels, height, width].
extension Tensor {
  /// The part of every image that `crop` keeps.
  /// - Throws: `RecordingError`, where it reaches beyond the image.
  func cropped(to crop: Crop) throws -> Tensor {
    let (height, width) = (shape[2], shape[3])
    let (rows, columns) = try crop.window(height: height, width: width)
    var kept: [Float] = []
    kept.reserveCapacity(shape[0] * shape[1] * rows.count * columns.count)
    for plane in 0..<shape[0] * shape[1] {
      for row in rows {
        let start = (plane * height + row) * width
        kept.append(contentsOf: values[start + columns.lowerBound..<start + columns.upperBound])
      }
    }
    return Tensor(shape: [shape[0], shape[1], rows.count, columns.count], values: kept)
  }

  /// Every image with the size asked for, each pixel the average of the area that it covers, also where that is no whole number of pixels.
  /// - Throws: `RecordingError`, where the images cannot get that size.
  func resized(to resize: Resize) throws -> Tensor {
    let (height, width) = (shape[2], shape[3])
    let (rows, columns) = try resize.sides(height: height, width: width)
    guard (rows, columns) != (height, width) else { return self }
    let (rowWeights, columnWeights) = (Self.areaWeights(from: height, to: rows), Self.areaWeights(from: width, to: columns))
    var resized: [Float] = []
    resized.reserveCapacity(shape[0] * shape[1] * rows * columns)
    // One image between the two passes: rows already averaged, columns not yet.
    var narrow = [Double](repeating: 0, count: height * columns)
    for plane in 0..<shape[0] * shape[1] {
      for row in 0..<height {
        let start = (plane * height + row) * width
        for column in 0..<columns {
          narrow[row * columns + column] = columnWeights[column].reduce(0) { $0 + $1.weight * Double(values[start + $1.pixel]) }
        }
      }
      for row in 0..<rows {
        for column in 0..<columns {
          resized.append(Float(rowWeights[row].reduce(0) { $0 + $1.weight * narrow[$1.pixel * columns + column] }))
        }
      }
    }
    return Tensor(shape: [shape[0], shape[1], rows, columns], values: resized)
  }

  /// For each new pixel of a row, which old ones it covers, and by what share of itself.
  ///
  /// New pixel j covers [j old, (j + 1) old) and old pixel i covers [i new, (i + 1) new), in units in which both are whole.
  static func areaWeights(from old: Int, to new: Int) -> [[(pixel: Int, weight: Double)]] {
    (0..<new).map { j in
      (j * old / new...((j + 1) * old - 1) / new).map { i in
        let overlap = min((j + 1) * old, (i + 1) * new) - max(j * old, i * new)
        return (i, Double(overlap) / Double(old))
      }
    }
  }
}
