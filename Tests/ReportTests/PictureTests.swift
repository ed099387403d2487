import Foundation
import Messages
import Numerics
import Testing

@testable import Report

@Suite struct PictureTests {
  static func shape(_ axes: [Int]) throws -> ImageShape {
    var shape = ImageShape()
    guard case .result(var result) = TinyPopulation.outcome(2) else { return shape }
    result.document.facts.distinctImages = [.init(activation: 1, seeds: 1)]
    result.distinctImages = Tensor(shape: [1] + axes)
    try shape.check(result, of: "silent", seeds: 1)
    return shape
  }

  @Test func zeroIsGreyAndTheLargestDeviationReachesTheEnd() throws {
    let picture = Picture([0, 2, -1, 0.5], try Self.shape([1, 2, 2]))
    #expect((picture.width, picture.height, picture.samples) == (2, 2, 1))
    #expect(picture.bytes == [128, 255, 64, 159])
    let shape = try Self.shape([1, 2, 2])
    #expect(Picture([0, 0, .nan, 0], shape).bytes == [128, 128, 128, 128])
  }

  @Test func threeChannelsAreColoursAndOthersStandSideBySide() throws {
    let colour = Picture([1, 0, -1, 0, 0, 0], try Self.shape([3, 1, 2]))
    #expect((colour.width, colour.height, colour.samples) == (2, 1, 3))
    #expect(colour.bytes == [255, 0, 128, 128, 128, 128])
    let pair = Picture([1, 0, 0, 1, -1, 0, 0, -1], try Self.shape([2, 2, 2]))
    #expect((pair.width, pair.height, pair.samples) == (4, 2, 1))
    #expect(pair.bytes == [255, 128, 0, 128, 128, 255, 128, 0])
  }

  @Test func largeImagesAreAveraged() throws {
    let values = (0..<130 * 65).map { Float($0 / 65 % 2 == 0 ? 1 : 3) }
    let picture = Picture(values[...], try Self.shape([1, 130, 65]))
    // 130 pixels in blocks of 3: 44 rows of which the last holds one pixel; 65 in blocks of 3: 22 columns.
    #expect((picture.width, picture.height) == (22, 44))
    #expect(picture.bytes.first == UInt8((5.0 / 3 / 3 * 127.5 + 127.5).rounded()))
    #expect(picture.bytes.last == 255)
  }

  @Test func aPNGSaysWhatItHolds() throws {
    for axes in [[1, 2, 2], [3, 5, 4], [1, 64, 64]] {
      let shape = try Self.shape(axes)
      let values = RandomStream(seed: 1, trial: "test").normals(shape.elements)
      let picture = Picture(values[...], shape)
      let png = try picture.png()
      #expect(Array(png.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
      // IHDR: width, height, bit depth, colour type (0 grey, 2 RGB).
      let side = { (place: Int) in png[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
      #expect(side(16) == picture.width && side(20) == picture.height && png[24] == 8 && png[25] == (picture.samples == 3 ? 2 : 0))
      #expect(Array(png.suffix(8).prefix(4)) == Array("IEND".utf8))
    }
  }
}
