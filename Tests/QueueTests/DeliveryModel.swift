import Messages
import Queue

/// Two workers, a coordinator and a broker, as a value: every step that any of them can take next leads to another value. The workers decide with `JobIntake`, `Telling` and
/// `CrashPolicy` themselves; the broker's part is what Apache Kafka promises. A collector that reads along is a part of it where asked for: elsewhere it would only multiply
/// the states, because results only grow, and whatever it has read is a prefix of them.
struct DeliveryModel: Hashable {
  /// A mistake, planted to see that it is found.
  enum Bug: CaseIterable {
    /// Commits up to the last record taken.
    case commitsWhatIsUnfinished
    /// Finishes a job before its outcome is acknowledged.
    case finishesBeforeTheOutcome
    /// The broker takes commits of those who no longer own the partition, and a worker does not hear that it has lost it.
    case commitsWithoutOwning
    /// Counts a start that was handed over in order as lost.
    case blamesHandovers
    /// The collector accepts what it reads without a look into its directory.
    case acceptsWhatIsThere
    /// The collector writes down that it has read a result before it has kept it.
    case notesBeforeKeeping
    /// Tries for ever what the broker will never take.
    case repeatsWhatIsRefused
    /// Commits a job whose outcome nobody took, and raises no alarm.
    case dropsInSilence
    /// Commits a job that is to be tried again before its copy stands.
    case finishesBeforeTheCopy
    /// Passes over a job because its neuron had a result once, also where it was published again since.
    case looksWithoutTime
    /// Takes a neuron's outcome away, because its result is lost, and publishes no job for it.
    case reopensWithoutAJob
  }

  /// How much may still go wrong.
  struct Budget: Hashable {
    var crashes = 0
    var moves = 0
    var losses = 0
    var coordinatorCrashes = 0
    var collectorCrashes = 0
    /// Attempts that fail and are tried again.
    var failures = 0
    /// Results that are lost, so that their neuron is published again.
    var reopenings = 0
  }

  /// Reads results, keeps the first of each neuron in its directory, and writes down now and then how far it has read.
  struct Collector: Hashable {
    var position = 0
    /// What its directory says: how far it was, and the results that it holds.
    var noted = 0
    var held: [Bool]
    /// How often a result of each neuron was accepted.
    var acceptances: [Int]
  }

  struct Job: Hashable {
    var ticket: JobTicket
    var neuron: Int
    /// What is still to be told; nil while it is computed.
    var telling: Telling?
    var runsApart: Bool
  }

  struct Worker: Hashable {
    var isAlive = true
    var intake: JobIntake
    var positions: [TopicPartition: Int64] = [:]
    var paused: Set<TopicPartition> = []
    /// Revoked and not released.
    var leaving: Set<TopicPartition> = []
    var jobs: [Job] = []
    /// Asynchronous commits on their way to the broker.
    var commits: [[TopicPartition: CommittedOffset]] = []
  }

  let neurons: Int
  let poison: Int?
  /// What the broker never takes, of any neuron.
  let refused: Set<Telling.Step>
  let bug: Bug?
  /// Whether a worker looks into the ledger before it computes.
  let looks: Bool
  /// Whether a worker hands in what is computed and not yet acknowledged. That multiplies the states.
  let tellsComputed: Bool
  var budget: Budget
  /// Neurons, in the order of each partition.
  var log: [[Int]]
  var committed: [TopicPartition: CommittedOffset] = [:]
  var owner: [TopicPartition: Int] = [:]
  var workers: [Worker]
  var unpublished: [Int]
  /// Neurons, in the order of their results; empty where nobody collects.
  var results: [Int] = []
  var collector: Collector?
  /// How often each neuron has an outcome; more than twice counts as twice.
  var outcomes: [Int]
  /// How long each partition was when the neuron succeeded first: what stands before that was published before. Kept also when the result is lost: a worker's view may be old.
  var successes: [Int: [Int]] = [:]
  /// Neurons of which nothing could be told, and that an alarm was raised for.
  var alarmed: Set<Int> = []
  /// Crashes and losses so far: to the next owner they look the same.
  var failures = 0
  /// The most lost starts that any job was ever blamed for.
  var blame = 0

  init(
    neurons: Int, partitions: Int, slots: Int, buffer: Int, poison: Int? = nil, refused: Set<Telling.Step> = [], bug: Bug? = nil,
    budget: Budget = Budget(), isCollected: Bool = false, looks: Bool = false, tellsComputed: Bool = true
  ) {
    self.neurons = neurons
    self.poison = poison
    self.refused = refused
    self.bug = bug
    self.looks = looks
    self.tellsComputed = tellsComputed
    self.budget = budget
    log = Array(repeating: [], count: partitions)
    workers = (0..<2).map { _ in Worker(intake: JobIntake(slots: slots, buffer: buffer, commitInterval: .zero)) }
    unpublished = Array(0..<neurons)
    outcomes = Array(repeating: 0, count: neurons)
    if isCollected {
      collector = Collector(held: Array(repeating: false, count: neurons), acceptances: Array(repeating: 0, count: neurons))
    }
  }

  /// What never changes is left out.
  func hash(into hasher: inout Hasher) {
    hasher.combine(budget)
    hasher.combine(log)
    hasher.combine(committed)
    hasher.combine(owner)
    hasher.combine(workers)
    hasher.combine(unpublished)
    hasher.combine(outcomes)
    hasher.combine(blame)
    hasher.combine(collector)
  }

  var places: [TopicPartition] { log.indices.map { TopicPartition(topic: "jobs", partition: Int32($0)) } }
  var isOver: Bool { (0..<neurons).allSatisfy(isTold) && collector?.held.allSatisfy { $0 } ?? true }

  /// Whether somebody knows what became of the neuron.
  private func isTold(_ neuron: Int) -> Bool { outcomes[neuron] > 0 || alarmed.contains(neuron) }

  /// Whether a job of the neuron is in the queue, or about to be.
  private func stands(_ neuron: Int) -> Bool {
    unpublished.contains(neuron)
      || places.contains { log[Int($0.partition)].dropFirst(Int(committed[$0]?.offset ?? 0)).contains(neuron) }
  }

  /// What is wrong in this state; nil where nothing is.
  var violation: String? {
    for place in places {
      let end = Int(committed[place]?.offset ?? 0)
      if let lost = log[Int(place.partition)].prefix(end).first(where: { !isTold($0) && !stands($0) }) {
        return "neuron \(lost) is committed, has no outcome and no copy: it is lost"
      }
    }
    if let collector {
      if let twice = collector.acceptances.firstIndex(where: { $0 > 1 }) { return "neuron \(twice) is accepted twice" }
      if let lost = results.prefix(collector.noted).first(where: { !collector.held[$0] }) {
        return "neuron \(lost) is read and was not kept: it is lost"
      }
    }
    if blame > failures, failures < 9 { return "a job is blamed for \(blame) lost starts, after \(failures) crashes and losses" }
    return nil
  }
}
