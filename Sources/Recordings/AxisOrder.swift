import Method
import Numerics

/// In which order the axes of a recording's arrays stand, as far as their lengths, and the responses themselves, tell.
enum AxisOrder {
  /// The order of axes in which the counts would fit, and how to get from it to ours; nil where there is none.
  /// - Parameters:
  ///   - stimuli: the shape in the file, [images, height, width] or [images, channels, height, width] if all were well; `responses` likewise.
  ///   - least: fewer images than this are none.
  ///   - neurons: how many there must be, where that is known.
  static func remedy(stimuli: [Int], responses: [Int], least: Int, neurons: Int? = nil) -> String? {
    let (images, last, shown) = (stimuli[0], stimuli[stimuli.count - 1], responses[responses.count - 2])
    var remedies: [String] = []
    if images >= least {
      if responses.count == 2, responses[1] == images {
        remedies.append("axis 1 of the responses has \(images), so they look like [neurons, images]; save responses.T")
      }
      if responses.count == 3 {
        remedies += [0, 2].filter { responses[$0] == images }.compactMap { axis in
          reordered(orders(responses, imageAxis: axis, neurons: neurons)).map { "axis \(axis) of the responses has \(images), \($0)" }
        }
      }
    }
    let colours = stimuli.count == 4 ? "channels, " : ""
    if shown >= least, last == shown {
      remedies.append(
        "the last axis of the stimuli has \(shown), so they look like [height, width, \(colours)images]; save numpy.moveaxis(stimuli, -1, 0)"
      )
    }
    if shown >= least, stimuli.count == 4, stimuli[1] == shown {
      remedies.append(
        "axis 1 of the stimuli has \(shown), so they look like [channels, images, height, width]; save numpy.moveaxis(stimuli, 1, 0)")
    }
    if remedies.isEmpty, responses.count == 2, last >= least, last == responses[1] {
      remedies.append(
        "the last axis of both has \(last), so they look like [height, width, \(colours)images] and [neurons, images]; save numpy.moveaxis(stimuli, -1, 0) and responses.T"
      )
    }
    return remedies.isEmpty ? nil : remedies.joined(separator: "; or ")
  }

  /// What to do with responses that have another number of neurons than there must be, where their axes before and behind the images' fit in turn; otherwise nil.
  /// - Parameter responses: as read, [repeats, images, neurons].
  static func remedy(ofNeurons responses: [Int], neurons: Int) -> String? {
    guard responses[0] > 1 else { return nil }
    return reordered(orders(responses, imageAxis: 1, neurons: neurons)).map { "axis 0 of the responses has \(neurons), \($0)" }
  }

  /// The orders of axes but ours, [repeats, images, neurons], that have the images there, and as many neurons as there must be, where that is known.
  private static func orders(_ shape: [Int], imageAxis: Int, neurons: Int?) -> [[Int]] {
    let others = [0, 1, 2].filter { $0 != imageAxis }
    return [[others[0], imageAxis, others[1]], [others[1], imageAxis, others[0]]].filter { axes in
      axes != [0, 1, 2] && neurons.map { $0 == shape[axes[2]] } ?? true
    }
  }

  /// What responses of these orders look like, and how to get from there to ours.
  private static func reordered(_ orders: [[Int]]) -> String? {
    let ways = orders.map { axes in
      let names = (0..<3).map { ["repeats", "images", "neurons"][axes.firstIndex(of: $0) ?? 0] }.joined(separator: ", ")
      return (name: "[\(names)]", way: "responses.transpose(\(axes.map(String.init).joined(separator: ", ")))")
    }
    guard let first = ways.first else { return nil }
    let other = ways.dropFirst().map { ", or, if they are \($0.name), \($0.way)" }.joined()
    return "so they look like \(first.name); save \(first.way)\(other)"
  }

  /// Another order that responses [repeats, images, neurons] fit in.
  private struct Reading {
    /// Which of the axes are repeats, images and neurons.
    let axes: [Int]
    let name: String
    /// What two counts are equal, for which the lengths leave a choice.
    let coincidence: String

    static let all = [
      Reading(axes: [1, 0, 2], name: "[images, repeats, neurons]", coincidence: "repeats as images"),
      Reading(axes: [0, 2, 1], name: "[repeats, neurons, images]", coincidence: "neurons as images"),
      Reading(axes: [2, 1, 0], name: "[neurons, images, repeats]", coincidence: "repeats as neurons"),
    ]
  }

  /// Of responses that fit in two orders it is told how they were read; and where no neuron seems reliable, but the same numbers in another order are, that too.
  /// - Parameter responses: [repeats, images, neurons].
  static func warnings(_ file: String, _ responses: Tensor) -> [Warning] {
    let shape = responses.shape
    let own = shape[0] > 1 ? explained(responses, [0, 1, 2]) : nil
    return Reading.all.compactMap { reading in
      guard shape[reading.axes[1]] == shape[1], shape[0] > 1 || reading.axes[0] == 0 else { return nil }
      let other = shape[reading.axes[0]] > 1 ? explained(responses, reading.axes) : nil
      // Repeats and neurons in each other's place the lengths forbid only where another set tells the number of neurons.
      let isCoincidence = reading.axes.map { shape[$0] } == shape
      guard isCoincidence || isSign(own, other) else { return nil }
      let why = isCoincidence ? " has as many \(reading.coincidence) and" : ""
      let evidence =
        if let own, let other { ": the images explain \(percent(own)) of a neuron's variance so, and \(percent(other)) in that order" } else
        { "" }
      let axes = reading.axes.map(String.init).joined(separator: ", ")
      let remedy = shape[0] == 1 ? "its transpose" : "its transpose(\(axes))"
      let read = shape[0] == 1 ? "[images, neurons]" : "[repeats, images, neurons]"
      let numbers = [own.map { ("explained", $0) }, other.map { ("explained_otherwise", $0) }].compactMap(\.self)
      return Warning(
        .axisOrder,
        "\(file)\(why) was read as \(read): if it is \(shape[0] == 1 ? "[neurons, images]" : reading.name), save \(remedy)\(evidence).",
        Dictionary(uniqueKeysWithValues: numbers))
    }
  }

  /// Whether the one order explains nothing and another one something.
  private static func isSign(_ own: Double?, _ other: Double?) -> Bool {
    guard let own, let other else { return false }
    return own < leastExplained && other > own + 5 * leastExplained
  }

  private static let leastExplained = 0.02
  /// What is looked at: so many neurons and images, evenly spread.
  private static let (mostNeurons, mostImages) = (50, 300)

  /// The median over neurons of the share of variance that images explain; nil where no image was shown twice.
  private static func explained(_ responses: Tensor, _ axes: [Int]) -> Double? { Statistics.quantile(shares(responses, axes), 0.5) }

  /// Neurons of which the images explain next to nothing: in half of them less than the first share, in nine of ten less than the second.
  private static let (leastHalf, leastMost, fewestNeurons) = (0.01, 0.1, 3)

  /// Repeats that disagree: no order of axes, or of rows, is told from noise by its lengths.
  /// - Parameter responses: [repeats, images, neurons].
  static func disagreement(_ file: String, _ responses: Tensor) -> Warning? {
    guard responses.count > 1 else { return nil }
    let shares = shares(responses, [0, 1, 2])
    guard shares.count >= fewestNeurons, let half = Statistics.quantile(shares, 0.5), half < leastHalf,
      let most = Statistics.quantile(shares, 0.9), most < leastMost
    else { return nil }
    return Warning(
      .repeatsDisagree,
      "In \(file) repeats of an image hardly agree: images explain \(percent(half)) of the variance of the median neuron. Either next to no neuron answers to them, or repeats do not stand with their images: are axes and rows in the order that [repeats, images, neurons] says?",
      ["explained": half, "explained_of_one_in_ten": most])
  }

  /// Of each neuron that is looked at 1 - (mean variance over an image's repeats) / (variance of all responses), not clipped; none where no image was shown twice.
  private static func shares(_ responses: Tensor, _ axes: [Int]) -> [Double] {
    let strides = [responses.shape[1] * responses.shape[2], responses.shape[2], 1]
    let counts = axes.map { responses.shape[$0] }
    func spread(_ count: Int, _ most: Int) -> [Int] { (0..<min(count, most)).map { $0 * count / min(count, most) } }
    return spread(counts[2], mostNeurons).compactMap { neuron -> Double? in
      let repeats = spread(counts[1], mostImages).map { image in
        (0..<counts[0]).map { run in
          Double(responses.values[run * strides[axes[0]] + image * strides[axes[1]] + neuron * strides[axes[2]]])
        }.filter { !$0.isNaN }
      }
      let noise = repeats.filter { $0.count > 1 }.compactMap { shown in
        Statistics.variance(shown).map { $0 * Double(shown.count) / Double(shown.count - 1) }
      }
      guard let within = Statistics.mean(noise), let all = Statistics.variance(repeats.flatMap(\.self)), all > 0 else { return nil }
      return 1 - within / all
    }
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
