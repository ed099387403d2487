import Method
import Networks
import Numerics
import Testing

@testable import Analysis

struct StimulusSupportTests {
  /// 200 images of 2 x 4 x 4: the second channel is the first times `factor`, and `own` times noise of its own.
  private static func twoChannels(factor: Float, own: Float) -> Tensor {
    let stream = RandomStream(seed: 3, trial: "colours")
    let values = (0..<200).flatMap { image -> [Float] in
      let (first, other) = (stream.normals(16, step: 2 * image), stream.normals(16, step: 2 * image + 1))
      return first + zip(first, other).map { factor * $0 + own * $1 }
    }
    return Tensor(shape: [200, 2, 4, 4], values: values)
  }

  /// A tinted grey leaves one colour, whatever the noise of rounding; one as weak as red against green in cone contrasts stays.
  @Test func coloursThatAreNeverShownAreTaken() throws {
    // The second eigenvalue is then 0.0265^2 / 1.25^2 of the first: 1 / 2200.
    #expect(try StimulusSupport(Self.twoChannels(factor: 0.5, own: 0.0265)) == nil)
    let support = try #require(try StimulusSupport(Self.twoChannels(factor: 0.5, own: 0.005)))
    var pixels = [Float](repeating: 0, count: 32)
    (pixels[3], pixels[16 + 3]) = (1, 0.5)
    (pixels[7], pixels[16 + 7]) = (-0.5, 1)
    support.constrain(&pixels)
    #expect(abs(pixels[3] - 1) < 0.01 && abs(pixels[19] - 0.5) < 0.01)
    #expect(abs(pixels[7]) < 0.01 && abs(pixels[23]) < 0.01)
  }

  /// Images in real colours lose nothing. Luminance, blue against yellow and red against green, as independent as in natural scenes, with the deviations that
  /// Ruderman, Cronin & Chiao (1998) found of them in cone contrasts (.353, .0732, .00745), mixed into three channels: nothing is taken from an ascent, so that
  /// cells with colour-opponent fields get the very images that they would get without the rule. Of a weakest colour of a third of that, which is below the bound, no other goes along.
  @Test(arguments: [1, 0.35] as [Float])
  func realColoursCostNothing(weakest: Float) throws {
    let stream = RandomStream(seed: 8, trial: "natural colours")
    let values = (0..<100).flatMap { image -> [Float] in
      let axes = zip([0.353, 0.0732, 0.00745 * weakest], 0..<3).map { deviation, axis in
        stream.normals(64, step: 3 * image + axis).map { $0 * deviation / Float(3).squareRoot() }
      }
      let (l, a, b) = (axes[0], axes[1], axes[2])
      let (root2, root3) = (Float(2).squareRoot(), Float(3).squareRoot())
      // Back from l = (L + M + S) / sqrt 3, a = (L + M - 2 S) / sqrt 6, b = (L - M) / sqrt 2.
      let long = (0..<64).map { l[$0] / root3 + a[$0] / (root2 * root3) + b[$0] / root2 }
      let middle = (0..<64).map { l[$0] / root3 + a[$0] / (root2 * root3) - b[$0] / root2 }
      let short = (0..<64).map { l[$0] / root3 - 2 * a[$0] / (root2 * root3) }
      return long + middle + short
    }
    let stimuli = Tensor(shape: [100, 3, 8, 8], values: values)
    let shared = try SharedStimuli(stimuli: stimuli, testStimuli: stimuli, sha256: "s", settings: AnalysisSettings(), seed: 1)
    #expect((shared.constrain == nil) == (weakest == 1))
    guard let constrain = shared.constrain else { return }
    // Below the bound that one colour goes, and no other.
    var pixels = [Float](repeating: 0, count: 192)
    for channel in 0..<3 { pixels[64 * channel] = 1 }
    (pixels[1], pixels[65], pixels[129]) = (1, 1, -2)
    (pixels[2], pixels[66]) = (1, -1)
    let before = pixels
    constrain(&pixels)
    #expect([0, 64, 128, 1, 65, 129].allSatisfy { abs(pixels[$0] - before[$0]) < 0.02 } && abs(pixels[2]) < 0.02 && abs(pixels[66]) < 0.02)
  }

  @Test func pixelsThatNeverVaryAreTaken() throws {
    let stream = RandomStream(seed: 4, trial: "aperture")
    var images = Tensor(shape: [50, 1, 4, 4], values: stream.normals(800))
    #expect(try StimulusSupport(images) == nil)
    for image in 0..<50 { images.values[image * 16 + 5] = 0.7 }
    let support = try #require(try StimulusSupport(images))
    var pixels = [Float](repeating: 1, count: 16)
    support.constrain(&pixels)
    #expect(pixels == (0..<16).map { $0 == 5 ? 0 : 1 })
  }

  /// An ascent of networks that like every colour, on stimuli of one colour and behind an aperture, stays in both.
  @Test func theAscentStaysWhereStimuliVary() throws {
    let input = InputShape(channels: 2, height: 18, width: 18)
    var stimuli = Tensor(shape: [40, 2, 18, 18])
    for image in 0..<40 {
      for (place, number) in RandomStream(seed: 5, trial: "ascent").normals(324, step: image).enumerated() where place % 18 < 12 {
        stimuli.values[image * 648 + place] = number
        stimuli.values[image * 648 + 324 + place] = 0.5 * number
      }
    }
    let support = try #require(try StimulusSupport(stimuli))
    let network = try Network(description: NetworkDescription(), input: input, stream: RandomStream(seed: 1, trial: "any network"))
    var settings = OptimalImageSettings()
    (settings.seeds, settings.iterations) = (2, 20)
    func energies(_ constrain: ((inout [Float]) -> Void)?) throws -> (elsewhere: Double, all: Double) {
      let made = try synthesise(
        [network], settings: settings, seed: 1, neuron: StreamKey("any"), constrain: constrain, isCancelled: { false })
      var (elsewhere, all) = (0.0, 0.0)
      for image in 0..<2 {
        let pixels = Array(made.images[image])
        for place in 0..<324 {
          let (a, b) = (Double(pixels[place]), Double(pixels[324 + place]))
          all += a * a + b * b
          let across = 0.5 * a - b
          elsewhere += place % 18 < 12 ? across * across / 1.25 : a * a + b * b
        }
      }
      return (elsewhere, all)
    }
    let free = try energies(nil)
    let kept = try energies { support.constrain(&$0) }
    #expect(free.elsewhere > 0.2 * free.all)
    #expect(kept.elsewhere < 0.005 * kept.all, "\(kept)")
  }
}
