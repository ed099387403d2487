import Foundation
import TestSupport
import Testing

/// Descriptors 0, 1 and 2 as they are not in a terminal: closed, full, or a pipe that nobody reads.
@Suite struct StreamTests {
  enum Stream: String, CaseIterable, CustomTestStringConvertible {
    case closed, full, brokenPipe
    var testDescription: String { rawValue }
  }

  /// Hands the body such a descriptor; nil is a closed one.
  private func with<Result>(_ stream: Stream, _ body: (Int32?) throws -> Result) throws -> Result {
    var descriptor: Int32?
    switch stream {
    case .closed: break
    case .full: descriptor = open("/dev/full", O_WRONLY | O_CLOEXEC)
    case .brokenPipe:
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else { throw CocoaError(.fileWriteUnknown) }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      close(ends[0])
      descriptor = ends[1]
    }
    defer { if let descriptor { close(descriptor) } }
    return try body(descriptor)
  }

  private func withRecording(_ body: (_ folder: URL, _ run: [String]) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let recording = folder.appending(path: "recording").path
      let simulated = try Konomi.run(
        "simulate", "--out", recording, "--simple", "2", "--complex", "0", "--rotation-invariant", "0", "--images", "80",
        "--test-images", "30", "--side", "16")
      #expect(simulated.code == 0, Comment(rawValue: simulated.errors))
      let settings = folder.appending(path: "settings.json")
      try Data(
        #"{"training": {"members": 1, "least_steps": 4}, "optimal_images": {"iterations": 4}, "comparison_models": ["ridge"]}"#.utf8
      ).write(to: settings)
      try body(folder, ["run", recording, "--analysis", settings.path, "--epochs", "1", "--images", "2", "--no-controls", "--out"])
    }
  }

  /// The work is done whoever watches, and no log line lands in a file of ours.
  @Test func aRunNeedsNoStreams() async throws {
    try await blocking {
      try withRecording { folder, run in
        let undisturbed = folder.appending(path: "undisturbed")
        #expect(try Konomi.run(arguments: run + [undisturbed.path]).code == 0)
        let expected = try TinyRun.files(in: undisturbed)
        for stream in Stream.allCases {
          let out = folder.appending(path: stream.rawValue)
          let code = try with(stream) { descriptor in
            var descriptors: [Int32: Int32?] = [1: descriptor, 2: descriptor]
            if stream == .closed { descriptors[0] = .some(nil) }
            return try ChildProcess([Konomi.path] + run + [out.path], descriptors: descriptors).wait()
          }
          #expect(code == 0, Comment(rawValue: stream.rawValue))
          #expect(try TinyRun.files(in: out) == expected, Comment(rawValue: stream.rawValue))
        }
      }
    }
  }

  /// What was asked for could not be given: that is an error, said in one sentence. A reader that wants no more is none.
  @Test(arguments: Stream.allCases)
  func outputThatCannotBeWrittenIsNotSuccess(stream: Stream) async throws {
    try await blocking {
      try withRecording { folder, run in
        let recording = run[1]
        for command in [["inspect", recording], ["inspect", recording, "--json"], ["--help"], ["--version"], ["run", "--help"]] {
          let errors = folder.appending(path: "errors-\(UUID().uuidString)")
          let code = try with(stream) { descriptor in
            try ChildProcess([Konomi.path] + command, errors: errors, descriptors: [1: descriptor]).wait()
          }
          let text = try String(contentsOf: errors, encoding: .utf8)
          if stream == .brokenPipe {
            #expect(code == 141 && text.isEmpty, "\(command): \(code), \(text)")
          } else {
            #expect(code == 74 && text.hasPrefix("Error: Standard output cannot be written"), "\(command): \(code), \(text)")
            #expect(text.count(where: \.isNewline) == 1)
          }
        }
      }
    }
  }

  /// The terminal closes: as with SIGTERM, what is at hand is finished, and the last line says how to go on.
  @Test func hangingUpStopsARunAsSIGTERMDoes() async throws {
    try await blocking {
      try withRecording { folder, run in
        let (out, errors) = (folder.appending(path: "out"), folder.appending(path: "errors"))
        var long = run
        if let place = long.firstIndex(of: "--epochs") { long[place + 1] = "1000" }
        let process = try Konomi.start(long + [out.path, "--slots", "1"], errors: errors)
        let deadline = ContinuousClock.now + .seconds(60)
        // The first line of progress: signals are listened to.
        while ContinuousClock.now < deadline, try String(contentsOf: errors, encoding: .utf8).isEmpty { usleep(10_000) }
        process.signal(SIGHUP)
        #expect(process.wait() == 75)
        let text = try String(contentsOf: errors, encoding: .utf8)
        #expect(text.contains("Stopped. The same command goes on"), Comment(rawValue: text))
      }
    }
  }
}
