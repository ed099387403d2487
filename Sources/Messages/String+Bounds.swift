extension String {
  /// The text, cut where it takes more than so many bytes of UTF-8, with a sign that it goes on; never in the middle of a character of Unicode, whatever stands in it.
  public func shortened(to bytes: Int) -> String {
    guard utf8.count > bytes else { return self }
    let sign = bytes >= 6 ? "…" : ""
    var room = bytes - sign.utf8.count
    var kept = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      room -= UTF8.width(scalar)
      if room < 0 { break }
      kept.append(scalar)
    }
    return String(kept) + sign
  }

  /// The text as a field of one line takes it: without control characters, of so many bytes at most, and never empty.
  public func plain(within bytes: Int) -> String {
    let kept = unicodeScalars.map { JobKey.isPlain($0) ? $0 : " " }
    return isEmpty ? "-" : String(String.UnicodeScalarView(kept)).shortened(to: bytes)
  }
}
