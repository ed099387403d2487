#if arch(x86_64)
  import Foundation
  import Testing

  /// A weak symbol may be taken from any object that defines it: one that was compiled for AVX-512 must not stand in for the others'.
  @Suite struct SymbolTests {
    /// The folder of the build that holds this test.
    private static let products = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()

    /// The symbols that an object of a module defines, by `nm`: (kind, name).
    private func symbols(of module: String) throws -> [(kind: String, name: String)] {
      let folder = Self.products.appendingPathComponent(module + ".build")
      let objects = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).filter {
        $0.pathExtension == "o"
      }
      #expect(!objects.isEmpty)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["nm", "--defined-only"] + objects.map(\.path)
      let output = Pipe()
      process.standardOutput = output
      try process.run()
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      return text.split(separator: "\n").compactMap { line in
        let fields = line.split(separator: " ", omittingEmptySubsequences: true)
        return fields.count >= 3 ? (String(fields[1]), fields[2...].joined(separator: " ")) : nil
      }
    }

    @Test func everyCodeSymbolOfTheWideBuildCarriesItsName() throws {
      let code = try symbols(of: "KernelsV4").filter { ["T", "W"].contains($0.kind) }
      #expect(code.count > 10)
      #expect(code.filter { !$0.name.contains("KernelsV4") }.map(\.name) == [])
    }

    @Test func theBuildsShareNoCode() throws {
      let wide = Set(try symbols(of: "KernelsV4").filter { ["T", "W"].contains($0.kind) }.map(\.name))
      for module in ["KernelsV3", "KernelShapes", "Kernels", "Networks", "Numerics"] {
        let others = try symbols(of: module).filter { ["T", "W"].contains($0.kind) }.map(\.name)
        #expect(others.filter(wide.contains) == [])
      }
    }
  }
#endif
