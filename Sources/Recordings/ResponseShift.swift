import LinearAlgebra
import Method
import Numerics

/// Whether responses fit the images better some places away: a trigger too many, or one missing, moves all of them by one, and every neuron looks unpredictable.
///
/// A cheap linear model tells: ridge regression on block means of the pixels, fitted on one half of the images (alternating blocks of ten) and scored on the other, with the
/// responses moved by -3 ... 3 images. The rows must stand in the order in which they were shown.
struct ResponseShift {
  /// By how many images the responses were moved, and the mean over neurons of Pearson r on the half that was not fitted.
  let similarities: [(shift: Int, similarity: Double)]
  private let margin: Double
  private let isTest: Bool

  private static let mostShift = 3
  /// What is looked at: the first images, neurons evenly spread, and block means of so many pixels a side.
  private static let (mostImages, mostNeurons, mostSide, block) = (600, 100, 14, 10)
  /// The penalty, in units of the mean diagonal of the images' Gram matrix.
  private static let penalty = 0.1
  /// A moved model must be better by this, and by four standard errors of chance, taken over at most ten neurons because noise is shared; and twice as good.
  private static let leastGain = 0.1

  /// - Parameters:
  ///   - images: [rows, channels, height, width], in the order in which they were shown.
  ///   - responses: [repeats, rows, neurons].
  /// - Returns: nil for fewer than 40 images, or where nothing varies.
  init?(_ images: Tensor, _ responses: Tensor) throws {
    let count = min(images.count, Self.mostImages)
    guard count >= 40 else { return nil }
    let rows = Self.features(images, count, centredOn: nil)
    let inner = Self.mostShift..<count - Self.mostShift
    try self.init(
      fitted: rows, responses, at: inner.filter { $0 / Self.block % 2 == 0 }, held: rows, responses,
      at: inner.filter { $0 / Self.block % 2 == 1 }, isTest: false)
  }

  /// The same of a test set: the model is fitted on the training images, moved as fits them best, and scored on the test images.
  /// - Parameters:
  ///   - images: the test set's, as in the file; `responses` likewise.
  ///   - model: the training set's, and by how many images its responses fit best.
  /// - Returns: nil for fewer than 40 training images or 20 test images, or where nothing varies.
  init?(test images: Tensor, _ responses: Tensor, fittedTo model: (images: Tensor, responses: Tensor, shift: Int)) throws {
    let (count, testCount) = (min(model.images.count, Self.mostImages), min(images.count, Self.mostImages))
    guard count >= 40, testCount >= 20 else { return nil }
    let means = Self.means(model.images, count)
    try self.init(
      fitted: Self.features(model.images, count, centredOn: means), model.responses,
      at: Array(Self.mostShift..<count - Self.mostShift), movedBy: model.shift,
      held: Self.features(images, testCount, centredOn: means), responses, at: Array(Self.mostShift..<testCount - Self.mostShift),
      isTest: true)
  }

  /// - Parameters:
  ///   - rows: the features of the images that the model is fitted to, and `fitted` which of them.
  ///   - fittedShift: by how many images their responses are moved; nil by as many as those that are scored.
  ///   - heldRows: the features of the images that it is scored on, and `held` which of them.
  private init?(
    fitted rows: [[Double]], _ responses: Tensor, at fitted: [Int], movedBy fittedShift: Int? = nil, held heldRows: [[Double]],
    _ heldResponses: Tensor, at held: [Int], isTest: Bool
  ) throws {
    func products(_ first: [[Double]], _ second: [[Double]]) -> Matrix {
      Matrix(
        rows: first.count, columns: second.count,
        values: first.flatMap { a in second.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } })
    }
    let fittedRows = fitted.map { rows[$0] }
    var gram = products(fittedRows, fittedRows)
    let diagonal = fitted.indices.reduce(0) { $0 + gram[$1, $1] } / Double(fitted.count)
    guard diagonal > 0 else { return nil }
    for place in fitted.indices { gram[place, place] += Self.penalty * diagonal }
    // Row by row, how a held image's prediction weighs the fitted responses.
    let weights = try gram.solvePositiveDefinite(products(held.map { heldRows[$0] }, fittedRows))
    let all = responses.shape[2]
    let neurons = (0..<min(all, Self.mostNeurons)).map { $0 * all / min(all, Self.mostNeurons) }
    let means = neurons.map { neuron in
      (
        fitted: Self.meanResponses(responses, of: neuron, rows.count),
        held: isTest ? Self.meanResponses(heldResponses, of: neuron, heldRows.count) : []
      )
    }
    similarities = (-Self.mostShift...Self.mostShift).compactMap { shift in
      let found = means.compactMap { mean -> Double? in
        let targets = fitted.map { mean.fitted[$0 + (fittedShift ?? shift)] }
        let centre = (Statistics.mean(targets) ?? 0)
        let prediction = held.indices.map { row in
          targets.indices.reduce(0.0) { $0 + weights[row, $1] * (targets[$1] - centre) }
        }
        return Statistics.pearson(prediction, held.map { (isTest ? mean.held : mean.fitted)[$0 + shift] })
      }
      return Statistics.mean(found).map { (shift, $0) }
    }
    guard similarities.count == 2 * Self.mostShift + 1 else { return nil }
    margin = max(Self.leastGain, 4 / Double(held.count * min(neurons.count, 10)).squareRoot())
    self.isTest = isTest
  }

  /// By how many images moved responses fit best, where that is told; otherwise 0.
  var best: Int { warning.flatMap { $0.numbers["shift"] }.map { Int($0) } ?? 0 }

  /// What is told where the responses fit better elsewhere.
  var warning: Warning? {
    guard let own = similarities.first(where: { $0.shift == 0 }), let best = similarities.max(by: { $0.similarity < $1.similarity }),
      best.similarity > own.similarity + margin, best.similarity > 2 * own.similarity
    else { return nil }
    let images = best.shift.magnitude == 1 ? "image" : "images"
    return Warning(
      .shiftedResponses,
      "A linear model predicts the \(isTest ? "test responses" : "responses") to r = \(RecordingSummary.text(best.similarity)) when they are moved by \(best.shift.magnitude) \(images) (each image taking the responses \(best.shift > 0 ? "after" : "before") its own), and to \(RecordingSummary.text(own.similarity)) as they are: are images and responses in the same order?",
      ["shift": Double(best.shift), "similarity": best.similarity, "similarity_unmoved": own.similarity, "of_test_images": isTest ? 1 : 0])
  }

  /// Block means of the pixels, each less its mean over the images, or over others.
  private static func features(_ images: Tensor, _ count: Int, centredOn means: [Double]?) -> [[Double]] {
    var features = blockMeans(images, count)
    let means = means ?? Self.means(of: features)
    for image in 0..<count { for feature in means.indices { features[image][feature] -= means[feature] } }
    return features
  }

  private static func means(_ images: Tensor, _ count: Int) -> [Double] { means(of: blockMeans(images, count)) }

  private static func means(of features: [[Double]]) -> [Double] {
    features[0].indices.map { feature in features.reduce(0) { $0 + $1[feature] } / Double(features.count) }
  }

  private static func blockMeans(_ images: Tensor, _ count: Int) -> [[Double]] {
    let (channels, height, width) = (images.shape[1], images.shape[2], images.shape[3])
    let (rows, columns) = (min(height, mostSide), min(width, mostSide))
    return (0..<count).map { image in
      let pixels = images[image]
      var means = [Double](repeating: 0, count: channels * rows * columns)
      for channel in 0..<channels {
        for y in 0..<height {
          for x in 0..<width {
            means[(channel * rows + y * rows / height) * columns + x * columns / width] +=
              Double(pixels[pixels.startIndex + (channel * height + y) * width + x])
          }
        }
      }
      return means
    }
  }

  /// A neuron's mean over repeats, image by image; its mean over all where none was recorded.
  private static func meanResponses(_ responses: Tensor, of neuron: Int, _ count: Int) -> [Double] {
    let (repeats, images, neurons) = (responses.count, responses.shape[1], responses.shape[2])
    let means = (0..<count).map { image -> Double? in
      Statistics.mean((0..<repeats).map { Double(responses.values[($0 * images + image) * neurons + neuron]) }.filter { !$0.isNaN })
    }
    let centre = Statistics.mean(means.compactMap(\.self)) ?? 0
    return means.map { $0 ?? centre }
  }
}
