import Method
import Numerics
import Testing

@testable import Recordings

/// Which order of axes the counts, and the responses themselves, speak for.
struct AxisOrderTests {
  @Test(
    arguments: [
      ([400, 20, 20], [3, 400], "responses.T"), ([40, 20, 20], [40, 10, 3], "responses.transpose(1, 0, 2)"),
      ([60, 9, 9], [5, 4, 60], "axis 2 of the responses has 60"),
      ([20, 20, 400], [400, 3], "[height, width, images]; save numpy.moveaxis(stimuli, -1, 0)"),
      ([16, 16, 3, 60], [60, 4], "[height, width, channels, images]; save numpy.moveaxis(stimuli, -1, 0)"),
      // Three images are none, so it is the stimuli that stand otherwise.
      ([3, 60, 16, 16], [60, 3], "[channels, images, height, width]; save numpy.moveaxis(stimuli, 1, 0)"),
      ([16, 18, 60], [4, 60], "save numpy.moveaxis(stimuli, -1, 0) and responses.T"), ([60, 9, 9], [59, 3], nil),
    ] as [([Int], [Int], String?)])
  func theOrderThatFitsIsNamed(stimuli: [Int], responses: [Int], remedy: String?) {
    let found = AxisOrder.remedy(stimuli: stimuli, responses: responses, least: 20)
    #expect((found == nil) == (remedy == nil) && found?.contains(remedy ?? "") != false, "\(found ?? "nil")")
    #expect(found?.contains("; or ") != true)
  }

  /// Where the number of neurons is known it tells repeats from neurons.
  @Test(
    arguments: [
      ([40, 10, 3], "[images, repeats, neurons]; save responses.transpose(1, 0, 2)"),
      ([40, 3, 10], "[images, neurons, repeats]; save responses.transpose(2, 0, 1)"),
      ([10, 3, 40], "[repeats, neurons, images]; save responses.transpose(0, 2, 1)"),
      ([3, 10, 40], "[neurons, repeats, images]; save responses.transpose(1, 2, 0)"),
      ([3, 40, 10], "[neurons, images, repeats]; save responses.transpose(2, 1, 0)"),
    ])
  func everyOtherOrderOfResponsesIsNamed(shape: [Int], order: String) {
    let found =
      shape[1] == 40
      ? AxisOrder.remedy(ofNeurons: shape, neurons: 3) : AxisOrder.remedy(stimuli: [40, 20, 20], responses: shape, least: 2, neurons: 3)
    #expect(found?.hasSuffix("so they look like " + order) == true, "\(found ?? "nil")")
    // Where it is not known both are named, and where no order fits, none.
    #expect(
      shape[1] == 40
        || AxisOrder.remedy(stimuli: [40, 20, 20], responses: shape, least: 2)?.contains(", or, if they are [") == true)
    #expect(AxisOrder.remedy(ofNeurons: [10, 40, 4], neurons: 3) == nil)
  }

  /// Reliable responses in the order of axes, [repeats, images, neurons], or in another.
  private func responses(_ counts: [Int], axes: [Int] = [0, 1, 2]) -> Tensor {
    let (own, noise) = (RandomStream(seed: 1, trial: "axes"), RandomStream(seed: 1, trial: "axes, noise"))
    let shape = (0..<3).map { place in counts[axes.firstIndex(of: place) ?? 0] }
    let strides = [shape[1] * shape[2], shape[2], 1]
    var tensor = Tensor(shape: shape)
    for run in 0..<counts[0] {
      for image in 0..<counts[1] {
        for neuron in 0..<counts[2] {
          let place = run * strides[axes[0]] + image * strides[axes[1]] + neuron * strides[axes[2]]
          tensor.values[place] = own.normal(index: image * 100 + neuron) + 0.5 * noise.normal(index: place)
        }
      }
    }
    return tensor
  }

  @Test func theResponsesTellWhichOfTwoOrdersTheyAreIn() throws {
    // As many repeats as images: told in any case, with what speaks for either.
    let right = AxisOrder.warnings("F", responses([12, 12, 3]))
    let wrong = AxisOrder.warnings("F", responses([12, 12, 3], axes: [1, 0, 2]))
    for found in [right, wrong] {
      #expect(found.map(\.code) == ["axis_order"])
      #expect(
        found[0].sentence.hasPrefix(
          "F has as many repeats as images and was read as [repeats, images, neurons]: if it is [images, repeats, neurons], save its transpose(1, 0, 2): the images explain "
        ))
    }
    let (own, other) = ("explained", "explained_otherwise")
    #expect(try #require(right[0].numbers[own]) > 0.6 && #require(right[0].numbers[other]) < 0.02)
    #expect(try #require(wrong[0].numbers[own]) < 0.02 && #require(wrong[0].numbers[other]) > 0.6)
    // Neurons before images: the counts never tell, the responses do.
    #expect(AxisOrder.warnings("F", responses([6, 40, 5])).isEmpty)
    let swapped = AxisOrder.warnings("F", responses([6, 40, 5], axes: [2, 1, 0]))
    #expect(swapped.map(\.code) == ["axis_order"])
    #expect(
      swapped[0].sentence.hasPrefix(
        "F was read as [repeats, images, neurons]: if it is [neurons, images, repeats], save its transpose(2, 1, 0): "))
    // As many repeats as neurons: told in any case.
    let equal = try #require(AxisOrder.warnings("F", responses([4, 40, 4], axes: [2, 1, 0])).first)
    #expect(
      equal.sentence.hasPrefix("F has as many repeats as neurons and was read as [repeats, images, neurons]: if it is [neurons, images,"))
    #expect(try #require(equal.numbers[own]) < #require(equal.numbers[other]) - 0.5)
    // One presentation of as many images as there are neurons.
    let square = AxisOrder.warnings("F", responses([1, 30, 30]))
    #expect(
      square.map(\.sentence) == [
        "F has as many neurons as images and was read as [images, neurons]: if it is [neurons, images], save its transpose."
      ])
  }

  /// Neurons that never answer, alike in any order, are no sign.
  @Test func noiseTellsNothing() {
    let stream = RandomStream(seed: 2, trial: "axes")
    #expect(AxisOrder.warnings("F", Tensor(shape: [6, 40, 5], values: stream.normals(1200))).isEmpty)
  }

  /// Rows in another order in every repeat: no axis tells, but repeats of an image do not agree.
  @Test func repeatsThatDisagreeAreTold() throws {
    let sound = responses([10, 80, 5])
    #expect(AxisOrder.disagreement("F", sound) == nil)
    var mixed = sound
    for run in 0..<10 {
      for (place, image) in RandomStream(seed: 3, trial: "rows", member: run).permutation(80).enumerated() {
        for neuron in 0..<5 { mixed.values[(run * 80 + place) * 5 + neuron] = sound.values[(run * 80 + image) * 5 + neuron] }
      }
    }
    let found = try #require(AxisOrder.disagreement("F", mixed))
    #expect(found.code == "repeats_disagree" && found.sentence.hasPrefix("In F repeats of an image hardly agree: images explain "))
    // One neuron of five that answers is enough.
    for place in stride(from: 0, to: mixed.values.count, by: 5) { mixed.values[place] = sound.values[place] }
    #expect(AxisOrder.disagreement("F", mixed) == nil)
  }
}
