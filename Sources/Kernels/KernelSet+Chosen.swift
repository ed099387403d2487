import KernelShapes

#if arch(x86_64)
  import KernelsV3
  import KernelsV4
#else
  import KernelsV3
#endif

extension InstructionSet {
  /// The kernels built for it. All builds give the same bytes.
  public var kernels: KernelSet {
    switch self {
    #if arch(x86_64)
      case .v3: KernelsV3.kernels
      case .v4: KernelsV4.kernels
    #else
      case .neon: KernelsV3.kernels
    #endif
    }
  }
}

extension KernelSet {
  /// The kernels for this machine, chosen when first used.
  ///
  /// The program asks `InstructionSet.chosen()` at its start, so that a machine that cannot run them is told so in a sentence.
  public static let chosen: KernelSet = {
    do {
      return try InstructionSet.chosen().kernels
    } catch {
      fatalError("\(error)")
    }
  }()
}
