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
}
