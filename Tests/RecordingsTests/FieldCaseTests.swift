import Method
import Numerics
import Testing

@testable import Recordings

/// Recordings as people bring them: presentations as rows, types and tables of other programs, screens that are no square.
struct FieldCaseTests {
  private func noise(_ shape: [Int], _ name: String) -> Tensor {
    Tensor(shape: shape, values: RandomStream(seed: 6, trial: name).normals(shape.reduce(1, *)))
  }

  /// Natural scenes of which a seventh of the sweeps are blank: 20 scenes shown 3 times and a grey one 10 times, in any order, in 70 rows.
  @Test func blankSweepsAreRepeatsOfOneImage() throws {
    let folder = try RecordingFolder()
    let scenes = noise([20, 4, 4], "scenes")
    let order = RandomStream(seed: 6, trial: "sweeps").permutation(70).map { $0 < 60 ? $0 % 20 : 20 }
    let rows = order.flatMap { $0 < 20 ? Array(scenes[$0]) : [Float](repeating: 0, count: 16) }
    try folder.write(Tensor(shape: [70, 4, 4], values: rows), "stimuli.npy")
    try folder.write(Tensor(shape: [70, 2], values: order.enumerated().flatMap { [Float($1), Float($0)] }), "responses.npy")
    let recording = try Recording.load(folder.path, options: .init(testShare: 0.25))
    #expect(recording.origin.copies == 49 && recording.responses.count == 10 && recording.gap == 0)
    #expect(recording.stimuli.count == 16 && recording.testStimuli.count == 5 && recording.testImagesSeenInTraining == 0)
    // The first neuron answers each image with its number: all presentations of one image stand together.
    for responses in [recording.responses(of: 0).training, recording.responses(of: 0).test] {
      for image in 0..<responses.stride {
        let shown = (0..<10).map { responses.values[$0 * responses.stride + image] }.filter { !$0.isNaN }
        #expect(Set(shown).count == 1 && shown.count == (shown[0] == 20 ? 10 : 3))
      }
    }
    // 67 of 70 responses of the second neuron differ from row to row and all are kept.
    let kept = recording.responses(of: 1).training.values + recording.responses(of: 1).test.values
    #expect(kept.filter { !$0.isNaN }.sorted() == (0..<70).map(Float.init))
  }

  /// 40 images, each presented four times, trial by trial.
  @Test func presentationsAsRowsAreRepeatsAndNeverOnBothSides() throws {
    let folder = try RecordingFolder()
    let images = noise([40, 4, 4], "trials")
    let order = RandomStream(seed: 6, trial: "trials").permutation(160).map { $0 % 40 }
    try folder.write(Tensor(shape: [160, 4, 4], values: order.flatMap { Array(images[$0]) }), "stimuli.npy")
    try folder.write(Tensor(shape: [160, 1], values: order.map(Float.init)), "responses.npy")
    let recording = try Recording.load(folder.path)
    #expect(recording.responses.shape == [4, 32, 1] && recording.testResponses.shape == [4, 8, 1])
    #expect(Set(recording.responses.values).isDisjoint(with: recording.testResponses.values))
  }

  /// Half precision, big-endian, in Fortran order: [20, 4, 4] of which pixel (y, x) of image i is i + y / 4 + x / 16.
  @Test func halfPrecisionIsReadAsItIs() throws {
    let folder = try RecordingFolder()
    var bytes: [UInt8] = []
    for x in 0..<4 {
      for y in 0..<4 {
        for image in 0..<20 {
          let bits = Float16(Float(image) + Float(y) / 4 + Float(x) / 16).bitPattern
          bytes += [UInt8(bits >> 8), UInt8(bits & 255)]
        }
      }
    }
    let header = "{'descr': '>f2', 'fortran_order': True, 'shape': (20, 4, 4), }\n"
    try folder.write([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8) + bytes, "stimuli.npy")
    let recording = try Recording.load(folder.path)
    #expect(recording.origin.stimulusType == .float16)
    let first = try #require(recording.stimuli.values.first).rounded(.down)
    let expected = (0..<16).map { (pixel: Int) -> Float in first + Float(pixel / 4 * 4 + pixel % 4) / 16 }
    #expect(Array(recording.stimuli[0]) == expected)
  }

  /// What a spreadsheet of a country with decimal commas makes of a table, and columns that begin with a sign.
  @Test func tablesOfSpreadsheetsComeBackAsTheyAre() throws {
    let folder = try RecordingFolder()
    try folder.write("\u{FEFF}id;depth;x;tag\r\n-12;120,5;-3.5;-\r\n@7;130,0;=up;-1e-3\r\n\"+A;1\";99,25;;'x\r\n;;;\r\n\r\n", "neurons.csv")
    let recording = try Recording.load(folder.path)
    #expect(recording.neurons.map(\.id) == ["-12", "@7", "+A;1"] && recording.neuronColumns == ["depth", "x", "tag"])
    #expect(recording.neurons.map { $0.columns["depth"] } == ["120,5", "130,0", "99,25"])
    #expect(recording.neurons.map { $0.columns["x"] } == ["-3.5", "=up", ""])
    #expect(recording.neurons.map { $0.columns["tag"] } == ["-", "-1e-3", "'x"])
  }

  /// 36 x 64 pixels to 18 x 32: nothing of the screen is cut away.
  @Test func aScreenIsResizedAsAWhole() throws {
    let folder = try RecordingFolder()
    let images = noise([20, 36, 64], "screen")
    try folder.write(images, "stimuli.npy")
    let recording = try Recording.load(folder.path, options: .init(resize: Resize("32x18")))
    #expect(recording.stimuli.shape == [16, 1, 18, 32] && recording.testStimuli.shape == [4, 1, 18, 32])
    #expect(recording.origin.imageShape == [1, 36, 64] && recording.degreesPerPixel == nil)
    let mean = { (values: [Float]) in values.reduce(0.0) { $0 + Double($1) } / Double(values.count) }
    let difference = mean(recording.stimuli.values + recording.testStimuli.values) - mean(images.values)
    #expect(abs(difference) < 1e-6)
  }
}
