// swift-tools-version: 6.0
import PackageDescription

/// Every warning is an error, in every target.
let strict: [SwiftSetting] = [.unsafeFlags(["-warnings-as-errors"])]
/// Numerics run a hundred times slower unoptimised: these targets are optimised in every configuration, so that tests stay quick.
let fast: [SwiftSetting] = [.unsafeFlags(["-warnings-as-errors", "-O"])]
/// OpenBLAS picks its code by CPU, so its last bits differ between machines; the reference LAPACK's do not. Where Debian's alternatives point the plain
/// names at OpenBLAS, these run paths come first and find the reference libraries. (--no-as-needed: liblapack finds libblas by the program's own entry.)
let referenceLapack: [LinkerSetting] = [
  .unsafeFlags(
    ["x86_64", "aarch64"].flatMap { machine in
      ["lapack", "blas"].flatMap { ["-Xlinker", "-rpath", "-Xlinker", "/usr/lib/\(machine)-linux-gnu/\($0)"] }
    } + ["-Xlinker", "--no-as-needed"])
]

/// Kernels see the whole module at once, so that everything is inlined. On x86-64 they are built twice from the same sources, for x86-64-v3 and for
/// x86-64-v4; elsewhere once, for what the machine offers.
func kernelBuild(_ flags: [String]) -> [SwiftSetting] {
  [.unsafeFlags(["-warnings-as-errors", "-O", "-disable-batch-mode", "-wmo", "-num-threads", "1"] + flags)]
}
#if arch(x86_64)
  let kernelBuilds: [Target] = [
    .target(
      name: "KernelsV3", dependencies: ["KernelShapes", "CVector"], swiftSettings: kernelBuild(["-Xcc", "-march=x86-64-v3"])),
    .target(
      name: "KernelsV4", dependencies: ["KernelShapes", "CVector"],
      swiftSettings: kernelBuild(["-Xcc", "-march=x86-64-v4", "-D", "KONOMI_V4"])),
  ]
#else
  let kernelBuilds: [Target] = [
    .target(name: "KernelsV3", dependencies: ["KernelShapes", "CVector"], swiftSettings: kernelBuild([]))
  ]
#endif

let package = Package(
  name: "konomi",
  products: [.executable(name: "konomi", targets: ["konomi"])],
  targets: [
    // The program: one file per subcommand, the only place that prints and exits.
    .executableTarget(
      name: "konomi",
      dependencies: [
        "Analysis", "CommandLine", "Formats", "KafkaQueue", "Kernels", "Messages", "Method", "Queue", "Recordings", "Report", "Roles",
        "Telemetry", "Work",
      ], swiftSettings: strict),
    .target(name: "CommandLine", swiftSettings: strict),
    .target(name: "Telemetry", swiftSettings: strict),

    // Measurements for whoever works on Konomi; no part of the product.
    .executableTarget(
      name: "bench",
      dependencies: ["CommandLine", "Analysis", "Messages", "Queue", "Recordings", "Roles", "Networks", "Kernels", "KernelShapes"],
      swiftSettings: strict),

    // Threads and glue.
    .target(
      name: "Roles",
      dependencies: ["Analysis", "Formats", "Messages", "Method", "Numerics", "Queue", "Report", "Recordings", "Telemetry", "Work"],
      swiftSettings: strict),
    .target(
      name: "Work", dependencies: ["Analysis", "Formats", "Messages", "Method", "Queue", "Telemetry"], swiftSettings: strict),
    .target(name: "Report", dependencies: ["Messages", "Method", "Numerics", "Formats", "CPng"], swiftSettings: fast),

    // Delivery: knows nothing of networks.
    // librdkafka is to find this module's `cnd_timedwait` in the program.
    .target(
      name: "KafkaQueue", dependencies: ["Messages", "Queue", "CRdKafka"], swiftSettings: strict,
      linkerSettings: [.unsafeFlags(["-Xlinker", "--export-dynamic-symbol=cnd_timedwait"])]),
    .target(name: "Queue", dependencies: ["Messages"], swiftSettings: fast),
    .target(name: "Messages", dependencies: ["Formats", "Method", "Numerics"], swiftSettings: fast),

    // The analysis of one neuron: knows nothing of Kafka.
    .target(name: "Analysis", dependencies: ["Networks", "LinearAlgebra", "SupportVectors", "Method", "Numerics"], swiftSettings: fast),
    .target(name: "Networks", dependencies: ["Kernels", "KernelShapes", "Method", "Numerics"], swiftSettings: fast),
    // The numeric kernels, chosen at start among the builds for this machine.
    .target(
      name: "Kernels", dependencies: ["KernelShapes", "CVector"] + kernelBuilds.map { .byName(name: $0.name) }, swiftSettings: fast),
    .target(name: "KernelShapes", swiftSettings: fast),
    .target(name: "SupportVectors", dependencies: ["Kernels", "KernelShapes"], swiftSettings: fast),
    .target(
      name: "LinearAlgebra", dependencies: ["CLapack", "Kernels", "KernelShapes"], swiftSettings: fast, linkerSettings: referenceLapack),

    // Files in, arrays out.
    .target(name: "Recordings", dependencies: ["Formats", "LinearAlgebra", "Method", "Numerics"], swiftSettings: fast),
    .target(name: "Formats", dependencies: ["Numerics", "CZstd", "COpenSSL"], swiftSettings: fast),

    // The words that all of them share.
    .target(name: "Method", dependencies: ["Numerics"], swiftSettings: fast),
    .target(name: "Numerics", swiftSettings: fast, linkerSettings: [.linkedLibrary("m")]),

    // C libraries, each imported by one module only.
    // Without pkg-config: what it says of librdkafka on Debian 13 SwiftPM warns of, and nothing of it is needed.
    .systemLibrary(name: "CRdKafka", providers: [.apt(["librdkafka-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CPng", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CVector"),
    .systemLibrary(name: "CLapack", providers: [.apt(["liblapack-dev", "libblas-dev"])]),

    // One test target per module.
    .target(name: "TestSupport", dependencies: ["Formats", "Numerics"], path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(name: "AnalysisTests", dependencies: ["Analysis", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "SupportVectorsTests", dependencies: ["SupportVectors", "Numerics"], swiftSettings: strict),
    .testTarget(name: "LinearAlgebraTests", dependencies: ["LinearAlgebra"], swiftSettings: strict),
    .testTarget(name: "NumericsTests", dependencies: ["Numerics"], swiftSettings: strict),
    .testTarget(name: "KernelsTests", dependencies: ["Kernels", "KernelShapes", "Numerics"], swiftSettings: fast),
    .testTarget(name: "NetworksTests", dependencies: ["Networks", "Kernels", "KernelShapes"], swiftSettings: fast),
    .testTarget(name: "FormatsTests", dependencies: ["Formats", "CZstd", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "CommandLineTests", dependencies: ["CommandLine", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "MessagesTests", dependencies: ["Messages", "Formats", "TestSupport"], exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "ReportTests", dependencies: ["Report", "Messages", "Method", "Numerics", "Formats", "TestSupport"], exclude: ["Golden"],
      swiftSettings: strict),
    // The program itself is among what these run.
    .testTarget(
      name: "RolesTests",
      dependencies: [
        "Roles", "Work", "konomi", "Formats", "KafkaQueue", "Messages", "Method", "Numerics", "Queue", "Recordings", "Telemetry",
        "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(name: "WorkTests", dependencies: ["Work", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "TelemetryTests", dependencies: ["Telemetry"], swiftSettings: strict),
    .testTarget(name: "QueueTests", dependencies: ["Queue", "Messages", "TestSupport"], swiftSettings: fast),
    .testTarget(
      name: "KafkaQueueTests", dependencies: ["KafkaQueue", "Messages", "Method", "Queue", "TestSupport", "CRdKafka"],
      swiftSettings: strict),
    .testTarget(name: "RecordingsTests", dependencies: ["Recordings", "Formats", "Method", "TestSupport"], swiftSettings: strict),
  ] + kernelBuilds,
  swiftLanguageModes: [.v6]
)
