import TestSupport
import Testing

@testable import Messages

@Test(arguments: [
  ("r/1", "r", "1"), ("v4-190923.s7/cell 3/é", "v4-190923.s7", "cell 3/é"),
  ("0/" + String(repeating: "ä", count: 100), "0", String(repeating: "ä", count: 100)),
])
func keysAreReadAsTheyAreWritten(text: String, run: String, neuron: String) throws {
  let key = try JobKey(text)
  #expect(key.run == run && key.neuron == neuron)
  #expect(try JobKey(run: run, neuron: neuron).description == text)
}

@Test(arguments: [
  ("", "not of the form run/neuron"), ("run", "not of the form run/neuron"), ("/n", "a run's id is"), ("r/", "a neuron's id must be"),
  (".r/n", "a run's id is"),
  ("a b/n", "a run's id is"), ("ü/n", "a run's id is"), ("a\u{301}/n", "a run's id is"),
  (String(repeating: "r", count: 65) + "/n", "a run's id is"),
  ("r/a\nb", "a neuron's id must be"), ("r/\u{2028}", "a neuron's id must be"), ("r/\u{7F}", "a neuron's id must be"),
  ("r/" + String(repeating: "n", count: 201), "a neuron's id must be"),
])
func whatIsNoKeyIsRefused(text: String, sentence: String) {
  let complaint = complaint { _ = try JobKey(text) }
  #expect(complaint.hasPrefix("invalid: ") && complaint.contains(sentence))
}
