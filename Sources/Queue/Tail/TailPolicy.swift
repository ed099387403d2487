/// The end of a run: Kafka cannot steal work, so idle members are given backup copies of what the others will reach last. Each job is copied once at most; the
/// first outcome counts, and the loser is a duplicate.
public struct TailPolicy: Sendable, Equatable {
  /// A published job without an outcome, as the coordinator sees it.
  public struct OpenJob: Sendable, Equatable {
    public var neuron: String
    /// How many others a slot will be at before it: those ahead in the line of its worker (`line`), by its slots. 0 when it runs.
    public var ahead: Int
    /// How long it has been running; nil while it waits.
    public var seconds: Double?

    public init(neuron: String, ahead: Int, seconds: Double?) {
      self.neuron = neuron
      self.ahead = ahead
      self.seconds = seconds
    }
  }

  /// A running job is a straggler once it takes so many times the 95th percentile.
  public var factor: Double
  /// The 95th percentile means nothing before so many jobs have ended.
  public var fewestEnded: Int
  /// So many jobs are copied for a slot at once: where jobs are short, it would wait for the next copy longer than it works on one.
  public var depth: Int
  public private(set) var copied: Set<String> = []

  public init(factor: Double = 1.5, fewestEnded: Int = 20, depth: Int = 4) {
    self.factor = factor
    self.fewestEnded = fewestEnded
    self.depth = depth
  }

  /// The order in which a member reaches what lies on its partitions: from each in turn.
  // Inlinable, so that it is compiled for the type of job.
  @inlinable public static func line<Job>(_ partitions: [[Job]]) -> [Job] {
    (0..<(partitions.map(\.count).max() ?? 0)).flatMap { place in partitions.compactMap { place < $0.count ? $0[place] : nil } }
  }

  /// The jobs to copy now: what waits behind the most others first, and where nothing waits, the stragglers, the longest first. They go to the idle slots in turn; a slot
  /// is given up to `depth` of them at once, each next one only where it waits behind more than three times as many others as it will there: what its own worker reaches
  /// about as soon is left to a slot that falls idle meanwhile.
  /// - Parameters:
  ///   - open: every published job without an outcome.
  ///   - ended: seconds of the jobs that have ended.
  ///   - idleSlots: slots with nothing to do and nothing waiting for them.
  public mutating func copies(open: [OpenJob], ended: [Double], idleSlots: Int) -> [String] {
    guard idleSlots > 0 else { return [] }
    let candidates = open.filter { !copied.contains($0.neuron) }
    var chosen = candidates.filter { $0.seconds == nil }.sorted { ($1.ahead, $0.neuron) < ($0.ahead, $1.neuron) }.prefix(depth * idleSlots)
      .enumerated().prefix { $0.offset < idleSlots || $0.element.ahead > 3 * ($0.offset / idleSlots) }.map(\.element.neuron)
    if !open.contains(where: { $0.seconds == nil }), ended.count >= fewestEnded {
      let sorted = ended.sorted()
      let limit = factor * sorted[min(sorted.count - 1, sorted.count * 95 / 100)]
      chosen = candidates.filter { $0.seconds ?? 0 > limit }.sorted { ($1.seconds ?? 0, $0.neuron) < ($0.seconds ?? 0, $1.neuron) }
        .prefix(idleSlots).map(\.neuron)
    }
    copied.formUnion(chosen)
    return chosen
  }
}
