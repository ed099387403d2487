/// How many neurons of a population came how far, and who stopped where and why.
public struct GateLedger: Sendable, Equatable {
  /// A neuron that stopped.
  public struct Stop: Sendable, Equatable {
    public let neuron: String
    public let gate: Gate
    public let reason: String
  }

  /// The number of neurons.
  public let neurons: Int
  /// How many passed each gate, in order.
  public let passed: [(gate: Gate, neurons: Int)]
  /// Those that stopped, in the order given.
  public let stops: [Stop]

  /// - Parameter neurons: id and facts of every neuron of the population.
  public init(_ neurons: [(id: String, facts: NeuronFacts)]) {
    self.neurons = neurons.count
    let stops = neurons.compactMap { neuron in neuron.facts.stop.map { Stop(neuron: neuron.id, gate: $0.gate, reason: $0.reason) } }
    self.stops = stops
    var left = neurons.count
    passed = Gate.allCases.map { gate in
      left -= stops.count { $0.gate == gate }
      return (gate, left)
    }
  }

  public static func == (first: Self, second: Self) -> Bool {
    first.neurons == second.neurons && first.stops == second.stops && first.passed.map(\.neurons) == second.passed.map(\.neurons)
  }
}
