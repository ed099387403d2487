import Formats
import Foundation
import KafkaQueue
import Numerics
import Queue
import TestSupport
import Testing

/// Bad input given to the program as its users start it: one sentence that names what is wrong, the exit code, and nothing written.
@Suite struct BadInputTests {
  /// One thing wrong with a recording.
  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// What the sentence must tell.
    let words: [String]
    let damage: @Sendable (URL) throws -> Void
  }

  static let faults = [
    Fault(testDescription: "missing", words: ["responses.npy", "does not exist"]) {
      try FileManager.default.removeItem(at: $0.appending(path: "responses.npy"))
    },
    Fault(testDescription: "truncated", words: ["stimuli.npy", "truncated"]) {
      let file = $0.appending(path: "stimuli.npy")
      try Data(contentsOf: file).dropLast(100).write(to: file)
    },
    Fault(testDescription: "not numeric", words: ["stimuli.npy", "<U1", "float32"]) {
      let header = "{'descr': '<U1', 'fortran_order': False, 'shape': (40, 2, 2), }\n"
      try (Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0]) + Data(header.utf8) + Data(count: 640))
        .write(to: $0.appending(path: "stimuli.npy"))
    },
    Fault(testDescription: "counts differ", words: ["40 images", "39"]) { try numbers([39, 3], $0, "responses.npy") },
    Fault(testDescription: "NaN", words: ["stimuli.npy", "NaN", "image 1"]) { try numbers([40, 16, 16], $0, "stimuli.npy", [300: .nan]) },
    Fault(testDescription: "infinity", words: ["stimuli.npy", "infinity", "image 0"]) {
      try numbers([40, 16, 16], $0, "stimuli.npy", [5: .infinity])
    },
    Fault(testDescription: "too few images", words: ["19 images", "20"]) {
      try numbers([19, 16, 16], $0, "stimuli.npy")
      try numbers([19, 3], $0, "responses.npy")
    },
    Fault(testDescription: "an id twice", words: ["neurons.csv", "\"a\"", "twice"]) {
      try Data("id\na\nb\na\n".utf8).write(to: $0.appending(path: "neurons.csv"))
    },
  ]

  @Test(arguments: faults)
  func aBadRecordingEndsTheRunBeforeAnythingIsWritten(fault: Fault) async throws {
    try await blocking {
      try withRecording { folder, recording in
        try fault.damage(recording)
        try expectRefusal(["run", recording.path, "--out", folder.appending(path: "out").path], 65, fault.words, nothingWrittenIn: folder)
      }
    }
  }

  @Test func aNeuronWithoutInformationIsReportedAndTheRunGoesOn() async throws {
    try await blocking {
      try withRecording { folder, recording in
        var others: [Int: Float] = [:]
        for image in 0..<40 { (others[3 * image + 1], others[3 * image + 2]) = (2, .nan) }
        try Self.numbers([40, 3], recording, "responses.npy", others)
        let out = folder.appending(path: "out")
        let ran = try Konomi.run(arguments: ["run", recording.path, "--out", out.path] + Self.quick(in: folder))
        #expect(ran.code == 0, Comment(rawValue: ran.errors))
        let rows = try String(contentsOf: out.appending(path: "neurons.csv"), encoding: .utf8).split(separator: "\r\n").dropFirst()
        #expect(rows.map { $0.split(separator: ",")[1] } == ["analysed", "not_analysable", "not_analysable"])
      }
    }
  }

  /// Nothing was found of any neuron: no success, and why stands in the error, the table and the page.
  @Test func aRunWithoutAnyFindingLeavesWithTheCommonestReason() async throws {
    try await blocking {
      try withRecording { folder, recording in
        try Self.numbers(
          [40, 3], recording, "responses.npy", Dictionary(uniqueKeysWithValues: (0..<120).map { ($0, $0 % 3 == 0 ? .nan : 2) }))
        let out = folder.appending(path: "out")
        let ran = try Konomi.run(arguments: ["run", recording.path, "--out", out.path] + Self.quick(in: folder))
        #expect(ran.code == 65)
        let reason = "All responses to the training images are equal."
        #expect(
          ran.errors.contains("None of 3 neurons was analysed. The commonest reason (2 of 3): \(reason)\n"), Comment(rawValue: ran.errors))
        let table = try String(contentsOf: out.appending(path: "neurons.csv"), encoding: .utf8)
        // Twice each: in `reason` and in `stopped_because`.
        #expect(table.ranges(of: reason).count == 4, Comment(rawValue: table))
        #expect(try String(contentsOf: out.appending(path: "report.html"), encoding: .utf8).contains(reason))
      }
    }
  }

  /// No network of the settings fits: said before a directory is made or a broker asked.
  @Test(arguments: [
    ["run", "--out", "FOLDER/out"], ["run", "--brokers", "127.0.0.1:1", "--out", "FOLDER/out"], ["coordinate", "--brokers", "127.0.0.1:1"],
  ])
  func imagesThatNoNetworkFitsEndTheRunBeforeAnyJob(command: [String]) async throws {
    try await blocking {
      try withRecording { folder, recording in
        try Self.numbers([40, 16, 4], recording, "stimuli.npy")
        let filled = command.map { $0.replacingOccurrences(of: "FOLDER", with: folder.path) }
        try expectRefusal(filled + [recording.path], 65, ["images of 16 x 4 pixels", "--analysis"], nothingWrittenIn: folder)
      }
    }
  }

  @Test func anotherRunsDirectoryIsLeftAsItIs() async throws {
    try await blocking {
      try withRecording { folder, recording in
        let run = try ["run", recording.path, "--out", folder.appending(path: "out").path] + Self.quick(in: folder)
        #expect(try Konomi.run(arguments: run).code == 0)
        try expectRefusal(run + ["--seed", "8"], 65, ["another run", "seed 0", "--out"], nothingWrittenIn: folder)
      }
    }
  }

  @Test(arguments: [["run", "--out", "FOLDER/out"], ["coordinate"]])
  func brokersThatDoNotAnswerAreNamed(command: [String]) async throws {
    try await blocking {
      try withRecording { folder, recording in
        let filled = command.map { $0.replacingOccurrences(of: "FOLDER", with: folder.path) }
        try expectRefusal(filled + [recording.path, "--brokers", "127.0.0.1:1"], 69, ["127.0.0.1:1"], nothingWrittenIn: folder)
      }
    }
  }

  @Test(
    .enabled(if: LocalBroker.isAvailable, Comment(rawValue: LocalBroker.skipped)),
    arguments: [["run", "--out", "FOLDER/out"], ["coordinate"]])
  func topicsThatRefuseTheMessageSizeAreNamedWithTheArithmetic(command: [String]) async throws {
    try await blocking {
      let address = try LocalBroker.shared.get().address
      let topics = try Topics(prefix: "small-\(command[0])")
      let transport = try KafkaTransport(KafkaSettings(brokers: address))
      var specifications = topics.specifications(partitions: 2, replicationFactor: 1, minimumInSyncReplicas: 1)
      for place in specifications.indices { specifications[place].settings["max.message.bytes"] = "20000" }
      try transport.prepare(specifications)
      try withRecording { folder, recording in
        let filled = command.map { $0.replacingOccurrences(of: "FOLDER", with: folder.path) }
        let brokers = ["--brokers", address, "--prefix", topics.prefix, "--partitions", "2"]
        try expectRefusal(
          filled + [recording.path] + brokers, 65, ["20000", "max.message.bytes", topics.results], nothingWrittenIn: folder)
      }
      for topic in [topics.runs, topics.stimuli, topics.jobs] {
        #expect(try transport.watermarks(of: topic).allSatisfy { $0.end == 0 })
      }
    }
  }

  private func expectRefusal(_ arguments: [String], _ code: Int32, _ words: [String], nothingWrittenIn folder: URL) throws {
    let before = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    let ran = try Konomi.run(arguments: arguments)
    #expect(ran.code == code)
    #expect(ran.output.isEmpty)
    #expect(ran.errors.hasPrefix("Error: ") && ran.errors.count { $0.isNewline } == 1, Comment(rawValue: ran.errors))
    for word in words { #expect(ran.errors.contains(word), Comment(rawValue: ran.errors)) }
    #expect(try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted() == before)
  }

  /// 40 images of 16x16 pixels and 3 neurons.
  private func withRecording(_ body: (_ folder: URL, _ recording: URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let recording = folder.appending(path: "recording")
      try FileManager.default.createDirectory(at: recording, withIntermediateDirectories: true)
      try Self.numbers([40, 16, 16], recording, "stimuli.npy")
      try Self.numbers([40, 3], recording, "responses.npy")
      try body(folder, recording)
    }
  }

  private static func numbers(_ shape: [Int], _ folder: URL, _ name: String, _ others: [Int: Float] = [:]) throws {
    let stream = RandomStream(seed: 1, trial: name)
    let values = (0..<shape.reduce(1, *)).map { others[$0] ?? stream.uniform(index: $0) }
    try ArrayFile.write(Tensor(shape: shape, values: values), to: folder.appending(path: name).path)
  }

  /// Options of a run whose jobs take a fraction of a second.
  private static func quick(in folder: URL) throws -> [String] {
    let file = folder.appending(path: "quick.json")
    try Data(
      #"{"training": {"members": 1, "least_steps": 4}, "optimal_images": {"iterations": 4}, "comparison_models": ["ridge"]}"#.utf8
    ).write(to: file)
    return ["--analysis", file.path, "--epochs", "1", "--images", "2", "--no-controls"]
  }
}
