/// Which neurons of a run have ended, by the names of the files in its results directory: files are renamed into place, so that one that is there is whole.
public struct EndedNeurons: Sendable {
  private let names: Set<String>

  init(names: some Sequence<String>) { self.names = Set(names) }

  public func hasResult(_ neuron: String) -> Bool { names.contains(NeuronFile.result(of: neuron)) }

  func hasFailure(_ neuron: String) -> Bool { names.contains(NeuronFile.failure(of: neuron)) }
}
