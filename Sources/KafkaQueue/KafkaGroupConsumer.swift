import CRdKafka
import Messages
import Queue

/// A member of a consumer group. Offsets are committed only when told to.
final class KafkaGroupConsumer: GroupConsumer {
  private let client: KafkaClient
  private let clock: BrokerClock
  /// Answers to asynchronous commits; nil once closed.
  private var commits: EventQueue?
  private var events: [ConsumerEvent] = []
  private var owned: Set<TopicPartition> = []
  /// There is no call to ask which partitions are paused.
  private var paused: Set<TopicPartition> = []
  /// What it takes part in.
  private var topics: [String] = []
  /// When to look whether the topics are there: while it has lost what it had and was given nothing since. A group's leader that finds no topics, as on a broker that came back empty,
  /// gives everybody nothing; and librdkafka (2.0.2) joins again only for topics that have changed, which those that are made anew as they were have not.
  private var nextLook: ContinuousClock.Instant?
  /// Taken away and reported, and not given up yet, so that its offsets can be committed in between.
  private var leaving: Rebalance?

  init(_ settings: KafkaSettings, topics: [String], group: String, clock: BrokerClock) throws {
    self.clock = clock
    client = try KafkaClient(
      .consumer, settings,
      [
        "group.id": group,
        "enable.auto.commit": "false",
        "enable.auto.offset.store": "false",
        "auto.offset.reset": "earliest",
        "allow.auto.create.topics": "false",
        // Cooperative rebalancing crashes, hangs or loops before 2.6.1.
        "partition.assignment.strategy": rd_kafka_version() >= 0x0206_01ff ? "cooperative-sticky" : "range,roundrobin",
        "session.timeout.ms": "10000",
        // A watchdog on the thread that polls, not a limit on a job.
        "max.poll.interval.ms": "120000",
        // A pause throws away what was fetched ahead, so little is.
        "fetch.message.max.bytes": "65536",
        "queued.max.messages.kbytes": "4096",
        "fetch.wait.max.ms": "200",
        "fetch.error.backoff.ms": "100",
        // Longer than asking for the coordinator takes, behind a fetch that waits: librdkafka connects to a coordinator that it has just found anew, which
        // fails whatever was queued for it, and a failed commit makes it look for the coordinator again. At 100 ms that went round for ten seconds and more.
        "retry.backoff.ms": "500",
        // Partitions that are added are shared out within so long.
        "topic.metadata.refresh.interval.ms": "20000",
      ]
    ) { rd_kafka_conf_set_rebalance_cb($0, rebalanceEvent) }
    commits = EventQueue(of: client.pointer)
    rd_kafka_poll_set_consumer(client.pointer)
    try subscribe(to: topics)
  }

  deinit { close() }

  func poll(timeout: Duration) throws -> ConsumerEvent? {
    let deadline = ContinuousClock.now + timeout
    if let nextLook, .now >= nextLook { try lookForTopics() }
    repeat {
      try collectCommits()
      if !events.isEmpty { return events.removeFirst() }
      let message = rd_kafka_consumer_poll(client.pointer, max(.zero, deadline - ContinuousClock.now).milliseconds)
      defer { message.map { rd_kafka_message_destroy($0) } }
      try collectRebalances()
      if let message { try receive(message) }
      if !events.isEmpty { return events.removeFirst() }
    } while ContinuousClock.now < deadline
    return nil
  }

  func subscribe(to topics: [String]) throws {
    self.topics = topics
    let list = PartitionList(topics.map { TopicPartition(topic: $0, partition: RD_KAFKA_PARTITION_UA) })
    let error = rd_kafka_subscribe(client.pointer, list.pointer)
    guard error == RD_KAFKA_RESP_ERR_NO_ERROR else { throw client.failure(error, "Joining the group failed") }
  }

  func pause(_ partitions: Set<TopicPartition>) throws {
    let partitions = partitions.intersection(owned).subtracting(paused)
    try apply(rd_kafka_pause_partitions, to: partitions, "Pausing")
    paused.formUnion(partitions)
  }

  func resume(_ partitions: Set<TopicPartition>) throws {
    let partitions = partitions.intersection(paused)
    try apply(rd_kafka_resume_partitions, to: partitions, "Resuming")
    paused.subtract(partitions)
  }

  func commit(_ offsets: [TopicPartition: CommittedOffset], synchronously: Bool) throws {
    if let place = offsets.keys.first(where: { !owned.contains($0) }) {
      throw QueueError(
        .staleAssignment, "Partition \(place.partition) of \(place.topic) is no longer this member's: nothing was committed.")
    }
    let list = PartitionList(offsets)
    guard synchronously else {
      guard let commits else { return }
      return try send(list, answersTo: commits)
    }
    // A broker that is gone must not hold up a revoke or the end of the program.
    try client.retrying(within: min(client.settings.requestTimeout, .seconds(10))) { left in
      let queue = EventQueue(of: client.pointer)
      try send(list, answersTo: queue)
      switch queue.next(left, { KafkaGroupConsumer.refusal(in: $0) }) {
      case nil: throw client.failure(RD_KAFKA_RESP_ERR__TIMED_OUT, "Committing was not answered")
      case .some(let error?): throw client.failure(error, "A commit was refused")
      case .some(nil): return
      }
    }
  }

  private func send(_ list: PartitionList, answersTo queue: EventQueue) throws {
    let error = rd_kafka_commit_queue(client.pointer, list.pointer, queue.pointer, nil, nil)
    guard error == RD_KAFKA_RESP_ERR_NO_ERROR else { throw client.failure(error, "Committing failed") }
  }

  func release() throws {
    guard let rebalance = leaving else { return }
    leaving = nil
    // A pause would outlive the assignment, and a partition that comes back is not paused.
    try resume(rebalance.partitions)
    try perform(rebalance)
    owned.subtract(rebalance.partitions)
  }

  func committed(_ partitions: Set<TopicPartition>) throws -> [TopicPartition: CommittedOffset] {
    // Whoever asks is not to be away from `poll` for longer.
    try client.committed(partitions, "Reading what is committed failed", within: min(client.settings.requestTimeout, .seconds(30)))
  }

  func offsets(at times: [TopicPartition: Timestamp]) throws -> [TopicPartition: Int64] {
    let limit = min(client.settings.requestTimeout, .seconds(30))
    let found = try client.offsets(times.mapValues(\.milliseconds), within: limit)
    let ends = try client.offsets(Int64(RD_KAFKA_OFFSET_END), of: found.filter { $0.value < 0 }.map(\.key), within: limit)
    return found.merging(ends) { $1 }
  }

  func rewind(_ partitions: Set<TopicPartition>) throws {
    let partitions = partitions.intersection(owned)
    guard !partitions.isEmpty else { return }
    let list = PartitionList(Dictionary(uniqueKeysWithValues: partitions.map { ($0, Int64(RD_KAFKA_OFFSET_BEGINNING)) }))
    let error = rd_kafka_seek_partitions(client.pointer, list.pointer, Duration.seconds(10).milliseconds)
    defer { rd_kafka_error_destroy(error) }
    let code =
      error.map { rd_kafka_error_code($0) } ?? list.elements.map(\.err).first { $0 != RD_KAFKA_RESP_ERR_NO_ERROR }
      ?? RD_KAFKA_RESP_ERR_NO_ERROR
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw client.failure(code, "Going back to the beginning of partitions failed") }
  }

  func close() {
    try? release()
    client.journal.close()
    // An answer that nobody reads holds its partitions, and librdkafka would wait for them for ever.
    commits = nil
    client.close()
  }

  // MARK: - Events

  private func receive(_ message: UnsafeMutablePointer<rd_kafka_message_t>) throws {
    guard message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
      return try client.check(message.pointee.err, "Reading from \(client.settings.brokers) failed")
    }
    let place = TopicPartition(message)
    // A record of a partition that is being taken away goes to its next owner.
    guard owned.contains(place), leaving?.partitions.contains(place) != true else { return }
    if let stamp = appendTime(of: message) { clock.receive(stamp) }
    events.append(.record(ReceivedRecord(message)))
  }

  private func collectRebalances() throws {
    while leaving == nil, let rebalance = client.journal.takeRebalance() {
      switch rebalance.kind {
      case .assign:
        try perform(rebalance)
        owned.formUnion(rebalance.partitions)
        if !rebalance.partitions.isEmpty { nextLook = nil }
        events.append(.assigned(rebalance.partitions))
      case .revoke, .lose:
        leaving = rebalance
        if rebalance.kind == .lose { nextLook = .now + Self.lookInterval }
        events.append(.revoked(rebalance.partitions, lost: rebalance.kind == .lose))
      }
    }
  }

  private static let lookInterval = Duration.seconds(2)

  /// Joins anew, once, where the topics are there and it has none of their partitions.
  private func lookForTopics() throws {
    nextLook = .now + Self.lookInterval
    guard leaving == nil, owned.isEmpty, let found = try? client.topics(timeout: .seconds(1)), topics.allSatisfy({ found[$0] != nil })
    else {
      return
    }
    nextLook = nil
    rd_kafka_unsubscribe(client.pointer)
    try subscribe(to: topics)
  }

  private func perform(_ rebalance: Rebalance) throws {
    let error = rebalance.perform(on: client.pointer)
    guard error != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
    let failure = client.failure(error, "Taking over an assignment failed")
    // Anything less than fatal is followed by another rebalance.
    if failure.isFatal { throw failure }
    client.journal.write(failure.description)
  }

  private func collectCommits() throws {
    while let event = commits?.next(.zero, { event in (KafkaGroupConsumer.offsets(in: event), KafkaGroupConsumer.refusal(in: event)) }) {
      events.append(.committed(event.0, failure: event.1.map { client.failure($0, "A commit was refused") }))
    }
  }

  private static func offsets(in event: OpaquePointer) -> [TopicPartition: CommittedOffset] {
    guard let list = rd_kafka_event_topic_partition_list(event) else { return [:] }
    return PartitionList.elements(of: list).reduce(into: [:]) { $0[$1.place] = $1.committed }
  }

  private static func refusal(in event: OpaquePointer) -> rd_kafka_resp_err_t? {
    var errors = [rd_kafka_event_error(event)]
    if let list = rd_kafka_event_topic_partition_list(event) { errors += PartitionList.elements(of: list).map(\.err) }
    return errors.first { $0 != RD_KAFKA_RESP_ERR_NO_ERROR }
  }

  private func apply(
    _ change: (OpaquePointer?, UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?) -> rd_kafka_resp_err_t,
    to partitions: Set<TopicPartition>,
    _ attempt: String
  ) throws {
    guard !partitions.isEmpty else { return }
    let list = PartitionList(partitions)
    let error = change(client.pointer, list.pointer)
    guard error == RD_KAFKA_RESP_ERR_NO_ERROR else { throw client.failure(error, "\(attempt) partitions failed") }
  }
}
