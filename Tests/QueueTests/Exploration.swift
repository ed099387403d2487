import Queue

/// Every state that the model can come to, and whether it goes wrong in one.
struct Exploration {
  private(set) var states = 0
  /// What is wrong in the first state where something is; nothing further is looked at then.
  private(set) var violation: String?
  /// States from which the run cannot end any more.
  private(set) var traps = 0

  /// A state with its hash, which is asked for more than once.
  private struct Known: Hashable {
    let model: DeliveryModel
    let hash: Int

    init(_ model: DeliveryModel) {
      self.model = model
      hash = model.hashValue
    }

    func hash(into hasher: inout Hasher) { hasher.combine(hash) }
    static func == (one: Known, other: Known) -> Bool { one.hash == other.hash && one.model == other.model }
  }

  /// - Parameter step: is told of every step from any state to another.
  init(of start: DeliveryModel, step: (DeliveryModel, DeliveryModel.Step, DeliveryModel) -> Void = { _, _, _ in }) {
    var known = [Known(start)]
    var index = [known[0]: 0]
    // By the state that a step leads to, in the order of those that it comes from.
    var steps: [(from: Int32, to: Int32)] = []
    var next = 0
    while next < known.count {
      let model = known[next].model
      violation = model.violation
      if violation != nil { return }
      for (name, successor) in model.successors() {
        step(model, name, successor)
        let successor = Known(successor)
        let place = index[successor] ?? known.count
        if place == known.count {
          index[successor] = place
          known.append(successor)
        }
        steps.append((Int32(next), Int32(place)))
      }
      next += 1
    }
    states = known.count
    traps = states - Self.reachingTheEnd(known.map(\.model.isOver), steps)
  }

  /// How many states have a way to one where the run is over.
  private static func reachingTheEnd(_ isOver: [Bool], _ steps: [(from: Int32, to: Int32)]) -> Int {
    // Where the steps to each state begin, and the steps in that order.
    var starts = [Int](repeating: 0, count: isOver.count + 1)
    for step in steps { starts[Int(step.to) + 1] += 1 }
    for state in isOver.indices { starts[state + 1] += starts[state] }
    var sources = [Int32](repeating: 0, count: steps.count)
    var free = starts
    for step in steps {
      sources[free[Int(step.to)]] = step.from
      free[Int(step.to)] += 1
    }
    var isGood = isOver
    var open = isGood.indices.filter { isGood[$0] }
    while let state = open.popLast() {
      for source in sources[starts[state]..<starts[state + 1]] where !isGood[Int(source)] {
        isGood[Int(source)] = true
        open.append(Int(source))
      }
    }
    return isGood.count { $0 }
  }
}
