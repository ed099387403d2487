import Testing

@testable import Queue

@Suite struct TopicsTests {
  @Test func theTableOfTopics() throws {
    let table = try Topics().specifications(partitions: 24, methodVersion: 4, replicationFactor: 3, minimumInSyncReplicas: 2).map { topic in
      "\(topic.name) \(topic.partitions) \(topic.settings["cleanup.policy"] ?? "") \(topic.settings["retention.ms"] ?? "for ever")"
    }
    #expect(
      table == [
        "konomi.runs 1 compact,delete 7776000000",
        "konomi.states 1 compact,delete 7776000000",
        "konomi.stimuli 4 delete 1209600000",
        "konomi.jobs 24 delete 1209600000",
        "konomi.places 1 delete 1209600000",
        "konomi.jobs.retry 24 delete 1209600000",
        "konomi.jobs.parked 24 delete 1209600000",
        "konomi.results 24 compact,delete 2592000000",
        "konomi.outcomes 4 compact,delete 7776000000",
        "konomi.dead-letters 4 delete 7776000000",
        "konomi.workers 1 compact,delete 86400000",
        "konomi.jobs.v4 24 delete 1209600000",
      ])
  }

  /// A wrong clock of one host says nothing to another, and the broker refuses no record for it.
  @Test func everyRecordIsStampedByTheBroker() throws {
    let topics = try Topics().specifications(partitions: 2, replicationFactor: 1, minimumInSyncReplicas: 1)
    #expect(topics.allSatisfy { $0.settings["message.timestamp.type"] == "LogAppendTime" })
  }

  /// By its defaults a broker cleans nothing for a week.
  @Test func whatWorkersSaidIsCleanedSoon() throws {
    let topics = try Topics()
    let workers = topics.specifications(partitions: 2, replicationFactor: 1, minimumInSyncReplicas: 1).first { $0.name == topics.workers }
    #expect(workers?.settings["segment.ms"].flatMap { Int($0) } ?? .max <= 600_000)
  }

  @Test func everyNameBeginsWithThePrefix() throws {
    let topics = try Topics(prefix: "urgent")
    let names =
      topics.specifications(partitions: 1, methodVersion: 4, replicationFactor: 1, minimumInSyncReplicas: 1).map(\.name) + [
        topics.workGroup
      ]
    #expect(names.allSatisfy { $0.hasPrefix("urgent.") })
    #expect(topics.name("stimuli") == topics.stimuli)
  }

  @Test(arguments: ["", ".", "..", "a b", "a/b", "ü", String(repeating: "a", count: 201)])
  func aPrefixThatKafkaWouldNotTakeIsRefused(prefix: String) {
    #expect(throws: QueueError.self) { try Topics(prefix: prefix) }
  }

  @Test(
    arguments: [
      (["cleanup.policy": "delete"], [:], ""),
      (["cleanup.policy": "compact,delete"], ["cleanup.policy": "delete,compact"], ""),
      (["cleanup.policy": "compact,delete", "retention.ms": "1000"], ["cleanup.policy": "compact", "retention.ms": "10"], ""),
      (["cleanup.policy": "delete"], ["cleanup.policy": "compact"], "cleanup.policy is compact, and must be delete"),
      (["max.message.bytes": "2000"], ["max.message.bytes": "1000"], ""),
      (["cleanup.policy": "compact"], ["cleanup.policy": "delete"], "cleanup.policy is delete, and must be compact"),
      (["retention.ms": "1000"], ["retention.ms": "2000"], ""),
      (["retention.ms": "1000"], ["retention.ms": "-1"], ""),
      (["retention.ms": "1000"], ["retention.ms": "999"], "retention.ms is 999, and must be at least 1000"),
      (["compression.type": "producer"], ["compression.type": "gzip"], ""),
      (
        ["message.timestamp.type": "LogAppendTime"], ["message.timestamp.type": "CreateTime"],
        "message.timestamp.type is CreateTime, and must be LogAppendTime"
      ),
      (["segment.ms": "600000"], ["segment.ms": "604800000"], ""),
      (["min.insync.replicas": "2"], ["min.insync.replicas": "1"], "min.insync.replicas is 1, and must be at least 2"),
      ([:], ["min.insync.replicas": "4"], ""),
    ] as [([String: String], [String: String], String)])
  func whatDoesNotFitIsNamed(wanted: [String: String], found: [String: String], misfit: String) {
    let specification = TopicSpecification(name: "t", partitions: 4, replicationFactor: 3, settings: wanted)
    let description = TopicDescription(name: "t", partitions: 4, replicationFactor: 3, settings: found)
    #expect(specification.misfits(in: description) == (misfit.isEmpty ? [] : [misfit]))
  }

  @Test(arguments: [
    ("4", 3, "The topic t has 3 replicas and min.insync.replicas is 4: brokers that do not lower it by themselves write nothing."),
    ("2", 1, "The topic t has 1 replica and min.insync.replicas is 2: brokers that do not lower it by themselves write nothing."),
    ("3", 3, nil),
  ])
  func moreReplicasInSyncThanThereAreIsAWarning(inSync: String, replicas: Int, warning: String?) throws {
    let topic = TopicSpecification(name: "t", partitions: 1, replicationFactor: replicas, settings: ["min.insync.replicas": inSync])
    let transport = InMemoryTransport()
    for _ in 0..<2 { #expect(try transport.prepare([topic]) == (warning.map { [$0] } ?? []), "made now, and found") }
  }
}
