import Method

extension Page {
  /// The population's figures: the four that matter most, the plots, and all of them as tables.
  var numbers: String {
    """
    <section aria-labelledby="population">
    <h2 id="population">Population</h2>
    <dl class="headline">
    \(headline("Prediction similarity", population.predictionSimilarity, signed: false))
    \(headline("Advantage over ridge", population.comparisons.first { $0.model == .ridge }?.advantage, signed: true))
    \(headline("Simple", population.labels.simple, style: "simple"))
    \(headline("Complex", population.labels.complex, style: "complex"))
    </dl>
    \(figures)
    <table class="quantities">
    <caption>Table 1. The population’s figures; n is the number of neurons behind each, beside it for how many of the analysed it is not defined. What networks and their images say is over the \
    \(counted(population.predicted, "predicted neuron")) alone, and so are all kinds of cell.</caption>
    <thead><tr><th scope="col">Quantity</th><th scope="col">n</th><th scope="col">Not defined</th><th scope="col">Estimate</th><th scope="col">95 % interval</th>\
    <th scope="col">What it means</th></tr></thead>
    <tbody>
    \(quantityRows.joined(separator: "\n"))
    </tbody>
    </table>
    \(table(
      "Table 2. Simpler models on the same test images, and how far the network is ahead of each, with 95 % intervals over neurons.",
      ["Model", "n", "Prediction similarity", "Advantage of the network", "Network ahead", "p, adjusted"], population.comparisons.map(row)))
    \(table(
      "Table 3. The kinds of cell: their share of the predicted neurons with its 95 % interval, and medians with quartiles.",
      ["Label", "Neurons", "Share", "95 % interval", "Complexness", "Images"], NeuronFacts.Label.allCases.map(row)))
    <div class="tables">
    \(kinds)
    </div>
    </section>
    """
  }

  private func headline(_ name: String, _ mean: MeanEstimate?, signed: Bool) -> String {
    let basis = mean.map { mean in (interval(mean).map { "95 % interval \($0), " } ?? "") + "n\u{A0}=\u{A0}\(mean.count)" }
    return "<div><dt>\(name)</dt><dd>\(shown(mean?.mean, signed: signed))<small>\(basis ?? "not available")</small></dd></div>"
  }

  private func headline(_ name: String, _ share: Proportion?, style: String) -> String {
    let basis = share.map { share in
      "\(share.count) of \(counted(share.total, "predicted neuron")), 95 % interval \(percent(share.low)) to \(percent(share.high))"
    }
    return
      "<div class=\"\(style)\"><dt>\(name)</dt><dd>\(percent(share?.share, decimals: 1))<small>\(basis ?? "not available: no neuron is predicted")</small></dd></div>"
  }

  private var quantityRows: [String] {
    let (similarity, good) = (population.predictionSimilarity, population.wellPredicted)
    return [
      quantityRow(
        .predictionSimilarity, "mean", similarity?.count, population.states.analysed - (similarity?.count ?? 0), shown(similarity?.mean),
        similarity.flatMap(interval)),
      quantityRow(
        .wellPredicted, "share", good?.total, population.states.analysed - (good?.total ?? 0), percent(good?.share, decimals: 1),
        good.map(interval)),
    ]
      + Quantity.spreads.map { spreading in
        let spread = population.spreads[spreading.column]
        return quantityRow(
          spreading.quantity, "median", spread?.count, population.undefined[spreading.column] ?? 0,
          spread.map { shown($0.median, decimals: spreading.decimals) } ?? "not available",
          spread.map { "quartiles \(quartiles($0, decimals: spreading.decimals))" })
      }
  }

  private func quantityRow(
    _ quantity: Quantity, _ statistic: String, _ count: Int?, _ undefined: Int, _ estimate: String, _ interval: String?
  ) -> String {
    """
    <tr><th scope="row">\(quantity.name), \(statistic)</th><td class="number">\(count ?? 0)</td><td class="number">\(undefined)</td><td class="number">\(estimate)</td>\
    <td class="number">\(interval ?? "–")</td><td class="meaning">\(escaped(quantity.meaning))</td></tr>
    """
  }

  /// A p value, ready for markup.
  func probability(_ p: Double) -> String { p < 0.001 ? "&lt; 0.001" : shown(p) }

  private func row(_ comparison: Comparison) -> [String] {
    func mean(_ estimate: MeanEstimate, signed: Bool) -> String {
      shown(estimate.mean, signed: signed) + (interval(estimate).map { " (\($0))" } ?? "")
    }
    let p = comparison.adjustedPValue.map(probability) ?? "–"
    return [
      comparison.model.title, String(comparison.advantage.count),
      mean(comparison.predictionSimilarity, signed: false), mean(comparison.advantage, signed: true),
      "\(percent(comparison.networkAhead.share)) (\(interval(comparison.networkAhead)))", p,
    ]
  }

  private func row(_ label: NeuronFacts.Label) -> [String] {
    let share = population.labels[label]
    func median(_ spread: Spread?, decimals: Int) -> String {
      spread.map { "\(shown($0.median, decimals: decimals)) (\(quartiles($0, decimals: decimals)))" } ?? "–"
    }
    return [
      "<span class=\"key \(label.rawValue)\">\(label.rawValue)</span>", String(share?.count ?? 0), percent(share?.share, decimals: 1),
      share.map(interval) ?? "–", median(population.complexness[label], decimals: 3), median(population.distinctImages[label], decimals: 1),
    ]
  }

  /// - Parameter rows: cells as markup; the first of each row is its header.
  func table(_ caption: String, _ columns: [String], _ rows: [[String]]) -> String {
    let body = rows.map { cells in
      "<tr><th scope=\"row\">\(cells[0])</th>" + cells.dropFirst().map { "<td class=\"number\">\($0)</td>" }.joined() + "</tr>"
    }
    return """
      <div class="scroll"><table>
      <caption>\(caption)</caption>
      <thead><tr>\(columns.map { "<th scope=\"col\">\($0)</th>" }.joined())</tr></thead>
      <tbody>
      \(body.joined(separator: "\n"))
      </tbody>
      </table></div>
      """
  }

  private func interval(_ mean: MeanEstimate) -> String? {
    guard let low = mean.low, let high = mean.high else { return nil }
    return "\(shown(low)) to \(shown(high))"
  }

  func interval(_ share: Proportion) -> String { "\(percent(share.low, decimals: 1)) to \(percent(share.high, decimals: 1))" }

  func quartiles(_ spread: Spread, decimals: Int) -> String {
    "\(shown(spread.lowerQuartile, decimals: decimals)) to \(shown(spread.upperQuartile, decimals: decimals))"
  }
}
