/// Breaks a text at spaces so that no line is longer than `width`, unless a word is; line breaks of the text itself stay.
/// - Parameter hanging: how far all lines of a paragraph but the first are indented.
func wrapped(_ text: String, width: Int = 100, hanging: Int = 0) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: false).map { paragraph in
    var lines: [String] = []
    for word in paragraph.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append((lines.isEmpty ? "" : String(repeating: " ", count: hanging)) + word)
      }
    }
    return lines.joined(separator: "\n")
  }.joined(separator: "\n")
}
