import Formats
import Foundation
import Numerics
import TestSupport
import Testing

/// What the program says to its caller, and with which exit code, where something is wrong.
@Suite struct ProgramTests {
  @Test(arguments: [
    (["run"], 64, "recording"),
    (["run", "FOLDER", "--out", "FOLDER/out", "--sed", "1"], 64, "--seed"),
    (["run", "FOLDER", "--out", "FOLDER/out", "--images", "0"], 64, "1 to 1000"),
    (["run", "FOLDER/missing", "--out", "FOLDER/out"], 65, "FOLDER/missing"),
    (["run", "FOLDER", "--out", "FOLDER/out"], 65, "stimuli.npy"),
    (["report", "FOLDER"], 65, "run.json"),
    (["simulate", "--out", "FOLDER/foreign", "--simple", "1"], 73, "holds files already"),
    (["simulate", "--out", "FOLDER/new", "--simple", "0", "--complex", "0", "--rotation-invariant", "0"], 65, "no cells"),
    (["status", "--run", "r", "--brokers", "127.0.0.1:1"], 69, "127.0.0.1:1"),
    (["collect", "--run", "r", "--out", "FOLDER/out", "--brokers", "127.0.0.1:1"], 69, "127.0.0.1:1"),
    (["work", "--brokers", "127.0.0.1:1"], 69, "127.0.0.1:1"),
    (["work", "--brokers", "http://127.0.0.1:9092"], 64, "host:port, port 1 to 65535"),
    (["run", "FOLDER/missing", "--out", "FOLDER/out", "--brokers", "127.0.0.1:99999"], 64, "host:port, port 1 to 65535"),
  ])
  func whatIsWrongIsOneSentenceAndAnExitCode(arguments: [String], code: Int32, words: String) async throws {
    try await blocking {
      try withTemporaryFolder { folder in
        try FileManager.default.createDirectory(at: folder.appending(path: "foreign"), withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: folder.appending(path: "foreign/thesis.tex"))
        let before = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        let filled = { (text: String) in text.replacingOccurrences(of: "FOLDER", with: folder.path) }
        let errors = FileManager.default.temporaryDirectory.appending(path: "konomi-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: errors) }
        #expect(try Konomi.start(arguments.map(filled), errors: errors).wait() == code)
        let text = try String(contentsOf: errors, encoding: .utf8)
        #expect(text.contains(filled(words)), Comment(rawValue: text))
        #expect(try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted() == before)
      }
    }
  }

  /// Test responses in another order: the repeats say that the images are answered, and what a run cannot know before its end it says at its end.
  @Test func aRunSaysWhatItsResultsAreDoubtedFor() async throws {
    try await blocking {
      try withTemporaryFolder { folder in
        let (recording, out) = (folder.appending(path: "recording").path, folder.appending(path: "out").path)
        let settings = folder.appending(path: "settings.json")
        try Data(#"{"training": {"members": 1, "least_steps": 4}, "optimal_images": {"iterations": 4}, "comparison_models": []}"#.utf8)
          .write(to: settings)
        _ = try Konomi.run(
          "simulate", "--out", recording, "--simple", "3", "--complex", "0", "--rotation-invariant", "0", "--images", "60", "--test-images",
          "30", "--side", "16", "--repeats", "4", "--snr", "4")
        let file = recording + "/test_responses.npy"
        let responses = try ArrayFile.read(file).tensor
        // Entries are images of one repeat: each repeat's in the other direction.
        let rows = Tensor(shape: [120, 3], values: responses.values)
        let backwards = (0..<120).map { $0 / 30 * 30 + 29 - $0 % 30 }
        try ArrayFile.write(Tensor(shape: responses.shape, values: rows.gather(backwards).values), to: file)
        let ran = try Konomi.run("run", recording, "--out", out, "--analysis", settings.path, "--images", "1", "--no-controls")
        #expect(
          ran.code == 0 && ran.errors.contains("warning: 3 neurons answer reliably to the images (FEV of 0.5 or more), and 0 of them are"),
          Comment(rawValue: ran.errors))
      }
    }
  }

  /// The shortest way from nothing to a report, and once more on what is there already.
  @Test func aSimulatedPopulationBecomesAReport() async throws {
    try await blocking {
      try withTemporaryFolder { folder in
        let (recording, out) = (folder.appending(path: "recording").path, folder.appending(path: "out").path)
        let settings = folder.appending(path: "settings.json")
        try Data(
          #"{"training": {"members": 1, "least_steps": 4}, "optimal_images": {"iterations": 4}, "comparison_models": ["ridge"]}"#.utf8
        ).write(to: settings)
        for _ in 0..<2 {
          let simulated = try Konomi.run(
            "simulate", "--out", recording, "--simple", "1", "--complex", "1", "--rotation-invariant", "0", "--images", "80",
            "--test-images", "30", "--side", "16", "--width", "20")
          #expect(simulated.code == 0 && simulated.output == recording + "\n")
          let ran = try Konomi.run("run", recording, "--out", out, "--analysis", settings.path, "--epochs", "1", "--images", "2")
          #expect(ran.code == 0 && ran.output == out + "/report.html\n", Comment(rawValue: ran.errors))
        }
        let page = try String(contentsOfFile: out + "/report.html", encoding: .utf8)
        #expect(page.contains("simple-00") && page.contains("complex-00") && page.contains("images of 20 × 16 pixels"))
        #expect(
          page.contains("Scored on 30 test images (the recording&#39;s own), learnt from 80 others; folds of these are drawn at random."))
        let inspected = try Konomi.run("inspect", recording)
        #expect(inspected.code == 0 && inspected.output.contains("80 images of 1 x 16 x 20"))
      }
    }
  }

  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/taskset"), "taskset (util-linux) is not there"),
    arguments: ["run", "work"])
  func aProcessBoundToOneProcessorHasOneSlot(command: String) async throws {
    try await blocking {
      try withTemporaryFolder { folder in
        let output = folder.appending(path: "output")
        // Any one of those that the tests may use.
        let script = "exec taskset -c \"$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')\" \"$0\" \(command) --help"
        #expect(try ChildProcess(["/bin/sh", "-c", script, Konomi.path], output: output).wait() == 0)
        let text = try String(contentsOf: output, encoding: .utf8).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(text.contains("processors (affinity, cgroup quota, Slurm). (default: 1)"), Comment(rawValue: text))
      }
    }
  }

  /// A Kafka client that gets no descriptors aborts, or waits for ever and hears no signal.
  @Test func tooFewDescriptorsAreOneSentenceAtTheStart() async throws {
    try await blocking {
      try withTemporaryFolder { folder in
        let errors = folder.appending(path: "errors")
        let words = ["work", "--brokers", "127.0.0.1:1", "--wait"]
        let process = try ChildProcess(["/bin/sh", "-c", "ulimit -n 20; exec \"$0\" \"$@\"", Konomi.path] + words, errors: errors)
        #expect(process.wait() == 69)
        let text = try String(contentsOf: errors, encoding: .utf8)
        #expect(text.hasPrefix("Error: This process may open 20 files") && text.count(where: \.isNewline) == 1, Comment(rawValue: text))
      }
    }
  }
}
