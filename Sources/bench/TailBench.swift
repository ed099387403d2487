import CommandLine
import Foundation
import Messages
import Method
import Queue
import Roles

/// `bench tail`: how long a coordinator that follows a run thinks about who gets copies of the last jobs, where the run is large.
enum TailBench {
  private static let jobs = Option("jobs", "N", .in(1...1_000_000), default: 20_000, help: "Jobs in the queue.")
  private static let partitions = Option("partitions", "N", .in(1...10_000), default: 1000, help: "Partitions that they lie on.")
  private static let workers = Option(
    "workers", "N", .in(1...10_000), default: 1000, help: "Workers, a hundredth of which have nothing to do.")

  /// Milliseconds that a look may take: there is one every second.
  private static let limit = 50.0

  static let command = Command(
    "tail", summary: "Prints how long one look for idle workers takes, and fails where it takes too long.",
    example: "bench tail --jobs 20000", parameters: [jobs, partitions, workers], run: run)

  private static func run(_ values: Values) throws -> ExitCode {
    let neurons = (0..<values[jobs]).map { "neuron-\($0)" }
    let (partitions, workers) = (values[partitions], values[workers])
    var tail = Tail(run: "r", neurons: neurons)
    // As they are published: a neuron after the other, a partition after the other.
    for start in stride(from: 0, to: neurons.count, by: JobPlaces.jobLimit) {
      let batch = start..<min(neurons.count, start + JobPlaces.jobLimit)
      tail.enter(
        JobPlaces(
          run: "r", neurons: batch.map { neurons[$0] }, partitions: batch.map { Int32($0 % partitions) },
          offsets: batch.map { Int64($0 / partitions) }))
    }
    for index in 0..<workers {
      let owned = (index * partitions / workers..<(index + 1) * partitions / workers).map { Int32($0) }
      let isIdle = index % 100 == 0
      tail.enter(
        WorkerState(
          worker: "w-\(index)", host: "h", version: "1", methodVersion: methodVersion, slots: 1,
          running: isIdle ? [] : owned.prefix(1).map { .init(run: "r", neuron: neurons[Int($0)], since: 90) }, done: 0, time: 100,
          alive: true,
          partitions: owned), at: 100_000)
    }
    for neuron in neurons.prefix(100) {
      tail.enter(
        Outcome(
          run: "r", neuron: neuron, state: .succeeded, partition: 0, offset: 0, sha256: String(repeating: "0", count: 64), error: nil,
          worker: "w", seconds: 60))
    }
    // The idle ones' partitions are done.
    let marks = (0..<partitions).map { partition in
      let end = Int64((neurons.count - partition + partitions - 1) / partitions)
      return Lag.Partition(marks: Watermarks(start: 0, end: end), recorded: partition * workers / partitions % 100 == 0 ? end : 0)
    }
    let waiting = Set(neurons)
    // By processor time, as it is one thread's work: what else the machine does counts for less. Each look is the first with these jobs: who was given copies once gets no more.
    let looks = (0..<9).map { _ in
      var look = tail
      let start = clock()
      let copies = look.copies(marks, waiting: waiting, at: 105_000).count
      return (milliseconds: 1000 * Double(clock() - start) / Double(CLOCKS_PER_SEC), copies: copies)
    }.sorted { $0.milliseconds < $1.milliseconds }
    let (milliseconds, copies) = looks[looks.count / 2]
    print(
      String(format: "%.1f ms of a processor for a look at %d jobs, %d copies; at most %.0f ms", milliseconds, neurons.count, copies, limit)
    )
    return milliseconds <= limit ? .success : .temporaryFailure
  }
}
