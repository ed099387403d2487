import Formats
import Foundation
import Numerics

/// A folder with a recording made to order, gone with the last reference to it.
final class RecordingFolder {
  let path: String

  /// 20 images of 4x4 pixels, all different, and 3 neurons, unless files are written over.
  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("konomi-" + UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try write(Self.numbers([20, 4, 4]), "stimuli.npy")
    try write(Self.numbers([20, 3]), "responses.npy")
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ tensor: Tensor, _ name: String) throws { try ArrayFile.write(tensor, to: path + "/" + name) }
  func write(_ text: String, _ name: String) throws { try AtomicFile.write(text.utf8, to: path + "/" + name) }
  func write(_ bytes: [UInt8], _ name: String) throws { try AtomicFile.write(bytes, to: path + "/" + name) }
  func link(_ name: String, to target: String) throws {
    try? remove(name)
    try FileManager.default.createSymbolicLink(atPath: path + "/" + name, withDestinationPath: target)
  }
  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }

  /// 0, 1, 2 ... in the given shape.
  static func numbers(_ shape: [Int]) -> Tensor {
    Tensor(shape: shape, values: (0..<shape.reduce(1, *)).map(Float.init))
  }

  /// The same with other elements at some places.
  static func numbers(_ shape: [Int], _ others: [Int: Float]) -> Tensor {
    var tensor = numbers(shape)
    for (place, value) in others { tensor.values[place] = value }
    return tensor
  }
}
