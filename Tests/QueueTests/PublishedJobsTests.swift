import Messages
import Testing

@testable import Queue

/// Which jobs are still in the queue follows from where they were published.
@Suite struct PublishedJobsTests {
  private func partition(_ start: Int64, _ end: Int64, committed: Int64?) -> Lag.Partition {
    Lag.Partition(marks: Watermarks(start: start, end: end), recorded: committed)
  }

  private func published() -> PublishedJobs {
    var jobs = PublishedJobs()
    jobs.enter(JobPlaces(run: "r", neurons: ["a", "b", "c/d"], partitions: [0, 0, 1], offsets: [4, 7, 2]))
    jobs.enter(JobPlaces(run: "r2", neurons: ["a"], partitions: [1], offsets: [3]))
    return jobs
  }

  @Test func whatTheGroupHasNotCommittedIsQueued() {
    let jobs = published()
    #expect(jobs.queued(of: "r", [partition(0, 9, committed: 5), partition(0, 4, committed: nil)]) == ["b", "c/d"])
    #expect(jobs.queued(of: "r2", [partition(0, 9, committed: 5), partition(0, 4, committed: nil)]) == ["a"])
    #expect(jobs.queued(of: "r", [partition(0, 9, committed: 9), partition(0, 4, committed: 4)]) == [])
  }

  /// Retention, or a topic that was made again: what is not there is not queued, whatever was committed.
  @Test func whatIsGoneIsNotQueued() {
    let jobs = published()
    #expect(jobs.queued(of: "r", [partition(7, 9, committed: 0), partition(0, 2, committed: 9)]) == ["b"])
    #expect(jobs.queued(of: "r", []) == [])
  }

  @Test func theQueueStandsInTheOrderInWhichItIsReached() {
    var jobs = published()
    let lag = [partition(0, 9, committed: 4), partition(0, 4, committed: 2), partition(0, 0, committed: nil)]
    func job(_ run: String, _ neuron: String) -> PublishedJobs.Job { .init(run: run, neuron: neuron) }
    let queue: [Int32: [PublishedJobs.Job?]] = [
      0: [job("r", "a"), nil, nil, job("r", "b"), nil], 1: [job("r", "c/d"), job("r2", "a")],
    ]
    #expect(jobs.queue(lag) == queue)
    // What is committed is forgotten.
    jobs.settle([partition(0, 9, committed: 7), partition(0, 4, committed: 4)])
    #expect(jobs.queue(lag) == [0: [nil, nil, nil, job("r", "b"), nil], 1: [nil, nil]])
  }
}
