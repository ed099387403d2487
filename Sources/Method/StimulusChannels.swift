import Numerics

/// Which channels of the stimuli carry anything: constant ones (an alpha channel) and copies of others (grey stored as RGB) would only share out the energy of an
/// optimal image among what was never shown. The analysis goes without them; its images have all channels again.
///
/// The training images tell: a channel is constant where it has one value in all pixels of all images, a copy where it equals an earlier channel in all of them.
public struct StimulusChannels: Sendable, Equatable {
  /// For each channel of the stimuli the channel of the analysis that stands for it; nil where it is constant.
  public let places: [Int?]
  /// For each channel of the analysis the channel of the stimuli that it is.
  public let kept: [Int]

  /// - Parameter stimuli: the training images, [images, channels, height, width].
  public init(_ stimuli: Tensor) {
    let (channels, plane) = (stimuli.shape[1], stimuli.shape[2] * stimuli.shape[3])
    func agree(_ channel: Int, _ isSame: (_ start: Int) -> Bool) -> Bool {
      (0..<stimuli.count).allSatisfy { isSame(($0 * channels + channel) * plane) }
    }
    var places: [Int?] = []
    var kept: [Int] = []
    for channel in 0..<channels {
      let first = stimuli.values[channel * plane]
      let isConstant = agree(channel) { start in stimuli.values[start..<start + plane].allSatisfy { $0 == first } }
      let original = kept.firstIndex { other in
        agree(channel) { start in
          let otherStart = start + (other - channel) * plane
          return stimuli.values[start..<start + plane].elementsEqual(stimuli.values[otherStart..<otherStart + plane])
        }
      }
      if !isConstant, original == nil { kept.append(channel) }
      places.append(isConstant ? nil : original ?? kept.count - 1)
    }
    self.places = places
    self.kept = kept
  }

  /// Whether every channel carries something of its own.
  public var areAllKept: Bool { kept.count == places.count }

  /// Stimuli without the channels that carry nothing.
  /// - Parameter images: [images, channels of the stimuli, height, width].
  public func reduced(_ images: Tensor) -> Tensor { areAllKept ? images : mapped(images, kept) }

  /// Images of the analysis with all channels of the stimuli: copies are copied again, constant channels are 0.
  /// - Parameter images: [images, channels of the analysis, height, width].
  public func restored(_ images: Tensor) -> Tensor { areAllKept ? images : mapped(images, places) }

  /// The same of one number a channel; 0 for constant channels.
  public func restored(_ weights: [Double]) -> [Double] { places.map { place in place.map { weights[$0] } ?? 0 } }

  /// Likewise, with zero mean over all but the constant channels, and unit norm.
  public func restoredUnits(_ images: Tensor) -> Tensor {
    var units = restored(images)
    guard !areAllKept else { return units }
    let plane = units.shape[2] * units.shape[3]
    for image in 0..<units.count {
      let carrying = places.indices.filter { places[$0] != nil }.flatMap { channel in
        let start = (image * places.count + channel) * plane
        return start..<start + plane
      }
      let mean = Statistics.mean(carrying.map { units.values[$0] }) ?? 0
      let norm = carrying.reduce(0.0) { $0 + (Double(units.values[$1]) - mean) * (Double(units.values[$1]) - mean) }.squareRoot()
      for pixel in carrying { units.values[pixel] = norm > 0 ? Float((Double(units.values[pixel]) - mean) / norm) : 0 }
    }
    return units
  }

  private func mapped(_ images: Tensor, _ sources: [Int?]) -> Tensor {
    let (channels, plane) = (images.shape[1], images.shape[2] * images.shape[3])
    var mapped = Tensor(shape: [images.count, sources.count] + images.shape.dropFirst(2))
    for image in 0..<images.count {
      for (channel, source) in sources.enumerated() {
        guard let source else { continue }
        let (target, start) = ((image * sources.count + channel) * plane, (image * channels + source) * plane)
        mapped.values.replaceSubrange(target..<target + plane, with: images.values[start..<start + plane])
      }
    }
    return mapped
  }
}
