/// Which stimulus sets a worker keeps, within a bound of bytes: the least recently used goes first. A value; the sets themselves are its owner's.
struct StimulusShelf<Key: Equatable> {
  /// A prepared set is held so often: the images as tensors, and standardised; with it go what comparison models make of it.
  static var copies: Int { 4 }

  /// What the sets may take together, in bytes; nil for no more than two sets where nobody knows.
  let bound: Int?
  /// The least recently used first.
  private(set) var entries: [(key: Key, bytes: Int, isReady: Bool)] = []

  init(bound: Int?) { self.bound = bound }

  /// A set is asked for: whether it is here, and prepared.
  mutating func use(_ key: Key) -> (isKnown: Bool, isReady: Bool) {
    guard let place = entries.firstIndex(where: { $0.key == key }) else { return (false, false) }
    let entry = entries.remove(at: place)
    entries.append(entry)
    return (true, entry.isReady)
  }

  /// A set is about to be read.
  /// - Parameter bytes: as it was published.
  /// - Returns: the sets that make room for it; those that are being read stay.
  mutating func add(_ key: Key, bytes: Int) -> [Key] {
    let own = Self.held(bytes)
    var gone: [Key] = []
    while !fits(own), let place = entries.firstIndex(where: \.isReady) { gone.append(entries.remove(at: place).key) }
    entries.append((key, own, false))
    return gone
  }

  /// The set is prepared.
  mutating func settle(_ key: Key) {
    if let place = entries.firstIndex(where: { $0.key == key }) { entries[place].isReady = true }
  }

  /// The set could not be read, or prepared.
  mutating func remove(_ key: Key) { entries.removeAll { $0.key == key } }

  private func fits(_ bytes: Int) -> Bool {
    guard let bound else { return entries.count < 2 }
    let (sum, isTooMuch) = entries.reduce(0) { $0 + $1.bytes }.addingReportingOverflow(bytes)
    return !isTooMuch && sum <= bound
  }

  private static func held(_ bytes: Int) -> Int { bytes > Int.max / 1000 ? Int.max / 1000 : bytes * copies }
}
