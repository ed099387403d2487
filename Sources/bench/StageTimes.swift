import Analysis
import Glibc

/// Core seconds by stage of one neuron's analysis, told from the progress that it reports. They are the analysing thread's own: what else the machine does counts
/// for nothing. What the stimuli alone determine is booked with whichever neuron came first.
struct StageTimes {
  private(set) var seconds: [AnalysisStage: Double] = [:]
  private var current: AnalysisStage?
  private var since = Self.threadSeconds

  /// What `analyse` calls with each stage.
  mutating func enter(_ stage: AnalysisStage) {
    close()
    current = stage
  }

  /// Books the time since the last call.
  mutating func close() {
    let now = Self.threadSeconds
    if let current { seconds[current, default: 0] += now - since }
    since = now
  }

  /// Seconds of a core that the calling thread has used.
  static var threadSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
