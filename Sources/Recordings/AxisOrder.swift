import Method
import Numerics

/// In which order the axes of a recording's arrays stand, as far as their lengths, and the responses themselves, tell.
enum AxisOrder {
  /// The order of axes in which the counts would fit, and how to get from it to ours; nil where there is none.
  /// - Parameters:
  ///   - stimuli: the shape in the file, [images, height, width] or [images, channels, height, width] if all were well; `responses` likewise.
  ///   - least: fewer images than this are none.
  static func remedy(stimuli: [Int], responses: [Int], least: Int) -> String? {
    let (images, last, shown) = (stimuli[0], stimuli[stimuli.count - 1], responses[responses.count - 2])
    var remedies: [String] = []
    if images >= least {
      if responses.count == 2, responses[1] == images {
        remedies.append("axis 1 of the responses has \(images), so they look like [neurons, images]; save responses.T")
      }
      if responses.count == 3, responses[0] == images {
        remedies.append(
          "axis 0 of the responses has \(images), so they look like [images, repeats, neurons]; save responses.transpose(1, 0, 2)")
      }
      if responses.count == 3, responses[2] == images {
        remedies.append("axis 2 of the responses has \(images); put the axes in the order [repeats, images, neurons]")
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

  /// Another order that responses [repeats, images, neurons] fit in.
  private struct Reading {
    /// Which of the axes are repeats, images and neurons.
    let axes: [Int]
    let name: String
    /// What two counts are equal, for which the lengths leave a choice; nil where they always do.
    let coincidence: String?

    static let all = [
      Reading(axes: [1, 0, 2], name: "[images, repeats, neurons]", coincidence: "repeats as images"),
      Reading(axes: [0, 2, 1], name: "[repeats, neurons, images]", coincidence: "neurons as images"),
      Reading(axes: [2, 1, 0], name: "[neurons, images, repeats]", coincidence: nil),
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
      guard reading.coincidence != nil || isSign(own, other) else { return nil }
      let why = reading.coincidence.map { " has as many \($0) and" } ?? ""
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

  /// The median over neurons of 1 - (mean variance over an image's repeats) / (variance of all responses), not clipped; nil where no image was shown twice.
  private static func explained(_ responses: Tensor, _ axes: [Int]) -> Double? {
    let strides = [responses.shape[1] * responses.shape[2], responses.shape[2], 1]
    let counts = axes.map { responses.shape[$0] }
    func spread(_ count: Int, _ most: Int) -> [Int] { (0..<min(count, most)).map { $0 * count / min(count, most) } }
    let shares = spread(counts[2], mostNeurons).compactMap { neuron -> Double? in
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
    return Statistics.quantile(shares, 0.5)
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
