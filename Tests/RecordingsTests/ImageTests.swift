import Numerics
import Testing

@testable import Recordings

/// The average over areas as an integral: every old pixel cut into new x new parts, every new one the mean of old x old parts.
private func averaged(_ image: [Float], from old: Int, to new: Int) -> [Float] {
  (0..<new * new).map { place in
    let (row, column) = (place / new, place % new)
    var sum = 0.0
    for y in 0..<old { for x in 0..<old { sum += Double(image[(row * old + y) / new * old + (column * old + x) / new]) } }
    return Float(sum / Double(old * old))
  }
}

@Test(arguments: [(4, 2), (4, 4), (4, 1), (5, 2), (5, 3), (7, 4), (28, 20), (9, 8)])
func resizingAveragesAreas(old: Int, new: Int) throws {
  let stream = RandomStream(seed: 1, trial: "image")
  let images = Tensor(shape: [2, 3, old, old], values: stream.normals(6 * old * old))
  let resized = try images.resized(to: .square(side: new))
  #expect(resized.shape == [2, 3, new, new])
  for plane in 0..<6 {
    let expected = averaged(Array(images.values[plane * old * old..<(plane + 1) * old * old]), from: old, to: new)
    for (pixel, value) in expected.enumerated() { #expect(abs(resized.values[plane * new * new + pixel] - value) < 1e-6) }
  }
}

@Test func aUniformImageStaysExactlyUniform() throws {
  let image = Tensor(shape: [1, 1, 7, 7], values: [Float](repeating: 0.3, count: 49))
  #expect(try image.resized(to: .square(side: 5)).values.allSatisfy { $0 == 0.3 })
}

@Test(
  arguments: [
    (Crop.central(side: 2), [2, 1, 2, 2], [6, 7, 11, 12, 26, 27, 31, 32]),
    (
      .central(side: 4), [2, 1, 4, 4],
      [0, 1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 13, 15, 16, 17, 18, 20, 21, 22, 23, 25, 26, 27, 28, 30, 31, 32, 33, 35, 36, 37, 38]
    ),
    (.rectangle(x: 4, y: 0, width: 1, height: 2), [2, 1, 2, 1], [4, 9, 24, 29]),
    (.rectangle(x: 0, y: 3, width: 5, height: 1), [2, 1, 1, 5], [15, 16, 17, 18, 19, 35, 36, 37, 38, 39]),
  ] as [(Crop, [Int], [Float])])
func croppingKeepsAWindow(crop: Crop, shape: [Int], values: [Float]) throws {
  #expect(try RecordingFolder.numbers([2, 1, 4, 5]).cropped(to: crop) == Tensor(shape: shape, values: values))
}

@Test(
  arguments: [
    ("64", .central(side: 64)), ("64x48+10+20", .rectangle(x: 10, y: 20, width: 64, height: 48)), ("", nil), ("64x48", nil), ("x", nil),
    ("64x48+10", nil), ("64+48x10+20", nil), ("6 4", nil), ("-64", nil), ("64x48+10+", nil), ("99999999999999999999", nil),
  ] as [(String, Crop?)])
func cropsAreReadFromText(text: String, crop: Crop?) {
  #expect(Crop(text) == crop)
}

@Test(arguments: [(6, 10, 3, 5), (5, 7, 5, 3), (9, 4, 2, 4), (7, 5, 3, 2)])
func rectanglesAreAveragedAlongEachAxis(height: Int, width: Int, rows: Int, columns: Int) throws {
  let image = Tensor(shape: [1, 1, height, width], values: RandomStream(seed: 1, trial: "image").normals(height * width))
  let resized = try image.resized(to: .rectangle(width: columns, height: rows))
  #expect(resized.shape == [1, 1, rows, columns])
  // Every old pixel cut into rows x columns parts, every new one the mean of height x width parts.
  for place in 0..<rows * columns {
    let (row, column) = (place / columns, place % columns)
    var sum = 0.0
    for y in 0..<height {
      for x in 0..<width { sum += Double(image.values[(row * height + y) / rows * width + (column * width + x) / columns]) }
    }
    #expect(abs(Double(resized.values[place]) - sum / Double(height * width)) < 1e-6)
  }
}

@Test(
  arguments: [
    ("32", .square(side: 32)), ("64x36", .rectangle(width: 64, height: 36)), ("", nil), ("x", nil), ("64x", nil), ("-3", nil),
    ("3x4x5", nil),
    ("6 4", nil), ("+64", nil), ("99999999999999999999", nil),
  ] as [(String, Resize?)])
func sizesAreReadFromText(text: String, resize: Resize?) {
  #expect(Resize(text) == resize)
}
