import Formats

/// What is wrong with a recording, or with what was asked of it.
public struct RecordingError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Code: Sendable, Equatable {
    /// A file or the folder is missing, or cannot be read.
    case unreadable
    /// A file is there but is not what its name promises.
    case malformed
    /// Two parts of the recording contradict each other.
    case inconsistent
    /// The recording is sound but holds what no analysis can use, e.g. too few images.
    case unsuitable
    /// A setting does not fit the recording, or lies outside its range.
    case setting
    /// A recording cannot be written: the folder is in use, the disk is full.
    case unwritable
  }

  public var code: Code
  /// What happened, where, and what to do, as one sentence.
  public var description: String

  public init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }

  /// The error of a file, as one of the recording that it belongs to.
  init(_ error: FileError) {
    let code: Code =
      switch error.code {
      case .missing, .unreadable: .unreadable
      case .malformed: .malformed
      case .unwritable: .unwritable
      }
    self.init(code, error.description)
  }

  /// The result of `body`, whose errors about files become errors of the recording.
  static func wrapping<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as FileError {
      throw RecordingError(error)
    }
  }
}
