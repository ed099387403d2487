/// "; the nearest known one is '...'", or nothing where nothing is known.
func nearest(to word: String, of known: [String]) -> String {
  let closest = known.min { editDistance(word, $0) < editDistance(word, $1) }
  return closest.map { "; the nearest known one is '\($0)'" } ?? ""
}

/// The least number of characters inserted, deleted or replaced that turns one text into the other (Levenshtein 1966).
///
/// - Complexity: the product of the two lengths; texts longer than 100 characters are cut.
func editDistance(_ first: String, _ second: String) -> Int {
  let first = Array(first.prefix(100))
  let second = Array(second.prefix(100))
  var row = Array(0...second.count)
  for (i, character) in first.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for j in second.indices {
      let replaced = diagonal + (character == second[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
    }
  }
  return row[second.count]
}
