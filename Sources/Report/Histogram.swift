/// How many neurons have which value: bars stacked by class, or outlined in front.
struct Histogram {
  struct Series {
    /// The CSS class that colours it.
    let style: String
    let values: [Double]
  }

  let xTitle: String
  /// Stacked from the bottom.
  let stacked: [Series]
  /// Drawn as an outline in front of the bars; nil for none.
  var outlined: Series?

  func svg(_ description: String) -> String {
    let all = (stacked + [outlined].compactMap { $0 }).flatMap(\.values)
    // Bins hold their upper bound, not their lower one, so that zero is not among the positive values: the axis begins below the least value.
    let x = Axis(holding: all + [all.min()].compactMap { $0.map { $0 - 1e-9 } })
    let width = x.step / 4
    let count = Int(((x.high - x.low) / width).rounded())
    func counts(_ values: [Double]) -> [Int] {
      var counts = Array(repeating: 0, count: count)
      for value in values { counts[min(count - 1, max(0, Int(((value - x.low) / width - 1e-9).rounded(.up)) - 1))] += 1 }
      return counts
    }
    let bars = stacked.map { counts($0.values) }
    let outline = outlined.map { counts($0.values) }
    let sums = (0..<count).map { bin in bars.reduce(0) { $0 + $1[bin] } }
    let highest = max(sums.max() ?? 0, outline?.max() ?? 0)
    let frame = PlotFrame(
      x: x, y: Axis(holding: [Double(max(highest, 5))], ticks: 4), xTitle: xTitle, yTitle: "Neurons")
    func left(_ bin: Int) -> Double { frame.xPlace(x.low + Double(bin) * width) }
    var bases = Array(repeating: 0, count: count)
    var marks: [String] = []
    for (series, counts) in zip(stacked, bars) {
      let boxes = (0..<count).filter { counts[$0] > 0 }.map { bin in
        let (floor, top) = (frame.yPlace(Double(bases[bin])), frame.yPlace(Double(bases[bin] + counts[bin])))
        return
          "M\(coordinate(left(bin) + 0.5)) \(coordinate(floor))V\(coordinate(top))H\(coordinate(left(bin + 1) - 0.5))V\(coordinate(floor))z"
      }
      if !boxes.isEmpty { marks.append("<path class=\"bars \(series.style)\" d=\"\(boxes.joined())\"/>") }
      for bin in 0..<count { bases[bin] += counts[bin] }
    }
    if let outlined, let outline, outline.contains(where: { $0 > 0 }) {
      let steps = (0..<count).map { "V\(coordinate(frame.yPlace(Double(outline[$0]))))H\(coordinate(left($0 + 1)))" }
      let floor = coordinate(frame.yPlace(0))
      marks.append("<path class=\"outline \(outlined.style)\" d=\"M\(coordinate(left(0))) \(floor)\(steps.joined())V\(floor)\"/>")
    }
    return frame.svg(description, marks.joined(separator: "\n"))
  }
}
