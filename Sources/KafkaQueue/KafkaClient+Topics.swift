import CRdKafka
import Foundation
import Queue

extension KafkaClient {
  /// What the cluster says of a topic.
  struct TopicMetadata {
    var partitions: Int
    var replicationFactor: Int
    /// Whether every partition has a leader, so that it can be written to.
    var isReady: Bool
  }

  /// All topics of the cluster, by name. Asks for all of them, because to ask for one by name may create it.
  func topics(timeout: Duration? = nil) throws -> [String: TopicMetadata] {
    try retrying(within: timeout) { left in
      try metadata(ofAllTopics: true, within: left) { answer in
        var topics: [String: TopicMetadata] = [:]
        for topic in UnsafeBufferPointer(start: answer.topics, count: Int(answer.topic_cnt)) {
          let partitions = UnsafeBufferPointer(start: topic.partitions, count: Int(topic.partition_cnt))
          topics[String(cString: topic.topic)] = TopicMetadata(
            partitions: partitions.count, replicationFactor: Int(partitions.first?.replica_cnt ?? 0),
            isReady: !partitions.isEmpty && partitions.allSatisfy { $0.leader >= 0 })
        }
        return topics
      }
    }
  }

  /// Describes topics, in the order asked for.
  /// - Throws: `.topicMissing` for one that does not exist.
  func describe(_ names: [String]) throws -> [TopicDescription] {
    let topics = try topics()
    if let missing = names.first(where: { topics[$0] == nil }) { throw QueueError.missingTopic(missing) }
    let settings = try topicSettings(names)
    return names.map { name in
      TopicDescription(
        name: name, partitions: topics[name]?.partitions ?? 0, replicationFactor: topics[name]?.replicationFactor ?? 0,
        settings: settings[name] ?? [:])
    }
  }

  /// Creates the missing ones of these topics (validated first), then checks all of them as they are.
  func prepare(_ specifications: [TopicSpecification]) throws -> [String] {
    let existing = try topics()
    let missing = specifications.filter { existing[$0.name] == nil }
    if !missing.isEmpty {
      try create(missing, validateOnly: true)
      try create(missing, validateOnly: false)
      try awaitTopics(missing.map(\.name))
    }
    let descriptions = try describe(specifications.map(\.name))
    for (specification, description) in zip(specifications, descriptions) { try specification.check(description) }
    return descriptions.compactMap(\.warning)
  }

  /// Waits until every broker's word on the topics has arrived here.
  private func awaitTopics(_ names: [String]) throws {
    let deadline = ContinuousClock.now + settings.requestTimeout
    while true {
      let topics = try topics()
      guard let late = names.first(where: { topics[$0]?.isReady != true }) else { return }
      guard ContinuousClock.now < deadline else {
        throw QueueError(
          .unreachable, "The topic \(late) was created and has no leader after \(settings.requestTimeout): is a broker down?",
          isRetriable: true)
      }
      Thread.sleep(forTimeInterval: 0.02)
    }
  }

  private func create(_ specifications: [TopicSpecification], validateOnly: Bool) throws {
    var topics: [OpaquePointer?] = []
    defer { topics.withUnsafeMutableBufferPointer { rd_kafka_NewTopic_destroy_array($0.baseAddress, $0.count) } }
    for specification in specifications {
      var reason = [CChar](repeating: 0, count: 512)
      guard
        let topic = rd_kafka_NewTopic_new(
          specification.name, Int32(specification.partitions), Int32(specification.replicationFactor), &reason, reason.count)
      else { throw QueueError(.topicUnfit, "The topic \(specification.name) cannot be created: \(text(reason)).") }
      topics.append(topic)
      for (name, value) in specification.settings { rd_kafka_NewTopic_set_config(topic, name, value) }
    }
    try request(RD_KAFKA_ADMIN_OP_CREATETOPICS, "Creating topics at \(settings.brokers) failed", validateOnly: validateOnly) {
      options, queue in
      rd_kafka_CreateTopics(pointer, &topics, topics.count, options, queue.pointer)
    } answer: { event in
      var count = 0
      let results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count)
      for result in UnsafeBufferPointer(start: results, count: count) { try check(result) }
    }
  }

  /// "Exists" is no failure: another coordinator was quicker, and whether the topic fits is checked afterwards.
  private func check(_ creation: OpaquePointer?) throws {
    let error = rd_kafka_topic_result_error(creation)
    guard error != RD_KAFKA_RESP_ERR_NO_ERROR, error != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS else { return }
    let name = String(cString: rd_kafka_topic_result_name(creation))
    if QueueError.code(of: error) == .notAuthorised {
      throw QueueError(
        .notAuthorised,
        "The topic \(name) does not exist and this client may not create it: have deploy/kafka/topics run by someone who may.")
    }
    let reason = rd_kafka_topic_result_error_string(creation).map { String(cString: $0) } ?? String(cString: rd_kafka_err2str(error))
    throw QueueError(.topicUnfit, "The topic \(name) cannot be created: \(reason)")
  }

  /// The settings of topics, defaults included; a topic whose settings this client may not read is left out.
  private func topicSettings(_ names: [String]) throws -> [String: [String: String]] {
    var resources: [OpaquePointer?] = names.map { rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, $0) }
    defer { resources.withUnsafeMutableBufferPointer { rd_kafka_ConfigResource_destroy_array($0.baseAddress, $0.count) } }
    var settings: [String: [String: String]] = [:]
    try request(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, "Reading the settings of topics at \(self.settings.brokers) failed") { options, queue in
      rd_kafka_DescribeConfigs(pointer, &resources, resources.count, options, queue.pointer)
    } answer: { event in
      var count = 0
      let described = rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event), &count)
      for resource in UnsafeBufferPointer(start: described, count: count) {
        let name = String(cString: rd_kafka_ConfigResource_name(resource))
        let error = rd_kafka_ConfigResource_error(resource)
        switch QueueError.code(of: error) {
        case _ where error == RD_KAFKA_RESP_ERR_NO_ERROR: settings[name] = KafkaClient.entries(of: resource)
        case .notAuthorised: continue
        case .topicMissing: throw QueueError.missingTopic(name)
        default: throw failure(error, "Reading the settings of the topic \(name) failed")
        }
      }
    }
    return settings
  }

  private static func entries(of resource: OpaquePointer?) -> [String: String] {
    var count = 0
    let entries = UnsafeBufferPointer(start: rd_kafka_ConfigResource_configs(resource, &count), count: count)
    return entries.reduce(into: [:]) { settings, entry in
      guard let value = rd_kafka_ConfigEntry_value(entry) else { return }
      settings[String(cString: rd_kafka_ConfigEntry_name(entry))] = String(cString: value)
    }
  }
}
