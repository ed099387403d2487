/// What is wrong with a file that was read or written.
public struct FileError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Code: Sendable, Equatable {
    /// There is no such file.
    case missing
    /// The file is there but cannot be read: permissions, a folder, a failing disk.
    case unreadable
    /// The bytes are not those of a NumPy array of numbers.
    case malformed
    /// The file could not be written: no space, no permission, no such folder.
    case unwritable
  }

  public var code: Code
  /// What happened, where, and what to do, as one sentence that begins with the file's path.
  public var description: String

  public init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
