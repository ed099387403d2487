/// Text from outside as HTML text or a quoted attribute: nothing in it is markup, and control characters are replaced.
func escaped(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    case _ where scalar.properties.generalCategory == .control: result += "\u{FFFD}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// A number with a fixed count of decimals and a true minus sign; a dash where there is none.
func shown(_ number: Double?, decimals: Int = 3, signed: Bool = false) -> String {
  guard let number else { return "–" }
  // Nothing of ours is that large; a text is better than a trap.
  guard abs(number) < 1e12 else { return number.description }
  let scale = [1.0, 10, 100, 1000, 10_000][decimals]
  let whole = Int((abs(number) * scale).rounded())
  let sign = whole == 0 ? "" : number < 0 ? "−" : signed ? "+" : ""
  let digits = String(whole)
  guard decimals > 0 else { return sign + digits }
  let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
  return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
}

/// A share as percent.
func percent(_ share: Double?, decimals: Int = 0) -> String { share.map { shown($0 * 100, decimals: decimals) + "\u{A0}%" } ?? "–" }
