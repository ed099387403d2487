import Method
import Numerics

/// A cell whose every response is known: what it computes, and where.
public struct SimulatedCell: Codable, Sendable, Equatable {
  public var id: String
  public var kind: CellKind
  public var field: Gabor
  /// The tolerance k; nil but for partly tolerant cells.
  public var tolerance: Double?

  /// Rotations of a rotation-invariant cell, over the whole turn: half a turn of an odd Gabor is its negative.
  static let rotations = 24

  /// For square images.
  init(id: String, kind: CellKind, tolerance: Double? = nil, side: Int, seed: UInt64) {
    self.init(id: id, kind: kind, tolerance: tolerance, height: side, width: side, seed: seed)
  }

  /// Draws a cell of the given kind for images of a size: a function of seed and id alone.
  init(id: String, kind: CellKind, tolerance: Double? = nil, height: Int, width: Int, seed: UInt64) {
    let stream = RandomStream(seed: seed, purpose: .simulatedCell, subject: StreamKey(id))
    let draw = { (index: Int, low: Double, high: Double) in low + (high - low) * Double(stream.uniform(index: index)) }
    let wavelength = draw(2, 6, 10)
    let isInvariant = kind == .rotationInvariant
    self.id = id
    self.kind = kind
    self.tolerance = tolerance
    // A rotation-invariant cell is odd, because the optimum of an even one is a mere blob, and elongated, so that its orientation can be seen.
    field = Gabor(
      orientation: draw(0, 0, 180), wavelength: wavelength, sigma: wavelength * (isInvariant ? 0.6 : draw(3, 0.38, 0.5)),
      aspect: isInvariant ? 0.7 : 1, phase: isInvariant ? 90 : draw(1, 0, 360), centreX: Double(width - 1) / 2 + draw(4, -2.5, 2.5),
      centreY: Double(height - 1) / 2 + draw(5, -2.5, 2.5))
  }

  /// The fields whose responses the cell combines: the Gabor and its quadrature partner, or all rotations.
  public var fields: [Gabor] {
    switch kind {
    case .simple: [field]
    case .complex, .partial: [field, field.shifted(by: 90)]
    case .rotationInvariant: (0..<Self.rotations).map { field.rotated(by: 360 * Double($0) / Double(Self.rotations)) }
    }
  }

  /// The noise-free responses to images [images, 1, height, width], one each.
  public func responses(to images: Tensor) -> [Double] {
    let fields = fields.map { $0.unitImage(height: images.shape[2], width: images.shape[3]) }
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

extension Gabor {
  /// The same field with its wave shifted.
  public func shifted(by degrees: Double) -> Gabor {
    var shifted = self
    shifted.phase += degrees
    return shifted
  }

  /// The same field turned about its centre.
  public func rotated(by degrees: Double) -> Gabor {
    var rotated = self
    rotated.orientation += degrees
    return rotated
  }

  /// The field as `side` x `side` pixels in row-major order, zero mean and unit norm.
  public func unitImage(side: Int) -> [Double] { unitImage(height: side, width: side) }

  /// The same as `height` x `width` pixels.
  public func unitImage(height: Int, width: Int) -> [Double] {
    let image = image(height: height, width: width)
    let mean = image.reduce(0, +) / Double(image.count)
    let norm = image.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
    return image.map { ($0 - mean) / norm }
  }
}
