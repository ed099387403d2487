/// Where gradient ascent leads its images.
public enum SynthesisGoal: Sendable, Equatable {
  /// To the members' highest mean output: the optimal images.
  case most
  /// To the lowest: the least exciting images.
  case least
  /// Away from one another while the mean output stays at `floor` or above: an image below it climbs, one above it steps away from the sum of all others.
  case apart(floor: Float)

  /// Whether each step shows the networks the images a little elsewhere (`ImageShift`). Not where images keep to a floor: it holds for the images as they are.
  var movesImages: Bool {
    switch self {
    case .most, .least: true
    case .apart: false
    }
  }
}
