import Method
import Numerics

/// A cell whose every response is known: what it computes, and where.
public struct SimulatedCell: Codable, Sendable, Equatable {
  /// What the cell makes of a, the response of its Gabor, and b, that of the Gabor a quarter of a wave further.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// max(a, 0): one optimal image.
    case simple
    /// a^2 + b^2: an optimal image at every phase (the energy model of Adelson & Bergen, J. Opt. Soc. Am. A 2:284, 1985).
    case complex
    /// max(a, 0)^2 + k (max(-a, 0)^2 + b^2): between the two, for tolerances k between 0 and 1.
    case partial
    /// The largest response of 24 Gabors that differ in orientation only, or 0: an optimal image at every orientation.
    case rotationInvariant = "rotation-invariant"
  }

  public var id: String
  public var kind: Kind
  public var field: Gabor
  /// The tolerance k; nil but for partly tolerant cells.
  public var tolerance: Double?

  /// Rotations of a rotation-invariant cell, over the whole turn: half a turn of an odd Gabor is its negative.
  static let rotations = 24

  /// Draws a cell of the given kind for images of `side` pixels: a function of seed and id alone.
  init(id: String, kind: Kind, tolerance: Double? = nil, side: Int, seed: UInt64) {
    let stream = RandomStream(seed: seed, purpose: .init("simulated cell"), subject: StreamKey(id))
    let draw = { (index: Int, low: Double, high: Double) in low + (high - low) * Double(stream.uniform(index: index)) }
    let wavelength = draw(2, 6, 10)
    let centre = Double(side - 1) / 2
    let isInvariant = kind == .rotationInvariant
    self.id = id
    self.kind = kind
    self.tolerance = tolerance
    // A rotation-invariant cell is odd, because the optimum of an even one is a mere blob, and elongated, so that its orientation can be seen.
    field = Gabor(
      orientation: draw(0, 0, 180), wavelength: wavelength, sigma: wavelength * (isInvariant ? 0.6 : draw(3, 0.38, 0.5)),
      aspect: isInvariant ? 0.7 : 1, phase: isInvariant ? 90 : draw(1, 0, 360), centreX: centre + draw(4, -2.5, 2.5),
      centreY: centre + draw(5, -2.5, 2.5))
  }

  /// The fields whose responses the cell combines: the Gabor and its quadrature partner, or all rotations.
  public var fields: [Gabor] {
    switch kind {
    case .simple: [field]
    case .complex, .partial: [field, field.shifted(by: 90)]
    case .rotationInvariant: (0..<Self.rotations).map { field.rotated(by: 360 * Double($0) / Double(Self.rotations)) }
    }
  }

  /// The noise-free responses to images [images, 1, side, side], one each.
  public func responses(to images: Tensor) -> [Double] {
    let fields = fields.map { $0.unitImage(side: images.shape[3]) }
    return (0..<images.count).map { image in
      let pixels = images[image]
      return respond(to: fields.map { field in zip(field, pixels).reduce(0) { $0 + $1.0 * Double($1.1) } })
    }
  }

  /// The response where the fields alone respond with `drives`.
  private func respond(to drives: [Double]) -> Double {
    let (on, off) = (max(drives[0], 0), max(-drives[0], 0))
    switch kind {
    case .simple: return on
    case .complex: return drives[0] * drives[0] + drives[1] * drives[1]
    case .partial: return on * on + (tolerance ?? 0) * (off * off + drives[1] * drives[1])
    case .rotationInvariant: return drives.reduce(0, max)
    }
  }
}
