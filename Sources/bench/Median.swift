/// The median time of one call.
enum Median {
  /// Seconds of one call of `body`: the median of rounds that each last about `round` seconds.
  static func seconds(rounds: Int = 7, round: Double = 0.02, _ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    body()
    let once = max(Self.seconds(clock.measure(body)), 1e-8)
    let calls = max(1, Int(round / once))
    let times = (0..<rounds).map { _ in
      Self.seconds(
        clock.measure {
          for _ in 0..<calls { body() }
        }) / Double(calls)
    }
    return times.sorted()[rounds / 2]
  }

  static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
}
