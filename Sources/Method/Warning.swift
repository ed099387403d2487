/// What in a recording may make a right computation a wrong answer: told by `inspect`, before a run, and in its report.
public struct Warning: Codable, Sendable, Equatable {
  /// The kinds of warning there are, in the order in which they are told.
  public enum Code: String, Sendable, CaseIterable {
    /// A file whose name is near one that is read, which is not there.
    case fileNotRead = "file_not_read"
    /// Consecutive images, or the responses to them, that are alike: training images, test images and folds are blocks with gaps between.
    case alikeNeighbours = "alike_neighbours"
    /// Test images among the training images: a score on them flatters.
    case testImagesInTraining = "test_images_in_training"
    /// Test images as near to a training image as consecutive training images are to each other.
    case testBesideTraining = "test_beside_training"
    /// So few test images that no interval, and hence no kind, can be told.
    case fewTestImages = "few_test_images"
    /// Training and test images in different units.
    case stimulusScales = "stimulus_scales"
    /// Responses to training and to test images in different units.
    case responseScales = "response_scales"
    /// Repeats that were not recorded, padded by zeros.
    case zeroPaddedRepeats = "zero_padded_repeats"
    /// More presentations of one image than repeats are kept of.
    case presentationsLeftOut = "presentations_left_out"
    /// Responses that fit the images better a few places away.
    case shiftedResponses = "shifted_responses"
    /// Neurons that answer reliably to the images, of which hardly any is predicted.
    case reliableButUnpredicted = "reliable_but_unpredicted"
    /// Neurons that are predicted, of which the networks explain less than nothing.
    case negativeExplainedShare = "negative_explained_share"
    /// Controls in which there is nothing to find, and which are predicted.
    case predictedNulls = "predicted_nulls"
    /// Repeats of an image that hardly agree.
    case repeatsDisagree = "repeats_disagree"
    /// An array that fits in another order of its axes too.
    case axisOrder = "axis_order"
    /// Images whose last axis looks like colours.
    case channelsLast = "channels_last"
    /// Images so large that each neuron takes minutes.
    case largeImages = "large_images"
    /// A number that stands for a response that was not measured.
    case fillValues = "fill_values"
    /// One response that outweighs all others of its neuron.
    case absurdValues = "absurd_values"
    /// Neurons that answer to training images, and of whose test responses nothing can be told.
    case unscoredNeurons = "unscored_neurons"
    /// Responses so far from zero that single precision hardly tells them apart.
    case coarseResponses = "coarse_responses"
  }

  /// A `Code`, or one of another version.
  public var code: String
  /// What was found, why it matters and what to do, as one sentence.
  public var sentence: String
  /// The numbers that the sentence rests on, by name.
  public var numbers: [String: Double]

  public init(_ code: Code, _ sentence: String, _ numbers: [String: Double] = [:]) {
    self.code = code.rawValue
    self.sentence = sentence
    self.numbers = numbers
  }
}
