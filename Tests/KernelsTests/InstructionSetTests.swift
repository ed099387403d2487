#if arch(x86_64)
  import Testing

  @testable import Kernels

  @Suite struct InstructionSetTests {
    @Test func theBestOrTheOneNamed() throws {
      #expect(try InstructionSet.choose(named: nil, available: [.v3, .v4]) == .v4)
      #expect(try InstructionSet.choose(named: "", available: [.v3]) == .v3)
      #expect(try InstructionSet.choose(named: "v3", available: [.v3, .v4]) == .v3)
    }

    @Test(
      arguments: [
        (
          nil, [],
          "Konomi needs a processor with AVX2 and FMA (x86-64-v3: Intel since Haswell, AMD since Excavator); this one lacks them."
        ),
        ("v4", [.v3], "KONOMI_ISA asks for v4, which this processor does not offer; its best is v3."),
        ("avx", [.v3], "KONOMI_ISA names an instruction set, one of v3, v4, not 'avx'."),
      ] as [(String?, [InstructionSet], String)])
    func sentences(name: String?, available: [InstructionSet], sentence: String) {
      #expect {
        _ = try InstructionSet.choose(named: name, available: available)
      } throws: {
        ($0 as? KernelsError)?.description == sentence
      }
    }
  }
#endif
