import Analysis
import Numerics

extension StageTimes {
  /// The mean core seconds of each stage, and what all comparison models cost beside the network.
  static func measures(of times: [StageTimes], condition: String) -> [Measure] {
    func mean(_ stage: AnalysisStage) -> Double? { Statistics.mean(times.map { $0.seconds[stage] ?? 0 }) }
    let share = mean(.comparison).flatMap { comparison in mean(.training).map { comparison / $0 } }
    return AnalysisStage.allCases.map {
      Measure(condition, "core seconds a neuron, \($0.rawValue)", mean($0), count: times.count)
    } + [Measure(condition, "core time of all comparison models over the network's", share, count: times.count, .atMost(1))]
  }
}
