import Foundation

extension Mutator {
  /// What a hostile, or broken, writer puts in the place of a value.
  private mutating func hostileValue() -> Any {
    let values: [Any] = [
      NSNull(), 0, -1, 1, 2, 3, 1_000_000_007, Int.max, Int.min, 1e300, -1e300, 1e31, 1e-300, 0.5, -0.0, "", "x", true, [Any](), [0],
      [String: Any](),
    ]
    return values[draw(values.count)]
  }

  /// Changes one or two places of a JSON document: values become hostile ones, members go, lists shrink, grow or empty.
  public mutating func mutate(json document: Any) -> Any {
    var document = document
    for _ in 0...draw(2) { document = mutatedOnce(document) }
    return document
  }

  private mutating func mutatedOnce(_ value: Any) -> Any {
    switch value {
    case var members as [String: Any] where !members.isEmpty && draw(20) > 0:
      let name = members.keys.sorted()[draw(members.count)]
      if draw(8) == 0 { members[name] = nil } else { members[name] = mutatedOnce(members[name]!) }
      return members
    case var list as [Any] where !list.isEmpty && draw(10) > 0:
      let place = draw(list.count)
      switch draw(8) {
      case 0: list.remove(at: place)
      case 1: list.append(list[place])
      case 2: list = []
      default: list[place] = mutatedOnce(list[place])
      }
      return list
    case is NSNumber where draw(4) > 0:
      let numbers: [Any] = [0, -1, 1, 2, 3, 1_000_000_007, Int.max, Int.min, 1e300, -1e29, 1e29, 1e31, 1e-300, 0.5, -0.5, -0.0]
      return numbers[draw(numbers.count)]
    default: return hostileValue()
    }
  }

  /// Changes a safetensors file in what its document says (under `__metadata__.konomi`), or in what its header says of the tensors; the bytes of the tensors stay.
  public mutating func mutate(documentOf bytes: [UInt8]) throws -> [UInt8] {
    let length = bytes[..<8].enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    var header = try object(Data(bytes[8..<8 + length]))
    var metadata = header["__metadata__"] as? [String: Any] ?? [:]
    if draw(5) > 0 {
      var document: Any = try object(Data((metadata["konomi"] as? String ?? "{}").utf8))
      // Mostly in what was found: the few words around it are all refused alike.
      if var members = document as? [String: Any], let facts = members["facts"], draw(10) > 0 {
        members["facts"] = mutate(json: facts)
        document = members
      } else {
        document = mutate(json: document)
      }
      guard JSONSerialization.isValidJSONObject(document) else { return mutate(bytes) }
      metadata["konomi"] = String(decoding: try JSONSerialization.data(withJSONObject: document), as: UTF8.self)
      header["__metadata__"] = metadata
    } else {
      header["__metadata__"] = nil
      header = mutate(json: header) as? [String: Any] ?? [:]
      header["__metadata__"] = metadata
    }
    var text = [UInt8](try JSONSerialization.data(withJSONObject: header))
    text += [UInt8](repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { [UInt8]($0) } + text + bytes[(8 + length)...]
  }

  private func object(_ data: Data) throws -> [String: Any] { try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:] }
}
