import Method
import Numerics

/// Whether the preferred orientations of the neurons with a Gabor-like optimal image are spread evenly: Rayleigh's test on doubled angles.
public struct OrientationFigures: Codable, Sendable, Equatable {
  /// The number of neurons.
  public var count: Int
  /// The length of the mean of exp(2 i theta): 0 evenly spread, 1 all alike.
  public var resultant: Double
  /// The direction across the stripes, in degrees 0 ..< 180, of that mean.
  public var meanOrientation: Double
  public var pValue: Double

  /// Nil for fewer than two such neurons. `facts` are those of predicted neurons: whatever the others' images show is no preference.
  init?(_ facts: [NeuronFacts]) {
    let fits = facts.filter { Gate.gaborLike.objection(to: $0) == nil }.compactMap { $0.distinctImages.first?.gabor }
    guard let test = RayleighTest(orientations: fits.map(\.gabor.orientation)) else { return nil }
    count = fits.count
    resultant = test.resultant
    meanOrientation = test.meanOrientation
    pValue = test.pValue
  }
}
