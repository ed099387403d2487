/// In which order jobs go to the partitions of a topic. Kafka cannot move work from one member of a group to another, so that wherever a run has fewer jobs than there are partitions
/// the order decides who works on it: every beginning of it reaches the members evenly, whether the group gives each member a row of neighbouring partitions (`range`) or every
/// M-th one (`roundrobin`, and what sticky assignors begin with).
public struct JobSpread: Sendable, Equatable {
  /// Groups of 2 to so many members are looked at; for larger ones the order is as good as any.
  private static let members = 32
  /// So many places are chosen with care; by then every member of such a group has its share.
  private static let careful = 8 * members
  /// So many jobs more than others a partition is given at most, because less waits there.
  private static let headStart: Int64 = 8
  /// Among so many partitions the next one is chosen.
  private static let candidates = 128

  /// All partitions, each once.
  public let order: [Int32]

  /// - Parameter partitions: of the topic, at least 1.
  public init(partitions: Int) {
    var rest = Self.strides(partitions)
    var groups = (2...Self.members).prefix { $0 <= partitions }.flatMap { [Group(.rows, $0, partitions), Group(.turns, $0, partitions)] }
    var order: [Int32] = []
    while order.count < Self.careful, !rest.isEmpty {
      let costs = rest.prefix(Self.candidates).map { partition in groups.reduce(0) { $0 + $1.cost(of: partition, after: order.count) } }
      let next = rest.remove(at: costs.indices.min { costs[$0] < costs[$1] } ?? 0)
      for index in groups.indices { groups[index].enter(next) }
      order.append(Int32(next))
    }
    self.order = order + rest.map(Int32.init)
  }

  /// The partitions for so many jobs, in their order: those where least waits first, so that many small runs do not meet on the same few.
  /// - Parameter waiting: how many jobs wait on each partition.
  public func partitions(for jobs: Int, waiting: [Int64]) -> [Int32] {
    var chosen: [Int32] = []
    chosen.reserveCapacity(jobs)
    let least = waiting.count < order.count ? 0 : waiting.min() ?? 0
    // A partition that was just added, or that a dead member has left behind, does not get everything at once.
    let loads = order.map { waiting.indices.contains(Int($0)) ? min(waiting[Int($0)] - least, Self.headStart) : 0 }
    for level in 0... {
      for (partition, load) in zip(order, loads) where load <= level {
        if chosen.count == jobs { return chosen }
        chosen.append(partition)
      }
    }
    return chosen
  }

  /// The multiples of a number near the golden section: already far from each other.
  private static func strides(_ partitions: Int) -> [Int] {
    var step = max(1, Int((Double(partitions) * 0.618).rounded()))
    while greatestCommonDivisor(step, partitions) != 1 { step += 1 }
    return (0..<partitions).map { $0 * step % partitions }
  }

  private static func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
    second == 0 ? first : greatestCommonDivisor(second, first % second)
  }

  /// How the jobs so far would lie with the members of a group.
  private struct Group {
    enum Kind { case rows, turns }

    private let kind: Kind
    private let partitions: Int
    private var jobs: [Int]

    init(_ kind: Kind, _ members: Int, _ partitions: Int) {
      self.kind = kind
      self.partitions = partitions
      jobs = Array(repeating: 0, count: members)
    }

    private func member(of partition: Int) -> Int {
      guard kind == .rows else { return partition % jobs.count }
      // The first members have one more each where the partitions do not go round.
      let (share, more) = partitions.quotientAndRemainder(dividingBy: jobs.count)
      let first = more * (share + 1)
      return partition < first ? partition / (share + 1) : more + (partition - first) / share
    }

    /// How far its member is above (or below) its share of the jobs, squared, with that sign.
    func cost(of partition: Int, after count: Int) -> Double {
      let excess = Double(jobs[member(of: partition)]) - Double(count) / Double(jobs.count)
      return excess * abs(excess)
    }

    mutating func enter(_ partition: Int) { jobs[member(of: partition)] += 1 }
  }
}
