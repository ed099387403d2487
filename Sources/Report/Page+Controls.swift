import Method

extension Page {
  /// What the identical analysis said of neurons whose truth is known; nothing where the run took none along.
  var controlSection: String {
    guard !population.controls.isEmpty else { return "" }
    return """
      <section aria-labelledby="controls">
      <h2 id="controls">Controls</h2>
      <p class="lead">Simulated cells of known kind that saw the same images, neurons whose responses were shuffled over the images (nothing is to be found in them),
      and neurons that were analysed a second time from other random numbers. They went through the identical analysis and are in no figure above; <code>controls.csv</code> has a row for each.</p>
      \(table(
        "Table 7. Medians (and quartiles) of the controls, their labels (by complexness simple / complex / undetermined, by phase tolerance simple / partial / complex / undetermined), and how many passed every gate.",
        ["Control", "n", "Prediction similarity", "Complexness", "Labels", "Phase tolerance", "Labels", "Passed", "Same label again"],
        population.controls.map(row)))
      </section>
      """
  }

  private func row(_ figures: ControlFigures) -> [String] {
    let labels = NeuronFacts.Label.allCases.map { String(figures.labels[$0]?.count ?? 0) }
    let tolerances = PhaseTolerance.Label.allCases.map { label in
      String(figures.phaseToleranceLabels.first { $0.label == label }?.share.count ?? 0)
    }
    let again = [figures.sameLabel, figures.samePhaseToleranceLabel].compactMap { $0 }.map { "\($0.count) of \($0.total)" }
    func median(_ spread: Spread?) -> String { spread.map { "\(shown($0.median)) (\(quartiles($0, decimals: 3)))" } ?? "–" }
    return [
      escaped(figures.kind.replacing("_", with: "-")), String(figures.analysed), median(figures.predictionSimilarity),
      median(figures.complexness), labels.joined(separator: " / "), median(figures.phaseTolerance), tolerances.joined(separator: " / "),
      String(figures.passedGates?.count ?? 0), again.isEmpty ? "–" : again.joined(separator: "; "),
    ]
  }
}
