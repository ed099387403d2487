/// How a recording is read and split into training images, test images and folds.
public struct RecordingSettings: Codable, Sendable, Equatable {
  /// What becomes of responses that no neuron gives.
  public enum AbsurdResponses: String, Codable, Sendable, CaseIterable {
    /// They count as missing, and a warning says whose, how many and which.
    case leaveOut = "leave_out"
    /// They are analysed as they are, with a warning.
    case keep
    /// The recording is refused.
    case refuse
  }

  /// Consecutive images, or the responses to them, are alike from this autocorrelation on; nil is `defaultAlikeness`. A `gap` of 0 never looks at it.
  public var alikeness: Double?
  /// How many images beside each block of held images are left out, where the split goes by blocks of consecutive images; 0 splits at random. nil: as many as are alike.
  public var gap: Int?
  /// nil is `leaveOut`.
  public var absurdResponses: AbsurdResponses?

  public init(alikeness: Double? = nil, gap: Int? = nil, absurdResponses: AbsurdResponses? = nil) {
    self.alikeness = alikeness
    self.gap = gap
    self.absurdResponses = absurdResponses
  }

  /// Where one number drifts with the images, a slow response can follow it to r = .3, the square root of this: what a prediction must exceed to count.
  public static let defaultAlikeness = 0.1
}

extension AnalysisSettings {
  /// How many images beside each block of held images are left out; 0 where folds are random.
  public var gap: Int { recording?.gap ?? 0 }
}
