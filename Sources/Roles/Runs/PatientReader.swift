import Queue
import Telemetry

/// A reader for roles that wait for hours: where the brokers fall silent it says so once, waits, and says so when they are back.
final class PatientReader: RecordReader {
  /// After so long without a record the brokers are asked whether they are there.
  private static let silence = Duration.seconds(5)

  private let reader: any RecordReader
  private let log: Log
  private var lastContact = ContinuousClock.now
  /// Whether nobody answered when it was last asked.
  private(set) var isCutOff = false

  init(_ reader: any RecordReader, log: Log) {
    self.reader = reader
    self.log = log
  }

  func next(timeout: Duration) throws -> ReceivedRecord? {
    if let received = try reader.next(timeout: timeout) {
      noteContact()
      return received
    }
    if ContinuousClock.now - lastContact >= Self.silence { _ = try isAtEnd() }
    return nil
  }

  /// Whether everything has been read; false while nobody answers.
  func isAtEnd() throws -> Bool {
    do {
      let isAtEnd = try reader.isAtEnd()
      noteContact()
      return isAtEnd
    } catch let error as QueueError where error.isRetriable {
      if !isCutOff { log.warning("no broker answers; waiting for one", ["error": error.description]) }
      isCutOff = true
      lastContact = ContinuousClock.now
      return false
    }
  }

  func close() { reader.close() }

  private func noteContact() {
    lastContact = ContinuousClock.now
    if isCutOff { log.info("the brokers answer again") }
    isCutOff = false
  }
}
