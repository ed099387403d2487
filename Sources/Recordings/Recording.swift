import Formats
import Method
import Numerics

/// What an animal (or a simulation) was shown, and how each neuron responded: the input of a run.
public struct Recording: Sendable, Equatable {
  /// For people: `name` in `recording.json`, or else the folder's name.
  public var name: String
  /// The training images: [images, channels, height, width], cropped and resized as asked, otherwise in the file's own units.
  public var stimuli: Tensor
  /// The test images, which no model sees before it is scored: [test images, channels, height, width].
  public var testStimuli: Tensor
  /// [repeats, images, neurons]; NaN where a repeat is missing.
  public var responses: Tensor
  /// [test repeats, test images, neurons].
  public var testResponses: Tensor
  /// In the order of the responses' last axis.
  public var neurons: [Neuron]
  /// The names of the further columns of `neurons.csv`, in the file's order.
  public var neuronColumns: [String]
  /// The entries of `recording.json`; what is not a text stands as compact JSON.
  public var metadata: [String: String]
  public var origin: Origin
  /// How alike images and responses are that were shown one after the other; nil where nobody looked.
  public var neighbours: Neighbours?
  /// How many images beside each block of held images are left out of both sides of a split; 0 where the test set, if it was split off, and folds are random.
  public var gap = 0
  /// Where the images stood before a test set was split off, where that is by blocks or neighbours are alike; nil otherwise.
  var split: TestSplit?
  /// What was taken from every pixel of the file before it was rounded to single precision; 0 but for images far from zero beside their contrast.
  public var stimulusOffset = 0.0
  /// What makes the answer doubtful, or looks like a mistake.
  public var warnings: [Warning] = []
  /// The visual angle of one pixel of the stimuli as they are here, in degrees; nil where `recording.json` has no `degrees_per_pixel` (of a recorded pixel).
  public var degreesPerPixel: Double?

  /// What the files held before anything was done to their content.
  public struct Origin: Sendable, Equatable {
    public var stimulusType: ElementType
    public var responseType: ElementType
    /// Channels, height and width of an image before crop and resize.
    public var imageShape: [Int]
    /// Whether the recording brought a test set of its own; otherwise one was split off.
    public var hasTestSet: Bool
    /// How many rows showed an image again that an earlier row of the same set had shown, and became its repeats.
    public var copies: Int
    public var testCopies: Int
    /// Arrays, tables and documents in the folder that were not read.
    public var filesNotRead: [String] = []

    public init(
      stimulusType: ElementType, responseType: ElementType, imageShape: [Int], hasTestSet: Bool, copies: Int = 0, testCopies: Int = 0
    ) {
      self.stimulusType = stimulusType
      self.responseType = responseType
      self.imageShape = imageShape
      self.hasTestSet = hasTestSet
      self.copies = copies
      self.testCopies = testCopies
    }
  }

  /// One neuron's responses to the training images, [repeats, images], and to the test images, [test repeats, test images].
  public func responses(of neuron: Int) -> (training: Tensor, test: Tensor) {
    (Self.column(neuron, of: responses), Self.column(neuron, of: testResponses))
  }

  /// How many responses of each neuron are there for its networks to learn from; missing ones are NaN.
  public var responseCounts: [Int] {
    let neurons = responses.shape[2]
    var counts = [Int](repeating: 0, count: neurons)
    for (place, response) in responses.values.enumerated() where !response.isNaN { counts[place % neurons] += 1 }
    return counts
  }

  /// The settings of an analysis with the gap of this recording's split: the folds have it too.
  public func settled(_ settings: AnalysisSettings) -> AnalysisSettings {
    guard gap > 0 else { return settings }
    var settled = settings
    settled.recording = settings.recording ?? RecordingSettings()
    settled.recording?.gap = gap
    return settled
  }

  private static func column(_ neuron: Int, of responses: Tensor) -> Tensor {
    let neurons = responses.shape[2]
    return Tensor(
      shape: Array(responses.shape.dropLast()),
      values: stride(from: neuron, to: responses.values.count, by: neurons).map { responses.values[$0] })
  }
}
