/// The frame that all plots share: an inline SVG of 360 x 270 units with two axes, their ticks and titles.
struct PlotFrame {
  static let width = 360.0
  static let height = 270.0

  let x: Axis
  let y: Axis
  let xTitle: String
  let yTitle: String

  private let left = 50.0
  private let right = 10.0
  private let top = 10.0
  private let bottom = 44.0

  init(x: Axis, y: Axis, xTitle: String, yTitle: String) {
    self.x = x
    self.y = y
    self.xTitle = xTitle
    self.yTitle = yTitle
  }

  func xPlace(_ value: Double) -> Double { left + x.place(value) * (Self.width - left - right) }
  func yPlace(_ value: Double) -> Double { Self.height - bottom - y.place(value) * (Self.height - top - bottom) }

  /// The whole drawing.
  /// - Parameters:
  ///   - description: what it shows, for those who cannot see it.
  ///   - marks: what stands inside the axes.
  func svg(_ description: String, _ marks: String) -> String {
    let (floor, middle) = (Self.height - bottom, (left + Self.width - right) / 2)
    let across = y.ticks.map { tick in
      let place = coordinate(yPlace(tick))
      return """
        <path class="grid" d="M\(coordinate(left)) \(place)H\(coordinate(Self.width - right))"/>\
        <text x="\(coordinate(left - 6))" y="\(place)" dy=".32em" text-anchor="end">\(y.text(tick))</text>
        """
    }
    let below = x.ticks.map { tick in
      let place = coordinate(xPlace(tick))
      return """
        <path class="tick" d="M\(place) \(coordinate(floor))v4"/>\
        <text x="\(place)" y="\(coordinate(floor + 18))" text-anchor="middle">\(x.text(tick))</text>
        """
    }
    return """
      <svg viewBox="0 0 \(coordinate(Self.width)) \(coordinate(Self.height))" role="img" aria-label="\(escaped(description))">
      \(across.joined(separator: "\n"))
      \(below.joined(separator: "\n"))
      <path class="axis" d="M\(coordinate(left)) \(coordinate(floor))H\(coordinate(Self.width - right))"/>
      \(marks)
      <text class="title" x="\(coordinate(middle))" y="\(coordinate(Self.height - 6))" text-anchor="middle">\(xTitle)</text>
      <text class="title" transform="translate(11 \(coordinate((top + floor) / 2))) rotate(-90)" text-anchor="middle">\(yTitle)</text>
      </svg>
      """
  }
}

/// A place in a drawing, to a tenth of a unit.
func coordinate(_ value: Double) -> String {
  // What is no number has no place.
  guard value.magnitude < 1e12 else { return "0" }
  let tenths = Int((value * 10).rounded())
  return tenths % 10 == 0 ? String(tenths / 10) : (tenths < 0 ? "-" : "") + "\(abs(tenths) / 10).\(abs(tenths) % 10)"
}
