import Messages
import Method
import Numerics
import Testing

@testable import Report

@Suite struct ControlTests {
  static func entry(_ id: String, _ columns: [String: String] = [:], _ label: NeuronFacts.Label?) -> NeuronEntry {
    var facts = NeuronFacts(state: .analysed, trainingImages: 80, testImages: 20)
    facts.label = label
    let none = Tensor(shape: [0, 1, 2, 2])
    return NeuronEntry(
      Manifest.Neuron(id: id, columns: columns),
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

  private static func entry(_ id: String, _ label: NeuronFacts.Label?) -> NeuronEntry { entry(id, [:], label) }
}
