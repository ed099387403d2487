import Method
import Numerics
import Testing

@testable import Recordings

/// Films and drifts: consecutive images, or responses, that are alike.
struct NeighbourTests {
  /// White noise of `pixels` numbers an image, each the mean of so many in time, all of unit variance: alike up to `width` apart.
  private func series(_ count: Int, _ pixels: Int, width: Int, _ name: String) -> [[Float]] {
    let stream = RandomStream(seed: 1, trial: name)
    let noise = (0..<count + width).map { stream.normals(pixels, step: $0) }
    return (0..<count).map { image in
      (0..<pixels).map { pixel in noise[image..<image + width].reduce(Float(0)) { $0 + $1[pixel] } / Float(width).squareRoot() }
    }
  }

  private func images(_ series: [[Float]]) -> Tensor { Tensor(shape: [series.count, 6, 6], values: series.flatMap(\.self)) }
  private func responses(_ series: [[Float]]) -> Tensor { Tensor(shape: [series.count, series[0].count], values: series.flatMap(\.self)) }

  private func load(
    _ stimuli: [[Float]], _ answers: [[Float]], test: (stimuli: [[Float]], answers: [[Float]])? = nil,
    _ settings: RecordingSettings = .init()
  ) throws -> Recording {
    let folder = try RecordingFolder()
    try folder.write(images(stimuli), "stimuli.npy")
    try folder.write(responses(answers), "responses.npy")
    if let test {
      try folder.write(images(test.stimuli), "test_stimuli.npy")
      try folder.write(responses(test.answers), "test_responses.npy")
    }
    return try Recording.load(folder.path, options: .init(settings: settings))
  }

  private let stills = "stills"
  private let film = "film"
  private let noise = "noise"

  /// NumPy: a(k) of round(100 sin(.13 i) + 7 (i^2 mod 11)), i < 60, is .9428, .8509, .7932, .7800, .7728, .7035 for k = 1 ... 6, its standard error .1644 ... .1499.
  @Test func alikenessIsItsFormula() {
    let values = (0..<60).map { image -> Float in
      let wave = 100 * Elementary.sin(Double(image) * 0.13)
      return Float((wave + Double(7 * (image * image % 11))).rounded())
    }
    let film = Tensor(shape: [60, 1, 1, 1], values: values)
    let still = Tensor(shape: [1, 60, 1], values: (0..<60).map { $0 % 2 == 0 ? 1 : -1 })
    let found = Neighbours(film, still, threshold: 0.75)
    #expect(abs(found.imageAlikeness - 0.9427502428961765) < 1e-6)
    // From .7500 on, and 4 of .1499: the sixth is alike no more.
    #expect(found.imageReach == 5 && found.gap == 5)
    // 4 standard errors of .1644, .1509, .1450 and .1476 are .658, .604, .580 and .590.
    #expect(Neighbours(film, still, threshold: 0.1).imageReach == 6 && Neighbours(film, still, threshold: 0.1).isReachBounded)
    #expect(Neighbours(film, still, threshold: 0.95).imageReach == 0)
  }

  @Test func whereNeighboursAreNotAlikeNothingChanges() throws {
    let recording = try load(series(300, 36, width: 1, stills), series(300, 3, width: 1, noise))
    let split = TestSplit(images: 300, share: 0.2, seed: 0)
    #expect(recording.gap == 0 && recording.warnings.isEmpty && recording.stimuli.count == 240)
    let all = images(series(300, 36, width: 1, stills))
    #expect(Array(recording.stimuli.values) == split.training.flatMap { Array(all[$0]) })
    #expect(recording.settled(AnalysisSettings()) == AnalysisSettings())
    #expect(
      recording.imageSplit.sentence
        == "Scored on 60 test images (split off at random, by the seed), learnt from 240 others; folds of these are drawn at random.")
    let controls = try recording.withControls(ControlSettings(each: 1), seed: 1)
    #expect(!controls.neurons.contains { $0.control?.kind == "shifted" })
  }

  @Test func aFilmIsSplitByBlocksWithGaps() throws {
    let recording = try load(series(400, 36, width: 8, film), series(400, 3, width: 8, noise))
    // Noise of eight has 1/8 left at 7 apart.
    let neighbours = try #require(recording.neighbours)
    #expect([6, 7].contains(recording.gap) && abs(neighbours.imageAlikeness - 0.875) < 0.03)
    let split = try #require(recording.split)
    for test in split.test { #expect(split.training.allSatisfy { abs($0 - test) > recording.gap }) }
    #expect(split.test.count == 80 && split.training.count > 200)
    let all = series(400, 36, width: 8, film)
    #expect(
      recording.stimuli.values == split.training.flatMap { all[$0] } && recording.testStimuli.values == split.test.flatMap { all[$0] })
    let warning = try #require(recording.warnings.first { $0.code == "alike_neighbours" })
    #expect(warning.numbers["gap"] == Double(recording.gap) && warning.numbers["test_blocks"] == 5)
    #expect(
      warning.sentence.hasPrefix("Consecutive images are alike (autocorrelation 0.8")
        && warning.sentence.contains("the test set is 5 blocks"))
    #expect(recording.settled(AnalysisSettings()).gap == recording.gap)
    #expect(recording.imageSplit.testSet == .blocks && recording.imageSplit.gap == recording.gap)
    let summary = RecordingSummary(recording)
    #expect(summary.gap == recording.gap && summary.imagesInGaps == 400 - split.test.count - split.training.count)
  }

  @Test func filmsThatTakeTurnsAndSlowTintsAreFoundToo() throws {
    let films = [series(150, 36, width: 8, film), series(150, 36, width: 8, "another film")]
    let turns = (0..<300).map { films[$0 % 2][$0 / 2] }
    #expect([12, 14].contains(try load(turns, series(300, 3, width: 1, noise)).gap))
    // Stills under a lamp that drifts: no pixel tells, their mean does.
    let lamp = series(300, 1, width: 40, "lamp")
    let lit = zip(series(300, 36, width: 1, stills), lamp).map { still, lamp in still.map { $0 + lamp[0] / 2 } }
    let found = try load(lit, series(300, 3, width: 1, noise))
    #expect(found.neighbours?.imageReach ?? 0 >= 20)
    // And their contrast.
    let shaded = zip(series(300, 36, width: 1, stills), lamp).map { still, lamp in still.map { $0 * (3 + lamp[0]) } }
    #expect(try load(shaded, series(300, 3, width: 1, noise)).neighbours?.imageReach ?? 0 >= 20)
  }

  /// A still that is shown five times in a row is one image with five repeats, and no film.
  @Test func copiesAreNoNeighbours() throws {
    let shown = series(60, 36, width: 1, stills).flatMap { [[Float]](repeating: $0, count: 5) }
    let recording = try load(shown, series(300, 3, width: 1, noise))
    #expect(recording.neighbours?.imageReach == 0 && recording.gap == 0)
    // A film that is shown twice: the order is that of its first showing.
    let film = series(200, 36, width: 8, film)
    let again = try load(film + film.reversed(), series(400, 3, width: 1, noise))
    #expect([6, 7].contains(again.gap) && again.responses.shape[0] == 2)
  }

  @Test func responsesThatAreAlikeHaveNarrowGaps() throws {
    let recording = try load(series(400, 36, width: 1, stills), series(400, 3, width: 20, noise))
    let neighbours = try #require(recording.neighbours)
    #expect(neighbours.imageReach == 0 && neighbours.responseReach > 10 && recording.gap == 2)
    let warning = try #require(recording.warnings.first { $0.code == "alike_neighbours" })
    #expect(
      warning.sentence.hasPrefix("Consecutive responses are alike, and images are not, which hence do not explain it (autocorrelation 0.9"))
  }

  @Test func whatIsAskedForIsDone() throws {
    let (shown, answers) = (series(400, 36, width: 8, film), series(400, 3, width: 8, noise))
    let random = try load(shown, answers, .init(gap: 0))
    #expect(random.gap == 0 && random.stimuli.count == 320)
    #expect(random.warnings.map(\.code) == ["alike_neighbours"] && random.warnings[0].sentence.contains("the split is random all the same"))
    // The control of it is there all the same.
    #expect(try random.withControls(ControlSettings(each: 1), seed: 1).neurons.contains { $0.control?.kind == "shifted" })
    #expect(try load(shown, answers, .init(alikeness: 0.9)).gap == 0)
    #expect(try load(shown, answers, .init(gap: 3)).gap == 3)
    #expect(throws: RecordingError.self) { try load(shown, answers, .init(gap: 400)) }
    // Too few images for gaps as wide as are alike: narrower ones.
    #expect(try load(Array(shown.prefix(30)), Array(answers.prefix(30))).stimuli.count >= 20)
  }

  @Test func aTestSetOfItsOwnThatWasCutOutOfAFilmIsTold() throws {
    let (shown, answers) = (series(400, 36, width: 8, film), series(400, 3, width: 8, noise))
    let order = RandomStream(seed: 3, trial: "cut").permutation(400)
    let (test, training) = (order.prefix(80).sorted(), order.dropFirst(80).sorted())
    let cut = try load(
      training.map { shown[$0] }, training.map { answers[$0] }, test: (test.map { shown[$0] }, test.map { answers[$0] }))
    #expect(cut.warnings.map(\.code) == ["alike_neighbours", "test_beside_training"] && cut.gap > 0 && cut.split == nil)
    #expect(cut.warnings[0].sentence.contains("Whether test images were shown beside training images the files do not tell"))
    #expect(cut.warnings[0].sentence.hasSuffix("--gap 0 draws folds at random."))
    #expect(cut.imageSplit == ImageSplit(trainingImages: 320, testImages: 80, testSet: .own, gap: cut.gap))
    let apart = try load(
      Array(shown.prefix(310)), Array(answers.prefix(310)), test: (Array(shown.suffix(80)), Array(answers.suffix(80))))
    #expect(apart.warnings.map(\.code) == ["alike_neighbours"])
  }

  /// Training and test responses are one circle, turned: what follows what is as it was.
  @Test func aShiftedControlIsARotation() throws {
    let recording = try load(series(400, 36, width: 8, film), series(400, 3, width: 8, noise))
    let extended = try recording.withControls(ControlSettings(each: 2), seed: 1)
    let split = try #require(recording.split)
    let order = { (neuron: Int) -> [Float] in
      let (training, test) = extended.responses(of: neuron)
      let shown = zip(split.training, training.values).map { ($0, $1) } + zip(split.test, test.values).map { ($0, $1) }
      return shown.sorted { $0.0 < $1.0 }.map(\.1)
    }
    for place in extended.neurons.indices {
      guard case .shifted(let original)? = extended.neurons[place].control else { continue }
      let own = order(try #require(extended.neurons.firstIndex { $0.id == original }))
      let moved = order(place)
      let shift = try #require(own.firstIndex(of: moved[0]))
      #expect(Array(own[shift...] + own[..<shift]) == moved)
      #expect(shift >= own.count / 4 && shift < own.count / 4 + own.count / 2 + 1)
    }
    #expect(extended.neurons.count { $0.control?.kind == "shifted" } == 2)
  }
}

struct BlockSplitTests {
  @Test(arguments: [(100, 1), (600, 13), (600, 60), (1000, 5), (45, 2)])
  func noTrainingImageIsNearATestImage(images: Int, gap: Int) {
    for seed in UInt64(0)..<3 {
      let split = TestSplit(images: images, share: 0.2, gap: gap, seed: seed)
      let beside = Set(split.test.flatMap { $0 - gap...$0 + gap })
      #expect(split.training.allSatisfy { !beside.contains($0) })
      #expect(split.images - split.training.count == beside.count { (0..<images).contains($0) })
      #expect(split.test.count == images / 5 && split.training.count >= images * 55 / 100)
      #expect(Set(split.training).isDisjoint(with: split.test) && split.test == split.test.sorted())
    }
    #expect(TestSplit(images: images, share: 0.2, gap: gap, seed: 1) != TestSplit(images: images, share: 0.2, gap: gap, seed: 2))
  }
}
