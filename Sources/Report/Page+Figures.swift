import Method

extension Page {
  /// The plots.
  var figures: String {
    """
    <div class="figures">
    <figure>
    \(againstRidge)
    <figcaption>Fig. 1. Prediction similarity of each neuron’s network against ridge regression on the same test images. Above the dashed line the network predicts better. \(key)</figcaption>
    </figure>
    <figure>
    \(similarities)
    <figcaption>Fig. 2. Prediction similarity over the population: <span class="key network">network</span> and <span class="key ridge">ridge</span> (outline).</figcaption>
    </figure>
    <figure>
    \(complexnesses)
    <figcaption>Fig. 3. Complexness of the \(counted(population.predicted, "predicted neuron")). Above zero, several optimal images together explain the neuron better than one. \(key)</figcaption>
    </figure>
    \(tolerances)
    </div>
    """
  }

  /// Nothing where phase tolerance was not asked for.
  private var tolerances: String {
    let facts = entries.filter(\.isPredicted).compactMap(\.facts)
    guard facts.contains(where: { $0.phaseTolerance != nil }) else { return "" }
    let labels: [PhaseTolerance.Label?] = [.undetermined, .simple, .partial, .complex, nil]
    let plot = Histogram(
      xTitle: "Phase tolerance, τ",
      stacked: labels.map { label in
        // Far outside lies only what means nothing: it joins the outermost bars.
        let values = facts.compactMap(\.phaseTolerance).filter { $0.label == label }.map { min(max($0.tau, -0.5), 1.5) }
        return Histogram.Series(style: label?.rawValue ?? "unlabelled", values: values)
      })
    let key = labels.compactMap { label in
      label.flatMap { label in
        facts.contains { $0.phaseTolerance?.label == label } ? "<span class=\"key \(label.rawValue)\">\(label.rawValue)</span>" : nil
      }
    }
    return """
      <figure>
      \(plot.svg("Histogram of phase tolerance, stacked by its label"))
      <figcaption>Fig. 4. Phase tolerance of the \(counted(facts.count { $0.phaseTolerance != nil }, "predicted neuron")) that have one: 0 is a simple cell, 1 a complex one. \(key.joined(separator: " "))</figcaption>
      </figure>
      """
  }

  private var key: String {
    let labels = NeuronFacts.Label.allCases.filter { label in entries.contains { $0.label == label } }
    return labels.map { "<span class=\"key \($0.rawValue)\">\($0.rawValue)</span>" }.joined(separator: " ")
  }

  private static let styles: [NeuronFacts.Label?] = [.undetermined, .simple, .complex, nil]

  private var againstRidge: String {
    ScatterPlot(
      xTitle: "Ridge, r", yTitle: "Network, r",
      series: Self.styles.map { label in
        let points = entries.filter { $0.label == label }.compactMap { entry -> (x: Double, y: Double)? in
          guard let network = entry.facts?.predictionSimilarity, let ridge = entry.facts?.predictionSimilarityRidge else { return nil }
          return (ridge, network)
        }
        return ScatterPlot.Series(style: label?.rawValue ?? "unlabelled", points: points)
      }
    ).svg("Scatter plot of the network's prediction similarity against the ridge's, one dot per neuron")
  }

  private var similarities: String {
    Histogram(
      xTitle: "Prediction similarity, r", stacked: [.init(style: "network", values: entries.compactMap { $0.facts?.predictionSimilarity })],
      outlined: .init(style: "ridge", values: entries.compactMap { $0.facts?.predictionSimilarityRidge })
    ).svg("Histogram of prediction similarity, network as bars and ridge as an outline")
  }

  private var complexnesses: String {
    let predicted = entries.filter(\.isPredicted)
    return Histogram(
      xTitle: "Complexness, c − s",
      stacked: Self.styles.map { label in
        Histogram.Series(
          style: label?.rawValue ?? "unlabelled",
          values: predicted.filter { $0.label == label }.compactMap { $0.facts?.complexness?.difference })
      }
    ).svg("Histogram of complexness, stacked by label")
  }
}
