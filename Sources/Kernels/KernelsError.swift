/// Why the kernels cannot run here.
public struct KernelsError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable, Equatable {
    /// The processor lacks the instructions: exit code 69.
    case unfitProcessor
    /// KONOMI_ISA names none that exists: exit code 64.
    case unknownInstructionSet
  }

  public var code: Code
  /// What is wrong and what to do, as one sentence.
  public var description: String

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
