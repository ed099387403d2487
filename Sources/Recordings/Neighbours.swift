import Method
import Numerics

/// How alike images that were shown one after the other are, and the responses to them: where they are, a random split has neighbours on both sides, and whatever drifts
/// slowly is predicted from a neighbour.
///
/// The order is that of the rows; an image that stands in several counts where it first does, and copies, which are repeats, are no neighbours of each other.
///
/// Alikeness at k images apart is the autocorrelation a(k) = mean_i f_i . f_(i+k) / mean_i f_i . f_i of a series f less its mean over images. Of images three are looked at,
/// and the most alike counts: up to 1024 evenly spread pixels, the mean pixel, and the pixels' standard deviation. Of responses: up to 100 neurons evenly spread, each the mean
/// over repeats as a z-score; where images are not alike, they explain nothing of what this finds. Alike is a(k) at or above the threshold and 4 standard errors of chance,
/// sqrt(mean_i (f_i . f_(i+k))^2 / pairs) / mean_i f_i . f_i.
public struct Neighbours: Codable, Sendable, Equatable {
  /// The highest alikeness of images one to ten apart, and of responses; where none passes for alike, that of direct neighbours (of images by their pixels).
  public var imageAlikeness: Double
  public var responseAlikeness: Double
  /// Up to how many apart images are alike, and responses, at most a tenth of the recording; 0 where they are not.
  public var imageReach: Int
  public var responseReach: Int
  /// Whether what is alike may reach further than was looked.
  public var isReachBounded: Bool

  /// How far there is to look for the first alike images: films that take turns are alike only every second or third image. From then on as far as the widest step between
  /// alike ones so far, and at least a few: further out, chance alone reaches the threshold now and then.
  private static let (mostApart, fewApart) = (10, 3)
  private static let (mostPixels, mostElements, mostNeurons, mostPairs) = (1024, 1 << 24, 100, 2000)
  private static let leastErrors = 4.0

  /// How many images beside each block of held images are to be left out; 0 where nothing is alike. As far as images are alike; where they are not, no image tells what its
  /// neighbours' responses were, and as far as responses are, but no more than a two-hundredth of the recording.
  public let gap: Int

  /// - Parameters:
  ///   - images: [images, channels, height, width], different ones in the order in which they were first shown.
  ///   - responses: [repeats, images, neurons].
  ///   - threshold: alike from here on.
  init(_ images: Tensor, _ responses: Tensor, threshold: Double) {
    let count = images.count
    var places = [Int](0..<min(images.stride, Self.mostPixels, max(1, Self.mostElements / count)))
    for place in places.indices { places[place] = place * images.stride / places.count }
    let stride = images.stride
    let pixels = Series(count: count, width: places.count) { images.values[$0 * stride + places[$1]] }
    let ranges = (0..<count).map { image -> (mean: Float, deviation: Float) in
      let pixels = images[image]
      var (sum, squares) = (0.0, 0.0)
      for pixel in pixels { sum += Double(pixel) }
      let mean = sum / Double(stride)
      for pixel in pixels { squares += (Double(pixel) - mean) * (Double(pixel) - mean) }
      return (Float(mean), Float((squares / Double(stride)).squareRoot()))
    }
    // What is the same in all images but for rounding has no neighbours.
    let least = 1e-6 * pixels.power / Double(places.count)
    let tints = [
      Series(count: count, width: 1) { image, _ in ranges[image].mean },
      Series(count: count, width: 1) { image, _ in ranges[image].deviation },
    ]
    (imageAlikeness, imageReach) = Self.alikeness(of: [pixels] + tints.filter { $0.power > least }, threshold)
    let scores = Self.scores(responses)
    (responseAlikeness, responseReach) = Self.alikeness(
      of: [Series(count: count, width: scores.count) { scores[$1][$0] }], threshold)
    gap = imageReach > 0 ? imageReach : min(responseReach, max(1, count / 200))
    isReachBounded = count >= 10 && (imageReach > 0 ? imageReach : responseReach) == count / 10
  }

  private static func alikeness(of series: [Series], _ threshold: Double) -> (alikeness: Double, reach: Int) {
    let most = (series.first?.count ?? 0) / 10
    var (highest, reach, apart, step) = (-Double.infinity, 0, 1, mostApart)
    while apart <= most, apart - reach <= step {
      for found in series.map({ $0.alikeness(apart, pairs: mostPairs) })
      where found.correlation >= threshold && found.correlation >= leastErrors * found.error {
        step = reach == 0 ? max(fewApart, apart) : max(step, apart - reach)
        reach = apart
        if apart <= mostApart { highest = max(highest, found.correlation) }
      }
      apart += 1
    }
    return (reach > 0 ? highest : series.first?.alikeness(1, pairs: mostPairs).correlation ?? 0, reach)
  }

  /// Of each neuron that is looked at, the mean response to each image as a z-score; 0 where it is missing.
  private static func scores(_ responses: Tensor) -> [[Float]] {
    let (repeats, images, neurons) = (responses.count, responses.shape[1], responses.shape[2])
    let looked = min(neurons, mostNeurons)
    return (0..<looked).compactMap { place -> [Float]? in
      let neuron = place * neurons / looked
      let means = (0..<images).map { image in
        Statistics.mean((0..<repeats).map { Double(responses.values[($0 * images + image) * neurons + neuron]) }.filter { !$0.isNaN })
      }
      let present = means.compactMap(\.self)
      guard let mean = Statistics.mean(present), let deviation = Statistics.standardDeviation(present), deviation > 0 else { return nil }
      return means.map { $0.map { Float(($0 - mean) / deviation) } ?? 0 }
    }
  }
}

/// Some numbers of each image, in order.
private struct Series {
  let count: Int
  let width: Int
  /// [images, numbers], each number less its mean over images.
  private var values: [Float]
  /// The mean over images of the sum of squares.
  let power: Double

  init(count: Int, width: Int, _ value: (_ image: Int, _ place: Int) -> Float) {
    self.count = count
    self.width = width
    var means = [Double](repeating: 0, count: width)
    for image in 0..<count { for place in 0..<width { means[place] += Double(value(image, place)) / Double(count) } }
    values = []
    values.reserveCapacity(count * width)
    var squares = 0.0
    for image in 0..<count {
      for place in 0..<width {
        let centred = Double(value(image, place)) - means[place]
        values.append(Float(centred))
        squares += centred * centred
      }
    }
    power = squares / Double(count)
  }

  /// The autocorrelation so many images apart, and its standard error by chance; 0 where nothing varies.
  func alikeness(_ apart: Int, pairs most: Int) -> (correlation: Double, error: Double) {
    guard power > 0, apart < count else { return (0, .infinity) }
    let pairs = min(count - apart, most)
    var (sum, squares) = (0.0, 0.0)
    values.withUnsafeBufferPointer { values in
      for pair in 0..<pairs {
        let first = pair * (count - apart) / pairs * width
        let second = first + apart * width
        var product = 0.0
        for place in 0..<width { product += Double(values[first + place]) * Double(values[second + place]) }
        sum += product
        squares += product * product
      }
    }
    return (sum / Double(pairs) / power, (squares / Double(pairs)).squareRoot() / Double(pairs).squareRoot() / power)
  }
}
