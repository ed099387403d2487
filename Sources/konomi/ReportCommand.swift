import CommandLine
import Foundation
import Roles

/// `konomi report`: the report again, from collected results.
enum ReportCommand {
  private static let directory = Argument<URL>("dir", help: "A results directory of konomi run or konomi collect.")

  static let command = Command(
    "report", summary: "Builds the report again from the results that a directory holds.", example: "konomi report results/",
    parameters: [directory], run: report)

  private static func report(_ values: Values) throws -> ExitCode {
    let results = try ResultsDirectory(reading: values[directory])
    try Collector.writeReport(results, provenance: results.provenance(version: Konomi.version))
    print(values[directory].appending(path: "report.html").path)
    return .success
  }
}
