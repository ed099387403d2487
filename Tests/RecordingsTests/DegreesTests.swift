import Numerics
import TestSupport
import Testing

@testable import Recordings

@Suite struct DegreesTests {
  /// A pixel of the resized image covers as many recorded ones as fit.
  @Test(arguments: [(nil, nil, 0.25), (nil, 2, 0.5), (Crop("2"), nil, 0.25), (Crop("3x4+1+0"), nil, 0.25)] as [(Crop?, Int?, Double)])
  func aPixelsAngleFollowsCropAndResize(crop: Crop?, side: Int?, degrees: Double) throws {
    let folder = try RecordingFolder()
    try folder.write(#"{"degrees_per_pixel": 0.25}"#, "recording.json")
    #expect(try Recording.load(folder.path, options: .init(crop: crop, resize: side.map { .square(side: $0) })).degreesPerPixel == degrees)
  }

  @Test(arguments: [(4, 2, nil), (2, 2, 0.5)] as [(Int, Int, Double?)])
  func ofDistortedPixelsThereAreNone(width: Int, height: Int, degrees: Double?) throws {
    let folder = try RecordingFolder()
    try folder.write(#"{"degrees_per_pixel": 0.25}"#, "recording.json")
    let options = Recording.Options(resize: .rectangle(width: width, height: height))
    #expect(try Recording.load(folder.path, options: options).degreesPerPixel == degrees)
  }

  @Test func withoutItThereAreNoDegrees() throws {
    let folder = try RecordingFolder()
    #expect(try Recording.load(folder.path).degreesPerPixel == nil)
  }

  @Test(arguments: ["0", "-1", "\"wide\"", "1e9", "[1]"])
  func nonsenseIsRefused(value: String) throws {
    let folder = try RecordingFolder()
    try folder.write(#"{"degrees_per_pixel": \#(value)}"#, "recording.json")
    let error = thrown(RecordingError.self) { try Recording.load(folder.path) }
    #expect(error?.code == .malformed && error?.description.contains("it must be a number above 0") == true)
  }
}
