import Formats
import Method
import Testing

/// A neuron in a document, as the first version wrote it: a control is told by its columns.
struct NeuronTests {
  private static let table: [(neuron: Neuron, text: String)] = [
    (Neuron(id: "a"), #"{"columns":{},"id":"a"}"#),
    (Neuron(id: "b", columns: ["depth": "120", "layerName": "4"]), #"{"columns":{"depth":"120","layerName":"4"},"id":"b"}"#),
    (Neuron(control: .anchor(.simple), number: 2), #"{"columns":{"control":"simple","control_of":""},"id":"control-simple-2"}"#),
    (
      Neuron(control: .anchor(.rotationInvariant)),
      #"{"columns":{"control":"rotation-invariant","control_of":""},"id":"control-rotation-invariant-0"}"#
    ),
    (Neuron(control: .shuffled(of: "n-1")), #"{"columns":{"control":"shuffled","control_of":"n-1"},"id":"control-shuffled-n-1"}"#),
    (Neuron(control: .shifted(of: "n-1")), #"{"columns":{"control":"shifted","control_of":"n-1"},"id":"control-shifted-n-1"}"#),
    (Neuron(control: .repeated(of: "n 2")), #"{"columns":{"control":"repeated","control_of":"n 2"},"id":"control-repeated-n 2"}"#),
  ]

  @Test func documentsKeepTheirBytes() throws {
    for (neuron, text) in Self.table {
      #expect(String(decoding: try JSONText.encode(neuron), as: UTF8.self) == text)
      #expect(try JSONText.decode(Neuron.self, from: Array(text.utf8), limit: 1000) == neuron)
    }
  }

  /// A recording's own columns of those names make no control, and stay what they are.
  @Test(
    arguments: [
      ("d", ["control": "yes"]), ("d", ["control": "simple", "control_of": ""]), ("control-simple-0", ["control": "simple"]),
      ("control-complex-0", ["control": "simple", "control_of": ""]), ("control-odd-0", ["control": "odd", "control_of": ""]),
      ("control-shuffled-b", ["control": "shuffled", "control_of": "a"]), ("control-simple-0", [:]),
    ])
  func idAndColumnsSayItBoth(id: String, columns: [String: String]) throws {
    let neuron = Neuron(id: id, columns: columns)
    #expect(neuron.control == nil && neuron.columns == columns)
    #expect(try JSONText.decode(Neuron.self, from: JSONText.encode(neuron), limit: 1000) == neuron)
  }

  @Test func aControlNamesItsKindAndItsOriginal() {
    #expect(Self.table.map { $0.neuron.control?.kind } == [nil, nil, "simple", "rotation-invariant", "shuffled", "shifted", "repeated"])
    #expect(Self.table.map { $0.neuron.control?.original } == [nil, nil, nil, nil, "n-1", "n-1", "n 2"])
  }
}
