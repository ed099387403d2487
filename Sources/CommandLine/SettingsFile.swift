import Foundation

/// A settings file: one JSON object whose keys are options' names in snake_case, e.g. `{"slots": 2, "exit_when_idle": true}`.
///
/// One file may serve several commands: a key that another command knows is passed over, one that none knows is refused.
struct SettingsFile {
  private let path: String
  private let texts: [String: String]

  init(at url: URL, read: (URL) throws -> Data) throws {
    path = url.relativePath
    let data: Data
    do { data = try read(url) } catch { throw UsageError("The settings file '\(path)' cannot be read.") }
    do {
      texts = try JSONDecoder().decode([String: Setting].self, from: data).mapValues(\.text)
    } catch {
      throw UsageError("The settings file '\(path)' must hold one JSON object whose values are texts, numbers, true or false.")
    }
  }

  /// Takes what flags and environment left open.
  func add(to values: inout Values, of command: Command, in program: Program) throws {
    let known = Set(program.commands.flatMap { $0.named.map(\.settingName) })
    for (key, text) in texts.sorted(by: { $0.key < $1.key }) {
      guard known.contains(key) else {
        throw UsageError("Unknown setting '\(key)' in '\(path)'\(nearest(to: key, of: known.sorted())).")
      }
      guard let parameter = command.named.first(where: { $0.settingName == key }), values[parameter] == nil else { continue }
      try command.set(parameter, text, "of '\(key)' in '\(path)'", &values)
    }
  }

  /// A value as the text that would stand on the command line.
  private struct Setting: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let flag = try? container.decode(Bool.self) {
        text = flag.description
      } else if let whole = try? container.decode(Int.self) {
        text = whole.description
      } else if let large = try? container.decode(UInt64.self) {
        text = large.description
      } else if let number = try? container.decode(Double.self) {
        text = number.description
      } else {
        text = try container.decode(String.self)
      }
    }
  }
}
