import Method

extension Page {
  /// The three plots.
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
    <figcaption>Fig. 3. Complexness over the population. Above zero, several optimal images together explain the neuron better than one. \(key)</figcaption>
    </figure>
    </div>
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
    Histogram(
      xTitle: "Complexness, c − s",
      stacked: Self.styles.map { label in
        Histogram.Series(
          style: label?.rawValue ?? "unlabelled",
          values: entries.filter { $0.label == label }.compactMap { $0.facts?.complexness?.difference })
      }
    ).svg("Histogram of complexness, stacked by label")
  }
}
