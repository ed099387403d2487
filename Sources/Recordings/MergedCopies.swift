import Numerics

/// Presentations of one image that stand in several rows of a set: they are repeats, and count as such wherever repeats tell something.
struct MergedCopies {
  /// The different images, in the order in which they first appear.
  let images: Tensor
  /// [repeats, images, neurons]: the repeats of an image's first row, then those of the next; NaN behind the last.
  let responses: Tensor
  /// How many rows became repeats of an earlier one.
  let copies: Int
  /// How many presentations were left out, because a place for each would have made the responses too large.
  let leftOut: Int

  /// What padding may make of smaller responses: 4 MB a neuron, as a job may hold them, and half a gigabyte together.
  private static let (mostOfNeuron, mostElements) = (1 << 20, 1 << 27)

  /// - Parameters:
  ///   - images: [images, channels, height, width].
  ///   - responses: [repeats, images, neurons].
  ///   - most: so many responses a neuron may have, padding included, or four times as many as are given where that is more. Of an image with more presentations
  ///     than fit, some that are evenly spread stand for all: a mean of several would hide the noise between them.
  init(_ images: Tensor, _ responses: Tensor, most: Int? = nil) {
    let groups = images.identicalEntries()
    let count = (groups.max() ?? -1) + 1
    copies = images.count - count
    guard copies > 0 else {
      (self.images, self.responses, leftOut) = (images, responses, 0)
      return
    }
    var rows = [[Int]](repeating: [], count: count)
    for (row, group) in groups.enumerated() { rows[group].append(row) }
    let (repeats, neurons) = (responses.count, responses.shape[2])
    let bound = max(most ?? min(Self.mostOfNeuron, Self.mostElements / neurons), 4 * repeats * images.count)
    let slots = min((rows.map(\.count).max() ?? 1) * repeats, bound / count)
    var merged = Tensor(shape: [slots, count, neurons], values: [Float](repeating: .nan, count: slots * count * neurons))
    var leftOut = 0
    for (image, rows) in rows.enumerated() {
      // Where each presentation's responses begin, one for each neuron.
      let shown = rows.flatMap { row in (0..<repeats).map { ($0 * images.count + row) * neurons } }
      let kept = min(slots, shown.count)
      leftOut += shown.count - kept
      for slot in 0..<kept {
        let (target, source) = ((slot * count + image) * neurons, shown[slot * shown.count / kept])
        merged.values.replaceSubrange(target..<target + neurons, with: responses.values[source..<source + neurons])
      }
    }
    self.images = images.gather(rows.map { $0[0] })
    self.responses = merged
    self.leftOut = leftOut
  }
}
