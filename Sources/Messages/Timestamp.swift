/// A moment, in milliseconds since 1970 (UTC, as Kafka counts them); as text RFC 3339, e.g. `2026-11-24T00:33:55.120Z`.
public struct Timestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// From the year 1 to the year 9999.
  public static let bounds: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

  public let milliseconds: Int64

  /// - Parameter milliseconds: since 1970; held within `bounds`.
  public init(milliseconds: Int64) {
    self.milliseconds = min(max(milliseconds, Self.bounds.lowerBound), Self.bounds.upperBound)
  }

  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

  public var description: String {
    let seconds = milliseconds.floorDivided(by: 1000)
    let days = seconds.floorDivided(by: 86400)
    let date = Self.date(ofDay: days)
    let second = seconds - days * 86400
    func digits(_ value: Int64, _ count: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    return "\(digits(date.year, 4))-\(digits(date.month, 2))-\(digits(date.day, 2))T"
      + "\(digits(second / 3600, 2)):\(digits(second / 60 % 60, 2)):\(digits(second % 60, 2)).\(digits(milliseconds - seconds * 1000, 3))Z"
  }

  /// Reads an RFC 3339 date and time with any offset and any number of decimals (those below a millisecond are dropped); nil for anything else.
  public init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    guard let year = rest.takeNumber(digits: 4), rest.take("-"), let month = rest.takeNumber(digits: 2), rest.take("-"),
      let day = rest.takeNumber(digits: 2), rest.take("T") || rest.take("t"), let hour = rest.takeNumber(digits: 2), rest.take(":"),
      let minute = rest.takeNumber(digits: 2), rest.take(":"), let second = rest.takeNumber(digits: 2)
    else { return nil }
    var decimals: ArraySlice<UInt8> = []
    if rest.take(".") {
      decimals = rest.prefix { (48...57).contains($0) }
      guard !decimals.isEmpty else { return nil }
      rest.removeFirst(decimals.count)
    }
    var offset: Int64 = 0
    if !rest.take("Z"), !rest.take("z") {
      let isBehind = rest.take("-")
      guard isBehind || rest.take("+"), let hours = rest.takeNumber(digits: 2), rest.take(":"), let minutes = rest.takeNumber(digits: 2),
        hours < 24, minutes < 60
      else { return nil }
      offset = (hours * 60 + minutes) * (isBehind ? -1 : 1)
    }
    let days = Self.day(year: year, month: month, day: day)
    guard rest.isEmpty, Self.date(ofDay: days) == (year, month, day), hour < 24, minute < 60, second < 60 else { return nil }
    var thousandths = (decimals.prefix(3) + Array("000".utf8)).prefix(3)
    let milliseconds = (days * 86400 + hour * 3600 + (minute - offset) * 60 + second) * 1000 + (thousandths.takeNumber(digits: 3) ?? 0)
    guard Self.bounds.contains(milliseconds) else { return nil }
    self.init(milliseconds: milliseconds)
  }

  /// Days since 1970 of a date of the proleptic Gregorian calendar, in eras of 400 years that begin on 1 March.
  private static func day(year: Int64, month: Int64, day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = year.floorDivided(by: 400)
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// The date of a day counted from 1970.
  private static func date(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let day = day + 719_468
    let era = day.floorDivided(by: 146_097)
    let dayOfEra = day - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }
}

extension Int64 {
  /// The quotient rounded towards minus infinity, for a positive divisor.
  fileprivate func floorDivided(by divisor: Int64) -> Int64 { (self >= 0 ? self : self - divisor + 1) / divisor }
}

extension ArraySlice<UInt8> {
  /// Takes the character off the front, if it stands there.
  fileprivate mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard first == UInt8(ascii: character) else { return false }
    removeFirst()
    return true
  }

  /// Takes a number of exactly so many digits off the front.
  fileprivate mutating func takeNumber(digits count: Int) -> Int64? {
    let digits = prefix(count)
    guard digits.count == count, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
    removeFirst(count)
    return digits.reduce(0) { $0 * 10 + Int64($1 - 48) }
  }
}
