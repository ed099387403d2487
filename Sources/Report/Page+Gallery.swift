import Foundation
import Messages
import Method
import Numerics

extension Page {
  /// All before the first card.
  var galleryHead: String {
    let labels = NeuronFacts.Label.allCases.map { "<option value=\"\($0.rawValue)\">\($0.rawValue)</option>" }.joined()
    let more = controls.isEmpty ? "" : "<option value=\"control\">controls</option>"
    return """
      <section aria-labelledby="neurons">
      <h2 id="neurons">Neurons and their optimal images</h2>
      <p class="lead">Every neuron’s distinct optimal images, the best first. Grey is zero; black and white are the largest deviation of each image.
      Under an image: its activation relative to the best natural image (×) and in \(unit == "z" ? "standard deviations of the response (z)" : "units of the mean response (ȳ)"), and the share of the
      \(counted(population.settings.optimalImages.seeds, "seed")) that ended in it.</p>
      <form class="tools" onsubmit="return false">
      <label>Find <input id="find" type="search" placeholder="neuron id" autocomplete="off"></label>
      <label>Label <select id="label"><option value="">all</option>\(labels)\(more)</select></label>
      <label>Sort by <select id="sort"><option value="">recording order</option><option value="r">prediction similarity</option>\
      <option value="c">complexness</option><option value="n">number of distinct images</option><option value="a">activation ratio</option></select></label>
      <output id="count"></output>
      </form>
      <ol id="gallery">
      """
  }

  /// One neuron of the gallery.
  /// - Parameters:
  ///   - images: its distinct images, [groups, channels, height, width].
  ///   - further: the images made on demand, likewise.
  /// - Throws: `ReportError.image`.
  func card(_ entry: NeuronEntry, _ images: Tensor, further: Tensor) throws -> String {
    guard let facts = entry.facts else { return "" }
    let label = entry.label?.rawValue ?? ""
    let group = entry.control == nil ? label : "control"
    let figures = try facts.distinctImages.enumerated().map { place, image in
      try figure(entry, image.activation, "\(percent(entry.share(image)))", "Optimal image \(place + 1)", images[place])
    }
    let onDemand = try (facts.furtherImages ?? []).enumerated().map { place, image in
      let name = image.purpose == .leastExciting ? "least exciting" : "pushed apart"
      return try figure(entry, image.activation, name, "Image \(place + 1) made on demand, \(name),", further[place])
    }
    let complexness = facts.complexness
    return """
      <li data-id="\(escaped(entry.id.lowercased()))" data-label="\(group)" data-r="\(sortKey(facts.predictionSimilarity))" \
      data-c="\(sortKey(complexness?.difference))" data-n="\(facts.distinctImages.count)" data-a="\(sortKey(entry.relative(entry.bestActivation)))">
      <div><h3><bdi>\(escaped(entry.id))</bdi></h3>
      <p class="label \(label)">\(entry.isPredicted ? label.isEmpty ? "no label" : label : "not predicted: no kind")</p>
      <dl>\
      <div><dt>Prediction</dt><dd>\(shown(facts.predictionSimilarity))</dd></div>\
      <div><dt>Ridge</dt><dd>\(shown(facts.predictionSimilarityRidge))</dd></div>\
      <div><dt>Complexness</dt><dd>\(shown(complexness?.difference, signed: true))</dd></div>\
      <div><dt>Interval</dt><dd>\(complexness.map { "\(shown($0.low)) to \(shown($0.high))" } ?? "–")</dd></div>\
      \(tolerance(facts))\
      \(facts.optimalImages.first?.relativeToGabor.map { "<div><dt>To best Gabor</dt><dd>\(shown($0, decimals: 2)) ×</dd></div>" } ?? "")\
      </dl></div>
      <div class="images">\(figures.isEmpty ? "<p>No distinct image.</p>" : (figures + onDemand).joined())</div>
      </li>

      """
  }

  private func tolerance(_ facts: NeuronFacts) -> String {
    guard let tolerance = facts.phaseTolerance else { return "" }
    return
      "<div><dt>τ\((facts.isPredicted ? tolerance.label : nil).map { ", \($0.rawValue)" } ?? "")</dt><dd>\(shown(tolerance.tau, decimals: 2))</dd></div>"
  }

  private func figure(_ entry: NeuronEntry, _ activation: Double, _ note: String, _ name: String, _ values: ArraySlice<Float>) throws
    -> String
  {
    let picture = Picture(values, shape)
    let data = Data(try picture.png()).base64EncodedString()
    let relative = entry.relative(activation).map { "\(shown($0, decimals: 2)) ×" } ?? "–"
    // A decimal less keeps both on one line.
    let absolute = shown(activation, decimals: activation < 9.995 ? 2 : 1)
    return """
      <figure><img src="data:image/png;base64,\(data)" width="\(picture.width)" height="\(picture.height)" loading="lazy" \
      alt="\(name) of \(escaped(entry.id))"><figcaption><b>\(relative)</b> <span>\(absolute) \(unit)</span><br>\
      <span>\(note)</span></figcaption></figure>
      """
  }

  /// Of activations: standard deviations of the response, or its mean where the loss is Poisson's.
  private var unit: String { population.settings.training.loss == .squaredError ? "z" : "ȳ" }

  /// Empty sorts last.
  private func sortKey(_ value: Double?) -> String { value.map { $0.description } ?? "" }

  /// The neurons without findings, each with its reason; nothing where there are none.
  var unanalysed: String {
    let others = (entries + controls).filter { $0.state != .analysed }
    guard !others.isEmpty else { return "" }
    let rows = others.map { entry in
      """
      <tr><th scope="row"><bdi>\(escaped(entry.id))</bdi></th><td>\(Self.stateName(entry.state))</td><td><bdi>\(escaped(Self.reason(entry)))</bdi></td></tr>
      """
    }
    return """
      <section aria-labelledby="others">
      <h2 id="others">Neurons without findings</h2>
      <details\(others.count <= 20 ? " open" : "")><summary>\(counted(others.count, "neuron"))</summary>
      <div class="scroll"><table>
      <thead><tr><th scope="col">Neuron</th><th scope="col">State</th><th scope="col">Reason</th></tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table></div></details>
      </section>
      """
  }

  private static func stateName(_ state: NeuronEntry.State) -> String {
    switch state {
    case .analysed: "analysed"
    case .notAnalysable: "not analysable"
    case .dead: "failed"
    case .missing: "missing"
    }
  }

  private static func reason(_ entry: NeuronEntry) -> String {
    switch entry.state {
    case .dead: entry.failure.map { "\($0.message) (\($0.class.rawValue), \($0.code))" } ?? ""
    case .missing: "No result has arrived."
    case .analysed, .notAnalysable: entry.facts?.reason ?? ""
    }
  }

  /// The formulas of all that the page shows.
  var formulas: String {
    let items = Quantity.all.map {
      "<dt>\(escaped($0.name))</dt><dd>\(escaped($0.meaning)) <span class=\"formula\">\(escaped($0.formula))</span></dd>"
    }
    return """
      <section aria-labelledby="formulas">
      <h2 id="formulas">Formulas</h2>
      <details><summary>How each number is computed</summary>
      <dl class="formulas">
      \(items.joined(separator: "\n"))
      </dl></details>
      </section>
      """
  }
}
