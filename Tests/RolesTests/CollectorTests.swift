import Formats
import Foundation
import Messages
import Method
import Numerics
import Queue
import Report
import TestSupport
import Testing

@testable import Roles
@testable import Work

/// What a collector makes of what stands in the topics; its own deaths included.
@Suite struct CollectorTests {
  private func provenance(in folder: URL) throws -> Provenance { try ResultsDirectory(reading: folder).provenance(version: "") }

  private func names(in folder: URL) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }

  @Test func theFirstValidResultWinsAndTheOthersAreCounted() throws {
    let run = try SubmittedRun()
    try withTemporaryFolder { out in
      for neuron in run.neurons { try run.succeed(neuron) }
      try run.succeed(run.neurons[0])
      try run.publish(run.result(of: run.neurons[1]))
      let (end, log) = try run.collect(into: out)
      #expect(end == .over && log == [])
      let provenance = try provenance(in: out)
      #expect((provenance.duplicates, provenance.redeliveries, provenance.differing, provenance.quarantined) == (2, 2, nil, nil))
      #expect(provenance.workers == [.init(worker: "w", neurons: 4, seconds: 2)])
    }
  }

  @Test func aDifferingResultIsKeptBesideTheFirstAndRaisesAnAlarm() throws {
    let run = try SubmittedRun()
    let neuron = run.neurons[0]
    try withTemporaryFolder { out in
      for neuron in run.neurons { try run.succeed(neuron) }
      for _ in 0..<2 { try run.succeed(neuron, reason: "other") }
      let (_, log) = try run.collect(into: out)
      #expect(log.count == 2 && log.allSatisfy { $0.contains("differ") && $0.contains("r/\(neuron)") })
      #expect(try provenance(in: out).differing == [neuron])
      let other = try run.result(of: neuron, reason: "other").encoded()
      let directory = try ResultsDirectory(reading: out)
      #expect(try directory.result(of: neuron) == run.result(of: neuron).encoded())
      let beside = out.appending(path: "neurons/\(neuron).differs-\(Digest.sha256(other).prefix(16)).safetensors")
      #expect(try [UInt8](Data(contentsOf: beside)) == other)
    }
  }

  /// What is wrong with a message, and what the file in quarantine says of it.
  @Test(arguments: [
    ("value", "SHA-256"), ("type", "ce_type"), ("neuron", "names no neuron"), ("run", "answers another job"),
  ])
  func aMessageThatIsNotWhatItShouldBeGoesToQuarantine(fault: String, reason: String) throws {
    let run = try SubmittedRun()
    let neuron = run.neurons[0]
    try withTemporaryFolder { out in
      switch fault {
      case "value": try run.publish(run.result(of: neuron)) { $0.value = Zstd.compress([1, 2, 3]) }
      case "type": try run.publish(run.result(of: neuron)) { $0.headers.removeAll { $0.name == "ce_type" } }
      case "neuron": try run.publish(run.result(of: "stranger"))
      default: try run.publish(run.result(of: neuron, seed: 99))
      }
      let bad = try run.records(of: run.topics.results)[0]
      for neuron in run.neurons { try run.succeed(neuron) }
      let (end, log) = try run.collect(into: out)
      #expect(end == .over && log.count == 1 && log[0].contains("quarantine"))
      let name = "\(run.topics.results)-\(bad.place.partition)-\(bad.offset)"
      #expect(try names(in: out.appending(path: "quarantine")) == [name + ".json", name + ".value"])
      let why = try String(contentsOf: out.appending(path: "quarantine/\(name).json"), encoding: .utf8)
      #expect(why.contains(reason), Comment(rawValue: why))
      #expect(try [UInt8](Data(contentsOf: out.appending(path: "quarantine/\(name).value"))) == bad.record.value)
      #expect((try provenance(in: out).quarantined, try provenance(in: out).duplicates) == (1, 0))
    }
  }

  /// A collector that is killed before it wrote down how far it was, one that did, and one that lost its notes altogether: each record counts once.
  @Test(arguments: ["stopped", "killed", "forgetful"])
  func aRestartCountsNothingTwice(death: String) throws {
    let run = try SubmittedRun(neurons: 4)
    try withTemporaryFolder { out in
      let notes = out.appending(path: ".collector.json")
      for neuron in run.neurons[..<2] { try run.succeed(neuron) }
      try run.publish(run.result(of: run.neurons[0]))
      #expect(try run.collect(into: out) { $0.done == 1 }.end == .stopped)
      let early = try Data(contentsOf: notes)
      #expect(try run.collect(into: out) { $0.done == 2 }.end == .stopped)
      if death == "killed" { try early.write(to: notes) }
      if death == "forgetful" { try FileManager.default.removeItem(at: notes) }
      for neuron in run.neurons[2...] { try run.succeed(neuron) }
      #expect(try run.collect(into: out).end == .over)
      // Once more over a finished directory: the same word.
      for _ in 0..<2 {
        let provenance = try provenance(in: out)
        #expect((provenance.duplicates, provenance.redeliveries, provenance.differing) == (1, 1, nil))
        #expect(provenance.workers == [.init(worker: "w", neurons: 4, seconds: 2)])
        #expect(try run.collect(into: out).end == .over)
      }
    }
  }

  /// The notes say more than the directory holds: what is missing is fetched again.
  @Test func aResultThatWasRemovedIsFetchedAgain() throws {
    let run = try SubmittedRun()
    try withTemporaryFolder { out in
      for neuron in run.neurons { try run.succeed(neuron) }
      #expect(try run.collect(into: out).end == .over)
      let files = try TinyRun.files(in: out)
      try FileManager.default.removeItem(at: out.appending(path: "neurons/\(run.neurons[1]).safetensors"))
      #expect(try run.collect(into: out).end == .over)
      #expect(try TinyRun.files(in: out) == files)
      #expect(try provenance(in: out).duplicates == 0)
    }
  }

  /// A full disk, or one that may not be written to: one sentence, nothing half-written, and the next start goes on.
  @Test func aDirectoryThatCannotBeWrittenEndsInOneSentence() throws {
    let run = try SubmittedRun()
    try withTemporaryFolder { out in
      for neuron in run.neurons { try run.succeed(neuron) }
      #expect(try run.collect(into: out) { $0.done == 1 }.end == .stopped)
      let neurons = out.appending(path: "neurons")
      let aside = out.appending(path: "aside")
      try FileManager.default.moveItem(at: neurons, to: aside)
      // Not by permissions: whoever is root may write everywhere.
      try Data().write(to: neurons)
      #expect(throws: (any Error).self) { try run.collect(into: out) }
      try FileManager.default.removeItem(at: neurons)
      try FileManager.default.moveItem(at: aside, to: neurons)
      #expect(try names(in: neurons).count == 1)
      #expect(try run.collect(into: out).end == .over)
      #expect(try names(in: neurons).count == run.neurons.count)
    }
  }

  @Test func aCancelledRunEndsWithWhatThereIs() throws {
    let run = try SubmittedRun()
    try withTemporaryFolder { out in
      try run.succeed(run.neurons[0])
      _ = try RunControl(transport: run.transport, topics: run.topics, settling: .zero).cancel("r")
      #expect(try run.collect(into: out).end == .cancelled)
      let page = try String(contentsOf: out.appending(path: "report.html"), encoding: .utf8)
      #expect(page.contains("2 missing"))
    }
  }

  @Test func aRequeuedNeuronIsWaitedForAgain() throws {
    let run = try SubmittedRun()
    try withTemporaryFolder { out in
      for neuron in run.neurons[1...] { try run.succeed(neuron) }
      try run.fail(run.neurons[0])
      #expect(try run.collect(into: out).end == .over)
      #expect(try names(in: out.appending(path: "neurons")).contains("\(run.neurons[0]).dead.json"))
      let box = DeadLetterBox(transport: run.transport, topics: run.topics)
      #expect(try box.requeue(box.letters(LetterSelection())) == .init())
      var seen: [RunProgress] = []
      let (end, _) = try run.collect(into: out) { progress in
        seen.append(progress)
        if progress.dead == 0, seen.count(where: { $0.dead == 0 }) == 1 { try? run.succeed(run.neurons[0]) }
        return false
      }
      #expect(end == .over && seen.first?.dead == 1 && seen.last == RunProgress(done: 3, dead: 0, total: 3))
      #expect(!(try names(in: out.appending(path: "neurons")).contains("\(run.neurons[0]).dead.json")))
    }
  }

  /// Reads all of a topic that lets go of what every reader has passed.
  private func takeAway(_ topic: String, _ transport: any Transport) throws {
    let reader = try transport.reader(of: topic, from: transport.endOffsets(of: topic).map { _ in 0 })
    defer { reader.close() }
    while try reader.next(timeout: .zero) != nil {}
  }

  /// Retention, or somebody, took results before they were collected: what else there is is waited for, and then the collection ends and says so.
  @Test func resultsThatAreGoneAreNotWaitedForForEver() throws {
    let topics = try Topics()
    let transport = InMemoryTransport(retention: { $0 == topics.results ? .untilRead : nil })
    let run = try SubmittedRun(transport: transport)
    try withTemporaryFolder { out in
      for neuron in run.neurons[..<2] { try run.succeed(neuron) }
      try takeAway(topics.results, run.transport)
      var isTold = false
      let (end, log) = try run.collect(into: out) { progress in
        // The last one succeeds once the collector waits for it.
        if progress.done == 0, !isTold {
          isTold = true
          try? run.succeed(run.neurons[2])
        }
        return false
      }
      #expect(end == .incomplete(gone: 2, starved: 0, absent: 0))
      #expect(log.count == 1 && log[0].contains("neurons=2") && log[0].contains(topics.results), "\(log)")
      let page = try String(contentsOf: out.appending(path: "report.html"), encoding: .utf8)
      #expect(page.contains("2 missing"))
      // Submitted again they come, and the same collection goes on; also where it had heard of their outcomes before.
      for neuron in run.neurons[..<2] { try run.succeed(neuron) }
      #expect(try run.collect(into: out).end == .over)
    }
  }

  /// The notes remember what is waited for: a collector that was stopped between an outcome and its result ends all the same.
  @Test func goneResultsAreKnownAfterARestart() throws {
    let topics = try Topics()
    let transport = InMemoryTransport(retention: { $0 == topics.results ? .untilRead : nil })
    let run = try SubmittedRun(neurons: 1, transport: transport)
    try withTemporaryFolder { out in
      try run.succeed(run.neurons[0])
      try takeAway(topics.results, run.transport)
      var looks = 0
      let stopped = try run.collect(into: out) { _ in
        looks += 1
        return looks > 2
      }
      #expect(stopped.end == .stopped)
      #expect(try run.collect(into: out).end == .incomplete(gone: 1, starved: 0, absent: 0))
    }
  }

  /// Jobs that ended for want of the stimuli: whoever follows the run has them done again, and where nobody does, the collection ends and says so.
  @Test func neuronsWithoutStimuliAreWaitedForAWhile() throws {
    let run = try SubmittedRun()
    try withTemporaryFolder { out in
      try run.succeed(run.neurons[0])
      for neuron in run.neurons[1...] { try run.fail(neuron, code: FailureReport.stimuliAreGone) }
      #expect(try run.collect(into: out, patience: .zero).end == .incomplete(gone: 0, starved: 2, absent: 0))
      // Another failure of one is its end; the other is done meanwhile.
      try run.fail(run.neurons[1])
      var isTold = false
      let (end, _) = try run.collect(into: out) { progress in
        if !isTold { try? run.succeed(run.neurons[2]) }
        isTold = true
        return false
      }
      #expect(end == .over)
      #expect(try ResultsDirectory(reading: out).failure(of: run.neurons[1])?.code == "bad_data")
    }
  }

  /// Jobs that retention took, or somebody committed, of a run that nobody follows.
  @Test func neuronsWithoutJobsAreNotWaitedForForEver() throws {
    let run = try SubmittedRun()
    try withTemporaryFolder { out in
      // One is done, one has a result whose outcome is gone, and the third has a job until it is committed.
      try run.succeed(run.neurons[0])
      try run.publish(run.result(of: run.neurons[1]))
      var looks = 0
      let (end, log) = try run.collect(into: out, patience: .milliseconds(20)) { _ in
        looks += 1
        if looks == 5 { try? run.commitJobs() }
        return looks > 500
      }
      #expect(end == .incomplete(gone: 0, starved: 0, absent: 1))
      #expect(looks > 5 && log.count == 1 && log[0].contains("nowhere in the queue") && log[0].contains(run.neurons[2]), "\(log)")
      // Submitted again it comes.
      try run.succeed(run.neurons[2])
      #expect(try run.collect(into: out, patience: .milliseconds(20)).end == .over)
    }
  }

  /// A result in quarantine is no result: its outcome is not waited for either.
  @Test func aResultInQuarantineIsNotWaitedFor() throws {
    let run = try SubmittedRun(neurons: 1)
    try withTemporaryFolder { out in
      let place = try run.publish(run.result(of: run.neurons[0])) { $0.value = [1, 2, 3] }
      try run.publish(.succeeded, of: run.neurons[0], at: place)
      #expect(try run.collect(into: out).end == .incomplete(gone: 1, starved: 0, absent: 0))
      #expect(try provenance(in: out).quarantined == 1)
    }
  }

  /// Sound in itself, and not of this run: it goes to quarantine, and the right one counts.
  @Test(arguments: ["image shape", "seeds", "members", "image seed"])
  func aResultThatDoesNotFitTheRunGoesToQuarantine(fault: String) throws {
    let run = try SubmittedRun(neurons: 1)
    let neuron = run.neurons[0]
    try withTemporaryFolder { out in
      let count = fault == "seeds" ? 3 : 2
      var facts = NeuronFacts(state: .analysed, trainingImages: 120, testImages: 40)
      facts.optimalImages = (0..<count).map { .init(seed: fault == "image seed" ? $0 + 7 : $0, activation: 1) }
      if fault == "members" {
        facts.members = Array(repeating: .init(bestEpoch: 1, training: .learned, validationError: 1, predictionSimilarity: nil), count: 2)
      }
      let shape = fault == "image shape" ? [1, 16, 17] : [1, 16, 16]
      var foreign = run.result(of: neuron)
      foreign.document.facts = facts
      foreign.optimalImages = Tensor(shape: [count] + shape)
      foreign.distinctImages = Tensor(shape: [0] + shape)
      foreign.furtherImages = Tensor(shape: [0] + shape)
      try run.publish(foreign)
      try run.succeed(neuron)
      let (end, log) = try run.collect(into: out)
      #expect(end == .over && log.count == 1 && log[0].contains("quarantine"), "\(log)")
      #expect(try ResultsDirectory(reading: out).result(of: neuron) == run.result(of: neuron).encoded())
      #expect(try provenance(in: out).quarantined == 1)
    }
  }

  /// A collector that waits is seen to be alive: it tells how far it is although nothing comes.
  @Test func waitingIsSeen() throws {
    let run = try SubmittedRun()
    try withTemporaryFolder { out in
      var reports = 0
      let end = try run.collect(into: out) { progress in
        reports += 1
        return progress.done == 0 && reports == 4
      }.end
      #expect(end == .stopped)
    }
  }

  /// Numbers that nobody counted: it begins anew.
  @Test func notesOfAnotherHandAreNotTrusted() throws {
    let run = try SubmittedRun()
    try withTemporaryFolder { out in
      for neuron in run.neurons { try run.succeed(neuron) }
      #expect(try run.collect(into: out).end == .over)
      let notes = out.appending(path: ".collector.json")
      let text = try String(contentsOf: notes, encoding: .utf8)
      #expect(text.contains(#""results":1"#))
      try Data(text.replacing(#""results":1"#, with: #""results":9223372036854775807"#).utf8).write(to: notes)
      #expect(try run.collect(into: out).end == .over)
      #expect(try provenance(in: out).duplicates == 0)
    }
  }
}
