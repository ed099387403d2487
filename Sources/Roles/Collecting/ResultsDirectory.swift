import Formats
import Foundation
import Messages
import Method
import Report

/// The folder that a run's results are collected in. It, and not the queue, says what is done:
///
/// ```
/// run.json                     what the run is (`RunDescription`)
/// neurons/ID.safetensors       a neuron's result: the value of its message, uncompressed
/// neurons/ID.dead.json         why a neuron has no result (`FailureReport`)
/// neurons/ID.differs-D.safetensors
///                              a later result of other bytes, by the first digits of its SHA-256
/// quarantine/TOPIC-PARTITION-OFFSET.json, .value
///                              a message that was not what it should be: why, its key and headers; its value
/// .collector.json              how far its collector has read (`Tally`)
/// ```
/// and, once the run is over, the report. ID is the neuron's id as `NeuronFile` writes it. Every file is written beside and renamed, so a crash leaves a whole file or none; what
/// a killed process left beside goes when the folder is opened next.
public struct ResultsDirectory: Sendable {
  public let folder: URL
  public let run: RunDescription

  /// Opens the folder for a run, making it where there is none.
  /// - Throws: as `check`; nothing has been written then.
  public init(opening folder: URL, for run: RunDescription) throws {
    let isPresent = try Self.check(folder, for: run)
    self.folder = folder
    self.run = run
    if isPresent {
      sweep()
      return
    }
    do {
      try FileManager.default.createDirectory(at: neurons, withIntermediateDirectories: true)
    } catch {
      throw RolesError(.directory, "cannot make the results directory \(folder.path): \(error.localizedDescription)")
    }
    try AtomicFile.write(JSONText.encode(run), to: folder.appending(path: "run.json").path)
  }

  /// Whether the folder holds the run already. Writes nothing.
  /// - Throws: `RolesError(.foreignDirectory)` where it belongs to another run or holds files but no run.
  @discardableResult public static func check(_ folder: URL, for run: RunDescription) throws -> Bool {
    guard let present = try Self.run(in: folder) else {
      try checkEmpty(folder)
      return false
    }
    guard present.identity == run.identity else {
      throw RolesError(
        .foreignDirectory,
        "\(folder.path) holds the results of another run (of \(present.recording), seed \(present.seed)): give another directory with --out, or remove this one"
      )
    }
    return true
  }

  /// Opens a folder that holds a run.
  public init(reading folder: URL) throws {
    guard let run = try Self.run(in: folder) else {
      throw RolesError(
        .foreignDirectory,
        "\(folder.path) holds no run (there is no run.json in it): name a directory that `konomi run` or `konomi collect` wrote")
    }
    self.folder = folder
    self.run = run
    sweep()
  }

  /// The value of a neuron's result message, or nil where there is none yet.
  public func result(of neuron: String) throws -> [UInt8]? { try Self.read(resultFile(of: neuron)) }

  /// The neuron's result, or nil where there is none yet.
  /// - Throws: `RolesError(.foreignResult)` where the file is something else.
  func neuronResult(of neuron: String) throws -> NeuronResult? {
    guard let value = try result(of: neuron) else { return nil }
    do {
      let result = try NeuronResult(decoding: value)
      try run.check(result, of: neuron)
      return result
    } catch let error as FormatError {
      throw RolesError(
        .foreignResult,
        "\(resultFile(of: neuron).path) is not this run's result of the neuron \(neuron) (\(error)): remove it, and have the run go on with the command that began it"
      )
    }
  }

  /// Why a neuron has no result, or nil where it has one or has not ended.
  public func failure(of neuron: String) throws -> FailureReport? {
    try Self.read(failureFile(of: neuron)).map { try JSONText.decode(FailureReport.self, from: $0, limit: 1 << 20) }
  }

  /// Keeps a neuron's result, the value of its message. A result overrules a failure.
  public func keep(result: [UInt8], of neuron: String) throws {
    try AtomicFile.write(result, to: resultFile(of: neuron).path)
    try removeFailure(of: neuron)
  }

  /// The neuron's job is to be done again.
  func removeFailure(of neuron: String) throws {
    let file = failureFile(of: neuron)
    guard FileManager.default.fileExists(atPath: file.path) else { return }
    do {
      try FileManager.default.removeItem(at: file)
    } catch {
      throw RolesError(.directory, "cannot remove \(file.path): \(error.localizedDescription)")
    }
  }

  /// Keeps why a neuron has no result.
  public func keep(failure: FailureReport, of neuron: String) throws {
    try AtomicFile.write(JSONText.encode(failure), to: failureFile(of: neuron).path)
  }

  /// Which neurons have ended: one look at the folder, whatever the files hold.
  public func ended() throws -> EndedNeurons {
    do {
      return EndedNeurons(names: try FileManager.default.contentsOfDirectory(atPath: neurons.path))
    } catch {
      throw RolesError(.directory, "cannot list \(neurons.path): \(error.localizedDescription)")
    }
  }

  var neurons: URL { folder.appending(path: "neurons") }
  var quarantine: URL { folder.appending(path: "quarantine") }
  private func resultFile(of neuron: String) -> URL { neurons.appending(path: NeuronFile.result(of: neuron)) }
  private func failureFile(of neuron: String) -> URL { neurons.appending(path: NeuronFile.failure(of: neuron)) }

  /// Removes what processes that were killed left of their writing.
  private func sweep() { for place in [folder, neurons, quarantine] { AtomicFile.sweep(place.path) } }

  private static func run(in folder: URL) throws -> RunDescription? {
    let file = folder.appending(path: "run.json")
    guard let bytes = try read(file) else { return nil }
    do {
      let run = try JSONText.decode(RunDescription.self, from: bytes, limit: 1 << 28)
      try run.validate()
      return run
    } catch let error as FormatError {
      throw RolesError(.foreignDirectory, "\(file.path) describes no run (\(error)): give another directory")
    }
  }

  private static func checkEmpty(_ folder: URL) throws {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isDirectory) else { return }
    guard isDirectory.boolValue else {
      throw RolesError(.directory, "\(folder.path) is a file, not a directory: give another path with --out")
    }
    // A crash before run.json was renamed into place leaves at most these.
    let others = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0 != "neurons" && !$0.hasPrefix(".") }
    guard others.isEmpty else {
      throw RolesError(
        .foreignDirectory,
        "\(folder.path) is not empty and holds no run (\(others.sorted()[0]) is in it): give an empty or a new directory with --out")
    }
  }

  static func read(_ file: URL) throws -> [UInt8]? {
    do {
      return try InputFile.read(file.path, limit: 1 << 30)
    } catch let error as FileError {
      if error.code == .missing { return nil }
      throw RolesError(.directory, error.description)
    }
  }
}
