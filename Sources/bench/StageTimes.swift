import Analysis

/// Core seconds by stage of one neuron's analysis, told from the progress that it reports.
struct StageTimes {
  private(set) var seconds: [AnalysisStage: Double] = [:]
  private var current: AnalysisStage?
  private var since = ContinuousClock.now

  /// What `analyse` calls with each stage.
  mutating func enter(_ stage: AnalysisStage) {
    close()
    current = stage
  }

  /// Books the time since the last call.
  mutating func close() {
    let now = ContinuousClock.now
    if let current { seconds[current, default: 0] += Double((now - since) / .seconds(1)) }
    since = now
  }
}
