/// Where gradient ascent leads its images.
public enum SynthesisGoal: Sendable, Equatable {
  /// To the members' highest mean output: the optimal images.
  case most
  /// To the lowest: the least exciting images.
  case least
  /// Away from one another while the mean output stays at `floor` or above: an image below it climbs, one above it steps away from the sum of all others.
  case apart(floor: Float)
}
