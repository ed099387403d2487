import Formats
import Foundation
import Messages
import Report
import Work

extension ResultsDirectory {
  /// The provenance that the directory holds; where there is none (the run never ended), one of this moment.
  public func provenance(version: String) throws -> Provenance {
    if let bytes = try Self.read(folder.appending(path: "provenance.json")) {
      return try JSONText.decode(Provenance.self, from: bytes, limit: 1 << 28)
    }
    let now = Timestamp.now.description
    return Provenance(
      run: String(run.identity.prefix(16)), version: version, started: now, finished: now, host: ProcessInfo.processInfo.hostName,
      workers: [],
      redeliveries: 0, duplicates: 0)
  }
}
