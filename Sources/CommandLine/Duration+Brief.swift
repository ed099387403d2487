extension Duration {
  /// The duration in its two largest units, for people: `8 s`, `2 min 05 s`, `3 h 07 min`, `2 d 04 h`. Parts of a second are left out.
  public var brief: String {
    let seconds = max(0, components.seconds)
    func padded(_ number: Int64) -> String { (number < 10 ? "0" : "") + String(number) }
    if seconds < 60 { return "\(seconds) s" }
    if seconds < 3600 { return "\(seconds / 60) min \(padded(seconds % 60)) s" }
    if seconds < 86400 { return "\(seconds / 3600) h \(padded(seconds / 60 % 60)) min" }
    return "\(seconds / 86400) d \(padded(seconds / 3600 % 24)) h"
  }
}
