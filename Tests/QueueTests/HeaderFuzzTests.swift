import Messages
import TestSupport
import Testing

@testable import Queue

/// What a worker finds beside offsets and records: whatever it says, it is read as something sound.
@Suite struct HeaderFuzzTests {
  private struct Never: Error {}

  /// Commit metadata of a former owner.
  @Test func startLedgers() {
    let (accepted, complaints) = Mutator.fuzz("commit metadata", refusingBy: Never.self) { mutator in
      let text = String(decoding: mutator.mutate(Array("17:1 20:2 9007199254740991:5".utf8)), as: UTF8.self)
      let ledger = StartLedger(text)
      let written = ledger.metadata(handingOver: true)
      #expect(written.utf8.count <= StartLedger.maximumBytes)
      #expect(StartLedger(written) == ledger || text.utf8.count > 4000)
    }
    #expect(accepted == Mutator.cases && complaints == [])
  }

  /// The history that a copy on the retry topic carries.
  @Test func histories() {
    let original = Record(key: "r/a", value: [1], headers: [.init("ce_type", Array("konomi.job.v1".utf8))])
    let place = TopicPartition(topic: "konomi.jobs.retry", partition: 3)
    let origin = DeadLetter.Origin(topic: "konomi.jobs", partition: 1, offset: 7, timestamp: Timestamp(milliseconds: 1_795_480_435_120))
    let copy = JobHistory(attempt: 2, origin: origin, firstFailedAt: origin.timestamp).copy(of: original, attempt: 2, failedAt: nil)
    let (accepted, complaints) = Mutator.fuzz("history", refusingBy: Never.self) { mutator in
      var record = copy
      for _ in 0...mutator.draw(3) {
        let index = mutator.draw(record.headers.count)
        record.headers[index].value = mutator.mutate(record.headers[index].value)
        if mutator.draw(8) == 0 { record.headers.remove(at: index) }
      }
      let (history, found) = JobHistory.read(ReceivedRecord(place: place, offset: 5, timestamp: 9, record: record))
      #expect(history.attempt > 0 && history.origin.partition >= 0 && found.value == [1])
      // Either the copy's own headers were understood and taken off, or they are the original's.
      #expect(found.headers.count == record.headers.count || found.headers.count == record.headers.count - 6)
    }
    #expect(accepted == Mutator.cases && complaints == [])
  }
}
