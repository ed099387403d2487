import CommandLine
import Formats
import Foundation
import Messages
import Method
import Recordings
import Roles

extension RecordingSettings.AbsurdResponses: ArgumentValue {}

/// Which recording, and what is asked of it: shared by `run` and `coordinate`.
enum RecordingOptions {
  static let recording = Argument<URL>("recording", help: "The recording's folder (stimuli.npy, responses.npy, ...).")
  static let resize = Option<String?>(
    "resize", "size", help: "Resize the stimuli to SIDE (square ones) or WxH by area average, in pixels, 4 to 512 a side.")
  static let crop = Option<String?>("crop", "area", help: "Keep the central SIDE, or WxH+X+Y, of every stimulus (before resizing).")
  static let seed = Option("seed", "n", .in(0...9_007_199_254_740_991), default: UInt64(0), help: "The run's seed.")
  static let analysis = Option<URL?>(
    "analysis", "file", help: "Settings of the analysis, as JSON (schemas/settings.v1.json); what it leaves out is the default.")
  static let alikeness = Option<Double?>(
    "alikeness", "r", .in(0...1),
    help: "Consecutive images or responses are alike from this autocorrelation on, instead of 0.1: the split then goes by blocks.")
  static let gap = Option<Int?>(
    "gap", "n", .in(0...1_000_000),
    help: "Images left out beside each block of held images; 0 splits at random. As many as are alike where not given.")
  static let absurd = Option<RecordingSettings.AbsurdResponses?>(
    "absurd-responses", "what",
    help: "What becomes of responses that no neuron gives, such as -9999 or 1e20: leave_out (counts as missing; the default), keep, refuse."
  )
  /// How the recording is read: also of `inspect`.
  static let reading: [any ParameterDeclaration] = [recording, resize, crop, seed, analysis, alikeness, gap, absurd]
  static let images = Option<Int?>("images", "n", .in(1...1000), help: "Optimal images (noise seeds) per neuron, instead of 24.")
  static let members = Option<Int?>(
    "members", "n", .in(1...5), help: "Networks per neuron, from other first weights, instead of 3.")
  static let epochs = Option<Int?>(
    "epochs", "n", .in(1...1000), help: "Epochs of training, instead of 15; at least 190 steps all the same.")
  static let populationMembers = Option<Int?>(
    "population-members", "n", .in(0...5),
    help: "Networks trained on all neurons at once that predict beside each neuron's own, instead of 0; never for images or labels.")
  static let controls = Option<Int?>(
    "controls", "n", .in(1...1000),
    help:
      "Simulated cells of each kind, shuffled and repeated neurons that go along; one for every 24 neurons, 1 to 10, where not given (of simple and complex cells at least 3)."
  )
  static let noControls = Flag("no-controls", help: "Analyse the recorded neurons alone.")
  static let all: [any ParameterDeclaration] = reading + [images, members, epochs, populationMembers, controls, noControls]

  /// What the file of settings says, and the flags above it.
  static func settings(_ values: Values) throws -> AnalysisSettings {
    let file = try values[analysis].map { try InputFile.read($0.path, limit: 1 << 20) }
    var settings = try file.map(AnalysisSettings.init(document:)) ?? AnalysisSettings()
    var reading = settings.recording ?? RecordingSettings()
    if let alikeness = values[alikeness] { reading.alikeness = alikeness }
    if let gap = values[gap] { reading.gap = gap }
    if let absurd = values[absurd] { reading.absurdResponses = absurd }
    if reading != RecordingSettings() { settings.recording = reading }
    return settings
  }

  /// - Parameter settings: what will be asked of the recording, and how it is read.
  static func load(_ values: Values, _ settings: AnalysisSettings) throws -> Recording {
    var options = Recording.Options(seed: values[seed], settings: settings.recording ?? RecordingSettings())
    if let text = values[resize] {
      guard let size = Resize(text), size.isWithin(4...512) else {
        throw UsageError("--resize takes SIDE or WxH, each 4 to 512, e.g. 32 or 64x36, not \(text)")
      }
      options.resize = size
    }
    if let text = values[crop] {
      guard let area = Crop(text) else { throw UsageError("--crop takes SIDE or WxH+X+Y, e.g. 64 or 64x48+10+20, not \(text)") }
      options.crop = area
    }
    return try Recording.load(values[recording].path, options: options).warned(of: settings)
  }

  static func submission(_ values: Values) throws -> Submission {
    var settings = try settings(values)
    if let images = values[images] { settings.optimalImages.seeds = images }
    if let members = values[members] { settings.training.members = members }
    if let epochs = values[epochs] { settings.training.epochs = epochs }
    if let members = values[populationMembers] { settings.populationMembers = members }
    if values[noControls], values[controls] != nil {
      throw UsageError("--controls and --no-controls contradict each other: give one of them")
    }
    let recorded = try load(values, settings)
    for warning in recorded.warnings { Konomi.complain("warning: \(warning.sentence)") }
    let taken = values[controls].map(ControlSettings.init(each:)) ?? .proportionate(to: recorded.neurons.count)
    let recording = values[noControls] ? recorded : try recorded.withControls(taken, seed: values[seed])
    return try Submission(recording: recording, settings: settings, seed: values[seed])
  }
}
