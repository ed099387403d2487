/// One dot per neuron in one path per class: a page of 20,000 neurons stays light.
struct ScatterPlot {
  struct Series {
    /// The CSS class that colours it.
    let style: String
    let points: [(x: Double, y: Double)]
  }

  let xTitle: String
  let yTitle: String
  let series: [Series]

  /// Both axes alike, with the diagonal.
  func svg(_ description: String) -> String {
    let points = series.flatMap(\.points)
    let axis = Axis(holding: points.flatMap { [$0.x, $0.y] })
    let frame = PlotFrame(x: axis, y: axis, xTitle: xTitle, yTitle: yTitle)
    func place(_ x: Double, _ y: Double) -> String { "\(coordinate(frame.xPlace(x))) \(coordinate(frame.yPlace(y)))" }
    let diagonal = "<path class=\"diagonal\" d=\"M\(place(axis.low, axis.low))L\(place(axis.high, axis.high))\"/>"
    let dots = series.filter { !$0.points.isEmpty }.map { series in
      "<path class=\"dots \(series.style)\" d=\"\(series.points.map { "M\(place($0.x, $0.y))h0" }.joined())\"/>"
    }
    return frame.svg(description, ([diagonal] + dots).joined(separator: "\n"))
  }
}
