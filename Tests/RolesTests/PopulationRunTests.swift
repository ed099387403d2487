import Formats
import Foundation
import Messages
import Method
import Queue
import Recordings
import TestSupport
import Testing

@testable import Roles
@testable import Work

/// Runs whose neurons share networks that were trained on all of them.
@Suite struct PopulationRunTests {
  @Test func theNetworksAreTrainedOnceAndEveryJobNamesThem() throws {
    let transport = InMemoryTransport()
    let topics = try Topics()
    try transport.prepare(topics.specifications(partitions: 1, replicationFactor: 1, minimumInSyncReplicas: 1))
    let submission = try TinyRun.submission(populationMembers: 2)
    let coordinator = try Coordinator(transport: transport, topics: topics, run: "r", submission: submission)
    let manifest = try coordinator.submit().manifest
    let population = try #require(manifest.population)
    #expect(population.sha256 != manifest.stimuli.sha256 && population.offsets != manifest.stimuli.offsets)
    var jobs: [Job] = []
    try transport.read(topics.jobs, from: .beginning, content: .whole) {
      if let job = try? $0.record.open(Job.self) { jobs.append(job) }
    }
    #expect(jobs.map(\.document.population) == [population, population, population])
    let published = try transport.watermarks(of: topics.stimuli).map(\.end)
    #expect(try coordinator.submit().manifest == manifest)
    #expect(try transport.watermarks(of: topics.stimuli).map(\.end) == published)
    // Another coordinator finds the same bytes.
    #expect(try Digest.sha256(TinyRun.submission(populationMembers: 2).populationWeights { false }) == population.sha256)
    #expect(throws: CancellationError.self) { try submission.populationWeights { true } }
  }

  @Test func theReportTellsThemApart() async throws {
    try await blocking {
      try withTemporaryFolder { folder in
        #expect(try TinyRun.runLocally(TinyRun.submission(populationMembers: 1), in: folder))
        let value = try #require(try ResultsDirectory(reading: folder).result(of: "simple-00"))
        let facts = try NeuronResult(decoding: value).document.facts
        #expect(facts.populationMembers?.count == 1 && facts.predictionSimilarityOwn != nil)
        let table = try String(contentsOf: folder.appending(path: "neurons.csv"), encoding: .utf8)
        #expect(table.contains(",prediction_similarity_own,prediction_similarity_population,"))
      }
    }
  }

  /// Controls may come and go: the recorded neurons' results stay the same, byte for byte.
  @Test func controlsChangeNoRecordedNeuron() async throws {
    try await blocking {
      try withTemporaryFolder { folder in
        let (alone, beside) = (folder.appending(path: "alone"), folder.appending(path: "beside"))
        #expect(try TinyRun.runLocally(TinyRun.submission(neurons: 2, populationMembers: 1), in: alone))
        let submission = try TinyRun.submission(neurons: 2, populationMembers: 1) { recording in
          if let extended = try? recording.withControls(ControlSettings(each: 1), seed: 1) { recording = extended }
        }
        #expect(submission.description.neurons.count == 12)
        #expect(try TinyRun.runLocally(submission, in: beside))
        for name in ["neurons/simple-00.safetensors", "neurons/complex-00.safetensors", "neurons.csv", "optimal_images.npy"] {
          let (one, two) = try (Data(contentsOf: alone.appending(path: name)), Data(contentsOf: beside.appending(path: name)))
          #expect(one == two, "\(name)")
        }
      }
    }
  }
}
