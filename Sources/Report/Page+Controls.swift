import Method

extension Page {
  /// What the identical analysis said of neurons whose truth is known; nothing where the run took none along.
  var controlSection: String {
    guard !population.controls.isEmpty else { return "" }
    return """
      <section aria-labelledby="controls">
      <h2 id="controls">Controls</h2>
      <p class="lead">Simulated cells of known kind that saw the same images (simple, complex, partial, rotation-invariant), neurons whose responses were shuffled over the images, and neurons
      whose analysis was repeated from other random numbers. They went through the identical analysis and are in no figure above; <code>controls.csv</code> has a row for each. Simple and complex cells should get
      their own label (phase tolerance 0 and 1), partial ones theirs by phase tolerance, and next to no shuffled neuron, in which nothing is to be found, should pass every gate.\(shiftedControls)</p>
      \(table(
        "Table 7. The controls: medians with quartiles, how many got which label, and how many of the analysed passed every gate. Only those that are predicted have a kind.",
        [
          "Control", "Analysed", "Prediction similarity", "Predicted", "Complexness", "Label by complexness", "Phase tolerance", "Label by phase tolerance",
          "Passed",
        ],
        population.controls.map(row)))
      \(agreement)
      </section>
      """
  }

  /// Only where consecutive images or responses are alike.
  private var shiftedControls: String {
    guard population.controls.contains(where: { $0.kind == "shifted" }) else { return "" }
    return """

      Responses of shifted neurons were moved along the images in a circle: they are as slow as they were recorded, and belong to no image. What predicts them is not the images.
      """
  }

  /// How many of the neurons that were analysed again kept their label, as a paragraph.
  private var agreement: String {
    let measures = population.controls.flatMap { [($0.sameLabel, "complexness"), ($0.samePhaseToleranceLabel, "phase tolerance")] }
    let kept = measures.compactMap { share, measure in share.map { "\($0.count) of \($0.total) by \(measure)" } }
    return kept.isEmpty
      ? "" : "<p>Of the repeated neurons with a label both times, it is the same for \(kept.joined(separator: ", ")).</p>"
  }

  private func row(_ figures: ControlFigures) -> [String] {
    let labels = NeuronFacts.Label.allCases.map { ($0.rawValue, figures.labels[$0]?.count ?? 0) }
    let tolerances = figures.phaseToleranceLabels.map { ($0.label.rawValue, $0.share.count) }
    func median(_ spread: Spread?) -> String { spread.map { "\(shown($0.median, decimals: 2)) (\(quartiles($0, decimals: 2)))" } ?? "–" }
    return [
      escaped(figures.kind.replacing("_", with: "-")),
      figures.analysed == figures.neurons ? String(figures.analysed) : "\(figures.analysed) of \(figures.neurons)",
      median(figures.predictionSimilarity), String(figures.predicted?.count ?? 0), median(figures.complexness),
      counts(labels, of: figures.predicted?.count ?? 0),
      median(figures.phaseTolerance),
      counts(tolerances, of: figures.predicted?.count ?? 0), String(figures.passedGates?.count ?? 0),
    ]
  }

  /// "2 simple" and "1 undetermined" in lines of their own, and how many have no label.
  private func counts(_ labels: [(name: String, count: Int)], of total: Int) -> String {
    let unlabelled = ("without", total - labels.reduce(0) { $0 + $1.count })
    let named = (labels + [unlabelled]).filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }
    return named.isEmpty ? "–" : named.joined(separator: "<br>")
  }
}
