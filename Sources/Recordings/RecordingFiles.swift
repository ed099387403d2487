import Foundation
import Method

/// The files of a recording's folder: what is read, and what only looks as if it were.
enum RecordingFiles {
  /// All that are read.
  static let names = ["stimuli.npy", "responses.npy", "test_stimuli.npy", "test_responses.npy", "neurons.csv", "recording.json"]

  /// The files in the folder that may have been meant by a name that is not there.
  static func near(_ name: String, in folder: String) -> [String] {
    let present = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    guard !present.contains(name) else { return [] }
    // Names that a document can hold: others are nobody's slip.
    let plain = present.filter { $0.utf8.count <= 200 && !$0.unicodeScalars.contains { $0.properties.generalCategory == .control } }
    return plain.filter { !names.contains($0) && isNear($0, name) }.sorted()
  }

  /// Arrays, tables and documents in the folder that are not read, by name; the truth that a simulation lays beside its recording is none of them.
  static func notRead(in folder: String) -> [String] {
    let present = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let formats = names.flatMap(formats).map { "." + $0 } + [".gz", ".pkl", ".zip"]
    return present.filter { file in
      file.utf8.count <= 200 && !file.hasPrefix(".") && !file.hasPrefix("truth") && !names.contains(file)
        && formats.contains { file.lowercased().hasSuffix($0) }
        && !file.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }.sorted()
  }

  /// One warning for each file that is passed over.
  static func warnings(in folder: String) -> [Warning] {
    names.flatMap { name in
      near(name, in: folder).map {
        Warning(.fileNotRead, "\($0) was not read: if it is meant to be \(name), save or rename it so.")
      }
    }
  }

  /// Whether a name is the other's but for case, marks, the order of its words, their number, one letter, or a customary word; or its content in another format.
  private static func isNear(_ candidate: String, _ name: String) -> Bool {
    guard let (stem, format) = parts(candidate), let (wanted, _) = parts(name), formats(of: name).contains(format) else { return false }
    let words = wanted.split(separator: "_").map(String.init)
    let spellings = [words.joined(), words.reversed().joined()]
    // What others call the same: a file of images, of a validation set.
    let customary = [
      "stimulus": "stimuli", "stim": "stimuli", "stims": "stimuli", "images": "stimuli", "resp": "responses", "resps": "responses",
      "training": "", "train": "", "validation": "test", "val": "test", "heldout": "test", "npy": "", "csv": "", "json": "",
    ]
    let plain = stem.split { !$0.isLetter }.map { customary[String($0)] ?? String($0) }.joined()
      .replacing("stimulus", with: "stimuli")
    return spellings.contains { $0 == plain || isOneLetterOff($0, plain) }
  }

  private static func parts(_ name: String) -> (stem: String, format: String)? {
    let lowered = name.lowercased()
    guard let point = lowered.lastIndex(of: ".") else { return nil }
    return (String(lowered[..<point]), String(lowered[lowered.index(after: point)...]))
  }

  private static func formats(of name: String) -> [String] {
    if name.hasSuffix(".npy") { return ["npy", "npz", "mat", "h5", "hdf5", "pkl", "gz", "bak"] }
    return name.hasSuffix(".csv") ? ["csv", "tsv", "txt", "xlsx", "bak"] : ["json", "yaml", "yml"]
  }

  /// Whether one letter more, less or exchanged makes one text of the other.
  private static func isOneLetterOff(_ first: String, _ second: String) -> Bool {
    let (short, long) = first.count <= second.count ? (Array(first), Array(second)) : (Array(second), Array(first))
    guard long.count - short.count <= 1 else { return false }
    let same = zip(short, long).prefix { $0 == $1 }.count
    return short.dropFirst(long.count == short.count ? same + 1 : same).elementsEqual(long.dropFirst(same + 1))
  }
}
