extension Collector {
  /// Writes down, now and then, how far the collector is. What it says of 20,000 neurons is a megabyte: it is written so seldom that writing takes a twentieth of the time at most.
  struct Notes {
    private static let interval = Duration.seconds(5)

    /// nil where nobody will go on from them.
    let directory: ResultsDirectory?
    /// Something was read since they were written.
    var isOutdated = false
    private var nextTime = ContinuousClock.now + interval

    init(directory: ResultsDirectory?) { self.directory = directory }

    mutating func writeIfDue(_ tally: Tally) throws {
      if isOutdated, ContinuousClock.now >= nextTime { try write(tally) }
    }

    mutating func write(_ tally: Tally) throws {
      let start = ContinuousClock.now
      try directory?.keep(tally)
      isOutdated = false
      nextTime = .now + max(Self.interval, (ContinuousClock.now - start) * 20)
    }
  }
}
