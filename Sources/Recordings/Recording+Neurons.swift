import Formats
import Foundation
import Method

extension Recording {
  /// The neurons that `neurons.csv` names, or, without that file, one for each of `count`, named by its place.
  /// - Throws: `RecordingError`.
  static func neurons(folder: String, count: Int) throws -> (columns: [String], neurons: [Neuron]) {
    let path = folder + "/neurons.csv"
    guard try RecordingError.wrapping({ try InputFile.exists(path) }) else {
      let digits = String(count - 1).count
      let ids = (0..<count).map { place in String(repeating: "0", count: digits - String(place).count) + String(place) }
      return ([], ids.map { Neuron(id: $0) })
    }
    let bytes = try RecordingError.wrapping { try InputFile.read(path, limit: 1 << 28) }
    let table: CommaSeparatedTable
    do {
      table = try CommaSeparatedTable(bytes)
    } catch let fault as CommaSeparatedTable.Fault {
      throw RecordingError(.malformed, "\(path) \(fault.text).")
    }
    guard let idColumn = table.columns.firstIndex(of: "id") else {
      let named = table.columns.prefix(5).map { "\"\($0.prefix(40))\"" }.joined(separator: ", ") + (table.columns.count > 5 ? ", ..." : "")
      throw RecordingError(.malformed, "\(path) has no column \"id\"; its first line must name one, and names \(named).")
    }
    guard table.rows.count == count else {
      throw RecordingError(
        .inconsistent, "\(path) names \(table.rows.count) neurons and \(folder)/responses.npy has \(count); there must be one row for each."
      )
    }
    var rowOfID: [String: Int] = [:]
    for (row, fields) in table.rows.enumerated() {
      let id = fields[idColumn]
      if let reason = whyUnfit(id) {
        throw RecordingError(.malformed, "\(path) names neuron \(row) (counted from 0) \"\(id.prefix(40))\", but \(reason).")
      }
      if let first = rowOfID.updateValue(row, forKey: id) {
        throw RecordingError(
          .inconsistent,
          "\(path) has the id \"\(id)\" twice, for the neurons \(first) and \(row) (counted from 0); every id must be unique.")
      }
    }
    let others = table.columns.indices.filter { $0 != idColumn }
    let neurons = table.rows.map { fields in
      Neuron(id: fields[idColumn], columns: Dictionary(uniqueKeysWithValues: others.map { (table.columns[$0], fields[$0]) }))
    }
    return (others.map { table.columns[$0] }, neurons)
  }

  /// Ids name files and stand in keys of messages, so they must be fit for both.
  private static func whyUnfit(_ id: String) -> String? {
    if id.isEmpty { return "an id must not be empty" }
    if id.utf8.count > 128 { return "an id has at most 128 bytes" }
    if id.hasPrefix(".") { return "an id must not begin with a full stop" }
    if id.unicodeScalars.contains(where: { $0 == "/" || $0.properties.generalCategory == .control }) {
      return "an id must not contain a slash or a control character"
    }
    return nil
  }

  /// The entries of `recording.json`; none without that file.
  /// - Throws: `RecordingError`.
  static func metadata(folder: String) throws -> [String: String] {
    let path = folder + "/recording.json"
    guard try RecordingError.wrapping({ try InputFile.exists(path) }) else { return [:] }
    let bytes = try RecordingError.wrapping { try InputFile.read(path, limit: 1 << 24) }
    guard let entries = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else {
      var reason = "the document is not a JSON object"
      do {
        try JSONScan.check(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes, isWritten: true)
      } catch let error as FormatError {
        reason = error.description
      }
      throw RecordingError(.malformed, "\(path) cannot be read: \(reason); correct it or remove it.")
    }
    return try entries.mapValues { value in
      if let text = value as? String { return text }
      let options: JSONSerialization.WritingOptions = [.fragmentsAllowed, .sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try JSONSerialization.data(withJSONObject: value, options: options), as: UTF8.self)
    }
  }

  /// `degrees_per_pixel` of `recording.json`: the visual angle of one pixel of the images as they were recorded; nil where it is not there.
  /// - Throws: `RecordingError`.
  static func degreesPerPixel(_ metadata: [String: String], folder: String) throws -> Double? {
    try metadata["degrees_per_pixel"].map { text in
      guard let degrees = Double(text), degrees > 0, degrees <= 90 else {
        throw RecordingError(
          .malformed,
          "\(folder)/recording.json has degrees_per_pixel \"\(text.prefix(40))\"; it must be a number above 0, at most 90, or be left out.")
      }
      return degrees
    }
  }
}
