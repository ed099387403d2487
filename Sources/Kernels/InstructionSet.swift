import CVector

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// An instruction set that the kernels are built for.
public enum InstructionSet: String, Sendable, CaseIterable {
  #if arch(x86_64)
    /// x86-64-v3: AVX2 and FMA.
    case v3
    /// x86-64-v4: AVX-512.
    case v4
  #else
    /// arm64, where FMA is always there.
    case neon
  #endif

  /// What this processor offers, the best last.
  public static var available: [InstructionSet] {
    #if arch(x86_64)
      let level = konomi_x86_64_level()
      return level >= 4 ? [.v3, .v4] : level == 3 ? [.v3] : []
    #else
      return [.neon]
    #endif
  }

  /// The best that this processor offers, or the one that the environment variable KONOMI_ISA names.
  ///
  /// - Throws: `KernelsError` where the processor offers none, or not the one named.
  public static func chosen() throws -> InstructionSet {
    try choose(named: getenv("KONOMI_ISA").map { String(cString: $0) }, available: available)
  }

  static func choose(named name: String?, available: [InstructionSet]) throws -> InstructionSet {
    guard let best = available.last else {
      throw KernelsError(
        .unfitProcessor,
        "Konomi needs a processor with AVX2 and FMA (x86-64-v3: Intel since Haswell, AMD since Excavator); this one lacks them.")
    }
    guard let name, !name.isEmpty else { return best }
    guard let named = InstructionSet(rawValue: name) else {
      let known = allCases.map(\.rawValue).joined(separator: ", ")
      throw KernelsError(.unknownInstructionSet, "KONOMI_ISA names an instruction set, one of \(known), not '\(name)'.")
    }
    guard available.contains(named) else {
      throw KernelsError(
        .unfitProcessor, "KONOMI_ISA asks for \(name), which this processor does not offer; its best is \(best.rawValue).")
    }
    return named
  }
}
