import Foundation
import Method
import Numerics

extension Recording {
  /// How a recording is read.
  public struct Options: Sendable, Equatable {
    public var crop: Crop?
    /// Images are resized by area average, after the crop; nil leaves their size.
    public var resize: Resize?
    /// Chooses the test images, where the recording brings none.
    public var seed: UInt64
    /// The share of images that become the test set, where the recording brings none: above 0, below 1.
    public var testShare: Double
    public var settings: RecordingSettings

    public init(
      crop: Crop? = nil, resize: Resize? = nil, seed: UInt64 = 0, testShare: Double = 0.2, settings: RecordingSettings = RecordingSettings()
    ) {
      self.crop = crop
      self.resize = resize
      self.seed = seed
      self.testShare = testShare
      self.settings = settings
    }
  }

  /// Fewer images than this teach no network anything.
  static let leastImages = 20

  /// Reads the recording in `folder`: `stimuli.npy`, `responses.npy`, and where they are there `test_stimuli.npy` with `test_responses.npy`, `neurons.csv` and `recording.json`.
  ///
  /// - Throws: `RecordingError`.
  public static func load(_ folder: String, options: Options = Options()) throws -> Recording {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
      throw RecordingError(.unreadable, "\(folder) does not exist; a recording is a folder with stimuli.npy and responses.npy.")
    }
    guard isFolder.boolValue else {
      throw RecordingError(.unreadable, "\(folder) is a file; a recording is a folder with stimuli.npy and responses.npy.")
    }
    var training = try RecordedSet(folder: folder, prefix: "", offset: .meanWhereItMatters)
    guard training.stimuli.count >= leastImages else {
      throw RecordingError(
        .unsuitable, "\(training.stimulusPath) has \(training.stimuli.count) images; at least \(leastImages) are needed to fit anything.")
    }
    var test = try RecordedSet.exists(in: folder, prefix: "test_") ? try testSet(folder: folder, beside: training) : nil
    let (columns, neurons) = try neurons(folder: folder, count: training.responses.shape[2])
    var absurd = try screen(&training.responses, "responses.npy", neurons, options.settings)
    if var responses = test?.responses {
      let more = try screen(&responses, "test_responses.npy", neurons, options.settings)
      absurd = (absurd.warnings + more.warnings, absurd.kept.union(more.kept))
      test?.responses = responses
    }
    let metadata = try metadata(folder: folder)
    let prepare = { (images: Tensor) in
      let cropped = try options.crop.map(images.cropped) ?? images
      return try options.resize.map(cropped.resized) ?? cropped
    }
    let shown = try prepare(training.stimuli)
    let different = MergedCopies(shown, training.responses)
    guard different.images.count > 1 else {
      throw RecordingError(
        .unsuitable, "\(training.stimulusPath) holds one image, \(training.stimuli.count) times; nothing can be learnt from it.")
    }
    guard different.images.count >= leastImages else {
      throw RecordingError(
        .unsuitable,
        "\(training.stimulusPath) has \(different.images.count) different images in \(training.stimuli.count) rows; at least \(leastImages) are needed to fit anything."
      )
    }
    var recording = Recording(
      name: metadata["name"].flatMap { $0.isEmpty ? nil : $0 } ?? URL(fileURLWithPath: folder).lastPathComponent,
      stimuli: different.images, testStimuli: Tensor(shape: [0]), responses: different.responses,
      testResponses: Tensor(shape: [0]),
      neurons: neurons, neuronColumns: columns, metadata: metadata,
      origin: Origin(
        stimulusType: training.stimulusType, responseType: training.responseType, imageShape: Array(training.stimuli.shape.dropFirst()),
        hasTestSet: test != nil, copies: different.copies), stimulusOffset: training.stimulusOffset)
    let (height, width) = (training.stimuli.shape[2], training.stimuli.shape[3])
    let window = try options.crop?.window(height: height, width: width)
    let kept = (height: window?.rows.count ?? height, width: window?.columns.count ?? width)
    let scale = (y: Double(kept.height) / Double(shown.shape[2]), x: Double(kept.width) / Double(shown.shape[3]))
    // Where the proportions change by more than rounding, a pixel has no one angle.
    let isDistorted = max(scale.x, scale.y) > 1.05 * min(scale.x, scale.y)
    recording.degreesPerPixel = try degreesPerPixel(metadata, folder: folder).flatMap { isDistorted ? nil : $0 * scale.x }
    let threshold = options.settings.alikeness ?? RecordingSettings.defaultAlikeness
    let neighbours = Neighbours(different.images, different.responses, threshold: threshold)
    recording.neighbours = neighbours
    recording.gap = options.settings.gap ?? neighbours.gap
    var leftOut = [("responses.npy", different.leftOut)]
    if let test {
      let different = MergedCopies(try prepare(test.stimuli), test.responses)
      guard different.images.count > 1 else {
        throw RecordingError(
          .unsuitable, "\(test.stimulusPath) holds one image, \(test.stimuli.count) times; a correlation with responses needs at least 2.")
      }
      recording.testStimuli = different.images
      recording.testResponses = different.responses
      recording.origin.testCopies = different.copies
      leftOut.append(("test_responses.npy", different.leftOut))
    } else {
      try recording.splitTestSetOff(seed: options.seed, share: options.testShare, isMeasured: options.settings.gap == nil)
    }
    var axisOrders = ["responses.npy": AxisOrder.warnings("responses.npy", training.responses)]
    if let test { axisOrders["test_responses.npy"] = AxisOrder.warnings("test_responses.npy", test.responses) }
    recording.origin.filesNotRead = RecordingFiles.notRead(in: folder)
    // In the order of the file: behind copies and splits it is lost.
    let shift = try ResponseShift(shown, training.responses)
    var shifts = [shift?.warning].compactMap(\.self)
    if let test {
      let model = (images: shown, responses: training.responses, shift: shift?.best ?? 0)
      shifts += [try ResponseShift(test: try prepare(test.stimuli), test.responses, fittedTo: model)?.warning].compactMap(\.self)
    }
    recording.warnings =
      RecordingFiles.warnings(in: folder)
      + recording.warningsOfContent(axisOrders: axisOrders, leftOut: leftOut, shifts: shifts, absurd: absurd)
    return recording
  }

  /// Looks for responses that no neuron gives, and does with them what the settings ask for.
  private static func screen(_ responses: inout Tensor, _ file: String, _ neurons: [Neuron], _ settings: RecordingSettings) throws
    -> (warnings: [Warning], kept: Set<Int>)
  {
    let policy = settings.absurdResponses ?? .leaveOut
    let found = AbsurdResponses.all(responses)
    let warnings = AbsurdResponses.warnings(found, in: file, of: neurons, policy)
    switch policy {
    case .leaveOut: AbsurdResponses.remove(found, from: &responses)
    case .keep: break
    case .refuse: if let first = warnings.first { throw RecordingError(.unsuitable, first.sentence) }
    }
    return (warnings, policy == .keep ? Set(found.map(\.neuron)) : [])
  }

  private static func testSet(folder: String, beside training: RecordedSet) throws -> RecordedSet {
    let test = try RecordedSet(
      folder: folder, prefix: "test_", offset: .known(training.stimulusOffset), neurons: training.responses.shape[2])
    let (shape, testShape) = (Array(training.stimuli.shape.dropFirst()), Array(test.stimuli.shape.dropFirst()))
    guard shape == testShape else {
      throw RecordingError(
        .inconsistent,
        "\(test.stimulusPath) has images of \(testShape) and \(training.stimulusPath) of \(shape) (channels, height, width); they must be alike."
      )
    }
    let (neurons, testNeurons) = (training.responses.shape[2], test.responses.shape[2])
    guard neurons == testNeurons else {
      let hint = AxisOrder.remedy(ofNeurons: test.responses.shape, neurons: neurons).map { ": \($0)" } ?? ""
      throw RecordingError(
        .inconsistent,
        "\(test.responsePath) has \(testNeurons) neurons and \(training.responsePath) has \(neurons); they must be the same ones\(hint).")
    }
    guard test.stimuli.count > 1 else {
      throw RecordingError(.unsuitable, "\(test.stimulusPath) has 1 image; a correlation with responses needs at least 2.")
    }
    return test
  }

  /// - Parameter isMeasured: whether the gap is what was measured, and narrower where that leaves too few images to train on.
  private mutating func splitTestSetOff(seed: UInt64, share: Double, isMeasured: Bool) throws {
    guard share > 0, share < 1 else {
      throw RecordingError(.setting, "The share of test images is \(share); it must lie between 0 and 1, for instance 0.2.")
    }
    var split = TestSplit(images: stimuli.count, share: share, gap: gap, seed: seed)
    while gap > 0, split.training.count < Self.leastImages {
      guard isMeasured else {
        throw RecordingError(
          .setting,
          "A gap of \(gap) leaves \(split.training.count) of \(stimuli.count) different images to train on, and at least \(Self.leastImages) are needed; give a smaller one."
        )
      }
      gap -= 1
      split = TestSplit(images: stimuli.count, share: share, gap: gap, seed: seed)
    }
    if gap > 0 || neighbours?.gap ?? 0 > 0 { self.split = split }
    let (all, allResponses) = (stimuli, responses)
    (stimuli, testStimuli) = (all.gather(split.training), all.gather(split.test))
    (responses, testResponses) = (Self.select(split.training, of: allResponses), Self.select(split.test, of: allResponses))
  }

  /// The responses to some of the images: from [repeats, all images, neurons] to [repeats, images, neurons].
  private static func select(_ images: [Int], of responses: Tensor) -> Tensor {
    let shape = responses.shape
    let rows = Tensor(shape: [shape[0] * shape[1], shape[2]], values: responses.values)
    let chosen = rows.gather((0..<shape[0]).flatMap { run in images.map { run * shape[1] + $0 } })
    return Tensor(shape: [shape[0], images.count, shape[2]], values: chosen.values)
  }
}
