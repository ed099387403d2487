import Testing

@testable import Messages

@Test(arguments: [
  (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
  (1_795_480_435_120, "2026-11-24T00:33:55.120Z"), (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
  (Timestamp.bounds.lowerBound, "0001-01-01T00:00:00.000Z"), (Timestamp.bounds.upperBound, "9999-12-31T23:59:59.999Z"),
])
func timestampsAreWrittenAndReadAsRFC3339(milliseconds: Int64, text: String) {
  #expect(Timestamp(milliseconds: milliseconds).description == text)
  #expect(Timestamp(text)?.milliseconds == milliseconds)
}

/// Forms that others write.
@Test(arguments: [
  ("1970-01-01T00:00:01Z", 1000), ("1970-01-01t01:00:00+01:00", 0), ("1969-12-31T19:00:00.5-05:00", 500),
  ("1970-01-01T00:00:00.123999999z", 123),
])
func otherFormsOfATimestampAreRead(text: String, milliseconds: Int64) {
  #expect(Timestamp(text)?.milliseconds == milliseconds)
}

@Test(arguments: [
  "", "yesterday", "1970-01-01", "1970-01-01T00:00:00", "1970-13-01T00:00:00Z", "2100-02-29T00:00:00Z", "1970-01-00T00:00:00Z",
  "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z", "1970-01-01T00:00:60Z", "1970-01-01T00:00:00+24:00", "0000-01-01T00:00:00Z",
  "0001-01-01T00:00:00+00:01", "1970-01-01T00:00:00.Z", "١٩٧٠-01-01T00:00:00Z", " 1970-01-01T00:00:00Z", "1970-01-01T00:00:00Zx",
])
func whatIsNoTimestampIsRefused(text: String) {
  #expect(Timestamp(text) == nil)
}

@Test func everyDayOfFourCenturiesComesBack() {
  for day in -100_000..<50_000 {
    let moment = Timestamp(milliseconds: Int64(day) * 86_400_000 + 43_200_000)
    guard Timestamp(moment.description) == moment else {
      Issue.record("\(moment) is read as \(String(describing: Timestamp(moment.description)))")
      return
    }
  }
}
