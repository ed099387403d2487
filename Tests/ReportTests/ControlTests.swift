import Messages
import Method
import Numerics
import Testing

@testable import Report

@Suite struct ControlTests {
  static func entry(_ id: String, _ columns: [String: String] = [:], _ label: NeuronFacts.Label?) -> NeuronEntry {
    var facts = NeuronFacts(state: .analysed, trainingImages: 80, testImages: 20)
    (facts.predictionSimilarity, facts.predictionSimilarityLow) = (0.5, 0.25)
    facts.label = label
    let none = Tensor(shape: [0, 1, 2, 2])
    return NeuronEntry(
      Neuron(id: id, columns: columns),
      .result(
        NeuronResult(
          document: .init(neuron: id, methodVersion: 1, seed: 1, stimuliSha256: "", facts: facts), optimalImages: none,
          distinctImages: none,
          testPrediction: Tensor(shape: [0]))))
  }

  @Test func controlsAreNoPartOfThePopulation() {
    let repeated = { (of: String) in ["control": "repeated", "control_of": of] }
    let entries = [
      Self.entry("a", .simple), Self.entry("b", .complex), Self.entry("c", nil),
      // A recording's own column of that name does not make a control.
      Self.entry("d", ["control": "yes"], .simple), Self.entry("control-simple-0", ["control": "simple", "control_of": ""], .simple),
      Self.entry("control-repeated-a", repeated("a"), .simple), Self.entry("control-repeated-b", repeated("b"), .undetermined),
      Self.entry("control-repeated-c", repeated("c"), .simple),
      Self.entry("control-shuffled-a", ["control": "shuffled", "control_of": "a"], .complex),
    ]
    let population = Population(of: TinyPopulation.report, entries)
    #expect(population.neurons == 4 && population.labels.simple?.count == 2 && population.labels.simple?.total == 3)
    #expect(population.controls.map(\.kind) == ["simple", "repeated", "shuffled"])
    #expect(population.controls.map(\.neurons) == [1, 3, 1])
    #expect(population.controls[0].labels.simple?.count == 1 && population.controls[2].labels.complex?.count == 1)
    #expect(population.controls[0].sameLabel == nil)
    // The third has no first label to compare with.
    #expect(population.controls[1].sameLabel == Proportion(1, of: 2))
  }

  /// Labels by name and not by place, those without one counted too, and how many of how many were analysed.
  @Test func theSectionCountsLabelsByName() throws {
    let entries = [
      Self.entry("a", .simple), Self.entry("control-repeated-a", ["control": "repeated", "control_of": "a"], .simple),
      Self.entry("control-rotation-invariant-0", ["control": "rotation-invariant", "control_of": ""], .complex),
      Self.entry("control-rotation-invariant-1", ["control": "rotation-invariant", "control_of": ""], nil),
      NeuronEntry(
        Neuron(id: "control-rotation-invariant-2", columns: ["control": "rotation-invariant", "control_of": ""]), .missing),
    ]
    let section = Page(population: Population(of: TinyPopulation.report, entries), entries: entries, shape: ImageShape()).controlSection
    let cells = try #require(section.firstMatch(of: /<th scope="row">rotation-invariant.*/)).output
    #expect(cells.contains("<td class=\"number\">2 of 3</td>") && cells.contains("<td class=\"number\">1 complex<br>1 without</td>"))
    #expect(section.contains("<p>Of the repeated neurons with a label both times, it is the same for 1 of 1 by complexness.</p>"))
  }

  /// Test responses in Hz beside z-scored training responses: r is high, and nothing is explained.
  @Test func explainedSharesBelowZeroAreTold() throws {
    let told = { (shares: [Double?], similarity: Double) in
      let entries = shares.enumerated().map { place, share in
        var entry = Self.entry("n\(place)", nil)
        entry.facts?.explainedShare = share
        entry.facts?.predictionSimilarity = similarity
        return entry
      }
      return Population(of: TinyPopulation.report, entries).warnings?.filter { $0.code == "negative_explained_share" }.first
    }
    let warning = try #require(told([-7.2, -6.4, 0.5, nil], 0.8))
    #expect(
      warning.sentence.hasPrefix(
        "Of 2 of 3 predicted neurons with repeats the networks explain less than nothing (FEVE below 0, \u{2212}6.40 in the median neuron): "
      ))
    #expect(warning.numbers == ["neurons": 3, "negative": 2, "median": -6.4])
    #expect(told([-7.2, 0.4, 0.5], 0.8) == nil && told([nil, nil], 0.8) == nil)
    // Of what is not predicted nothing else is to be expected.
    #expect(told([-0.2, -0.1, -0.3], 0.1) == nil)
  }

  private static func entry(_ id: String, _ label: NeuronFacts.Label?) -> NeuronEntry { entry(id, [:], label) }
}
