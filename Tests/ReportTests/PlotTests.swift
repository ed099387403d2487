import Testing

@testable import Report

@Suite struct PlotTests {
  @Test(arguments: [
    ([0.1, 0.72], [0.0, 0.2, 0.4, 0.6, 0.8], ["0.0", "0.2", "0.4", "0.6", "0.8"]),
    ([-0.03, 0.31], [-0.1, 0.0, 0.1, 0.2, 0.3, 0.4], ["−0.1", "0.0", "0.1", "0.2", "0.3", "0.4"]),
    ([0.0], [0.0, 0.002, 0.004, 0.006, 0.008, 0.01], ["0.000", "0.002", "0.004", "0.006", "0.008", "0.010"]),
    ([47], [0, 10, 20, 30, 40, 50], ["0", "10", "20", "30", "40", "50"]),
  ])
  func axesAreRound(values: [Double], ticks: [Double], texts: [String]) {
    let axis = Axis(holding: values)
    #expect(axis.ticks.count == ticks.count && zip(axis.ticks, ticks).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(axis.ticks.map(axis.text) == texts)
    #expect(values.allSatisfy { (0...1).contains(axis.place($0)) })
  }

  @Test func dotsOfAClassAreOnePath() {
    let svg = ScatterPlot(
      xTitle: "x", yTitle: "y", series: [.init(style: "simple", points: [(0, 0), (1, 0.5)]), .init(style: "complex", points: [])]
    ).svg("d")
    #expect(svg.contains("<path class=\"dots simple\" d=\"M50 226h0M350 118h0\"/>"))
    #expect(!svg.contains("complex"))
    #expect(svg.contains("<path class=\"diagonal\" d=\"M50 226L350 10\"/>"))
  }

  /// Eight values of which three lie at zero: they count as not positive.
  @Test func barsCountWhatIsInThem() {
    let svg = Histogram(
      xTitle: "x", stacked: [.init(style: "a", values: [0, 0, 0]), .init(style: "b", values: [0.1, 0.1, 0.1, 0.35, 0.4])]
    ).svg("d")
    // The axis runs from -0.1 to 0.4 in bins of 0.025; the vertical axis ends at 6, 216 units up.
    #expect(svg.contains("<path class=\"bars a\" d=\"M95.5 226V118H109.5V226z\"/>"))
    #expect(svg.contains("<path class=\"bars b\" d=\"M155.5 226V118H169.5V226zM305.5 226V190H319.5V226zM335.5 226V190H349.5V226z\"/>"))
  }
}
