import Foundation
import Method
import Numerics

/// What a recording holds, for `konomi inspect`.
public struct RecordingSummary: Codable, Sendable, Equatable {
  public var name: String
  /// Training and test images: without a test set in the recording, as split off by the seed.
  public var images: Int
  public var testImages: Int
  /// Whether the recording brings its own test set.
  public var hasTestSet: Bool
  public var channels: Int
  /// The channels, counted from 0, that are constant or equal to an earlier one: the analysis goes without them.
  public var channelsLeftOut: [Int]
  public var height: Int
  public var width: Int
  /// Channels, height and width in the file, before crop and resize.
  public var recordedImageShape: [Int]
  /// The types of number in the files, by NumPy's names.
  public var stimulusType: String
  public var responseType: String
  public var stimulusRange: Range
  public var neurons: Int
  /// The further columns of `neurons.csv`.
  public var neuronColumns: [String]
  public var repeats: Int
  public var testRepeats: Int
  /// The share of single responses that are missing (NaN), of all training and of all test responses.
  public var missingShare: Double
  public var testMissingShare: Double
  /// Over the training responses of all neurons; nil where all are missing.
  public var responseRange: Range?
  /// How many rows show an image again that an earlier row of the same set shows: they count as repeats.
  public var duplicateImages: Int
  public var duplicateTestImages: Int
  /// How many test images are among the training images too: a score on them flatters. Always 0 for a test set that was split off.
  public var testImagesSeenInTraining: Int
  /// Ids of neurons whose training responses are all equal, and of those that have none; they are not analysable.
  public var constantNeurons: [String]
  public var missingNeurons: [String]
  public var metadata: [String: String]
  /// How alike consecutive images, and the responses to them, are.
  public var neighbours: Neighbours?
  /// How many images beside each block of held images are left out, and how many that makes beside the test set; 0 where the split is random.
  public var gap: Int
  public var imagesInGaps: Int
  /// The same of the test images and the test responses: other units show here.
  public var testStimulusRange: Range?
  public var testResponseRange: Range?
  public var warnings: [Warning]
  /// Arrays, tables and documents in the folder that are not read; empty for a recording that was made otherwise.
  public var filesNotRead: [String]

  /// The extent of many numbers.
  public struct Range: Codable, Sendable, Equatable {
    public var minimum: Double
    public var maximum: Double
    public var mean: Double
    public var standardDeviation: Double

    /// Of all numbers that are not NaN; nil where there are none.
    init?(_ values: [Float]) {
      let present = values.lazy.filter { !$0.isNaN }.map(Double.init)
      var (count, sum, low, high) = (0.0, 0.0, Double.infinity, -Double.infinity)
      for value in present {
        count += 1
        sum += value
        low = min(low, value)
        high = max(high, value)
      }
      guard count > 0 else { return nil }
      (minimum, maximum, mean) = (low, high, sum / count)
      var squares = 0.0
      for value in present { squares += (value - mean) * (value - mean) }
      standardDeviation = (squares / count).squareRoot()
    }

    func moved(by offset: Double) -> Range {
      var moved = self
      moved.minimum += offset
      moved.maximum += offset
      moved.mean += offset
      return moved
    }

    /// `LOW to HIGH`, four significant digits each.
    public var text: String { "\(RecordingSummary.text(minimum)) to \(RecordingSummary.text(maximum))" }
  }

  public init(_ recording: Recording) {
    let (stimuli, testStimuli) = (recording.stimuli, recording.testStimuli)
    name = recording.name
    images = stimuli.count
    testImages = testStimuli.count
    hasTestSet = recording.origin.hasTestSet
    (channels, height, width) = (stimuli.shape[1], stimuli.shape[2], stimuli.shape[3])
    let carrying = Set(StimulusChannels(stimuli).kept)
    channelsLeftOut = (0..<channels).filter { !carrying.contains($0) }
    recordedImageShape = recording.origin.imageShape
    stimulusType = recording.origin.stimulusType.rawValue
    responseType = recording.origin.responseType.rawValue
    stimulusRange = Range(stimuli.values)!.moved(by: recording.stimulusOffset)
    testStimulusRange = Range(testStimuli.values)?.moved(by: recording.stimulusOffset)
    testResponseRange = Range(recording.testResponses.values)
    neurons = recording.neurons.count
    neuronColumns = recording.neuronColumns
    repeats = recording.responses.count
    testRepeats = recording.testResponses.count
    missingShare = Self.missingShare(recording.responses)
    testMissingShare = Self.missingShare(recording.testResponses)
    responseRange = Range(recording.responses.values)

    duplicateImages = recording.origin.copies
    duplicateTestImages = recording.origin.testCopies
    testImagesSeenInTraining = recording.testImagesSeenInTraining
    warnings = recording.warnings
    neighbours = recording.neighbours
    gap = recording.gap
    imagesInGaps = recording.imagesInGaps
    filesNotRead = recording.origin.filesNotRead

    (constantNeurons, missingNeurons) = ([], [])
    for (place, neuron) in recording.neurons.enumerated() {
      let present = recording.responses(of: place).training.values.filter { !$0.isNaN }
      guard let first = present.first else {
        missingNeurons.append(neuron.id)
        continue
      }
      if present.allSatisfy({ $0 == first }) { constantNeurons.append(neuron.id) }
    }
    metadata = recording.metadata
  }

  /// Four significant digits.
  static func text(_ number: Double) -> String { String(format: "%.4g", number) }

  /// Of all presentations, which end for each image with the last repeat that any neuron responded to: what pads unequal numbers of repeats is not missing.
  private static func missingShare(_ responses: Tensor) -> Double {
    let (images, neurons) = (responses.shape[1], responses.shape[2])
    var (missing, all) = (0, 0)
    for image in 0..<images {
      let counts = (0..<responses.count).map { row in
        responses.values[(row * images + image) * neurons..<(row * images + image + 1) * neurons].count { $0.isNaN }
      }
      let shown = counts.lastIndex { $0 < neurons }.map { $0 + 1 } ?? responses.count
      missing += counts.prefix(shown).reduce(0, +)
      all += shown * neurons
    }
    return Double(missing) / Double(all)
  }
}
