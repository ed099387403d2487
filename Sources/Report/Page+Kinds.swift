import Method

extension Page {
  /// How far neurons come, and what the other measures say of their kind; what was not asked for is left out.
  var kinds: String {
    let gates = population.gates.map { gate in
      [
        Self.names[gate.gate] ?? gate.gate.rawValue, String(gate.neurons),
        percent(Double(gate.neurons) / Double(max(1, population.neurons))),
      ]
    }
    return [
      table(
        "Table 4. \(Quantity.gates.meaning) \(paper)", ["Gate", "Neurons", "Of all"], gates),
      population.phaseToleranceLabels.isEmpty
        ? ""
        : table(
          "Table 5. Label by phase tolerance, of the predicted neurons that have one; the last columns count its neurons by their label by complexness.",
          ["Phase tolerance", "Share", "95 % interval"] + NeuronFacts.Label.allCases.map(\.rawValue),
          population.phaseToleranceLabels.map(row)),
      population.invariances.isEmpty
        ? ""
        : table(
          "Table 6. What the response hardly changes with, asked of the network, of the predicted neurons of which it can be said.",
          ["Invariance", "Neurons", "Share", "95 % interval"],
          population.invariances.map {
            [$0.label.rawValue, String($0.share.count), percent($0.share.share, decimals: 1), interval($0.share)]
          }),
      patterns.isEmpty ? "" : "<p>\(patterns.joined(separator: " "))</p>",
    ].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// What shows only over many neurons, as sentences.
  private var patterns: [String] {
    var sentences: [String] = []
    if let found = population.orientations {
      sentences.append(
        """
        Preferred orientations of \(counted(found.count, "Gabor-like neuron")): resultant \(shown(found.resultant)), mean \(shown(found.meanOrientation, decimals: 0)) degrees, \
        Rayleigh's p \(probability(found.pValue)).
        """)
    }
    if let found = population.diversity {
      sentences.append(
        """
        Diversity index (0 is the mean of \(found.simpleAnchors) simulated simple, 1 that of \(found.complexAnchors) simulated complex cells, whose images pushed apart lie \
        \(shown(found.simpleAnchor, decimals: 2)) and \(shown(found.complexAnchor, decimals: 2)) from one another): median \(shown(found.index.median, decimals: 2)).
        """)
    }
    let complexLike = population.complexLike
    let correlations = [
      ("the Lasso's prediction similarity", complexLike.lasso), ("linear field similarity", complexLike.linearField),
      ("the nonlinearity index", complexLike.nonlinearity),
    ].compactMap { name, r in r.map { "\(shown($0, decimals: 2)) with \(name)" } }
    if !correlations.isEmpty {
      sentences.append(
        "Over \(counted(complexLike.count, "complex-like neuron")) complexness correlates \(correlations.joined(separator: ", ")).")
    }
    if let found = population.populationMembers {
      sentences.append(
        """
        With \(counted(population.settings.populationMembers ?? 0, "network")) that learnt all neurons at once, prediction similarity is \(shown(found.gain.mean, signed: true)) \
        against the neurons’ own networks alone (\(shown(found.own.mean))), p \(found.pValue.map(probability) ?? "–"); images and labels are the own networks’.
        """)
    }
    let checks = population.diagnostics
    if checks.networks > 0 {
      sentences.append(
        """
        Of \(counted(checks.networks, "network")) \(checks.neverBetterThanMean) never predicted better than the mean response and \(checks.stoppedAtLimit) had the last epoch as the best; \
        of \(counted(checks.optimalImages, "optimal image")) \(checks.notConverged) had not converged, \(checks.clipped) leave the range of the pixels shown and \(checks.noisy) look like noise.
        """)
    }
    return sentences
  }

  private static let names: [Gate: String] = [
    .recorded: "recorded", .reliable: "reliable", .predicted: "predicted", .gaborLike: "Gabor-like", .classified: "classified",
  ]

  /// The count by the paper's own gates.
  private var paper: String {
    let paper = population.paper
    let dropped = """
      Its gates drop \(paper.notPredicted) for their prediction, \(paper.notGaborLike) for their Gabor fit, and \(paper.simpleNotPositive + paper.complexNotPositive) whose simple or complex \
      model has no positive similarity (\(paper.droppedComplex) of them complex by our labels: an ideal complex cell’s simple model explains nothing).
      """
    guard let simple = paper.simple, let complex = paper.complex else {
      return "No neuron passes the gates of Ukita et al. 2019. \(dropped)"
    }
    return """
      By the gates and the two labels of Ukita et al. 2019, \(counted(paper.passed, "neuron")): \(simple.count) simple (\(percent(simple.share, decimals: 1))) \
      and \(complex.count) complex-like (\(percent(complex.share, decimals: 1))). \(dropped)
      """
  }

  private func row(_ share: Population.Share<PhaseTolerance.Label>) -> [String] {
    let pairs = NeuronFacts.Label.allCases.map { label in
      String(population.labelPairs.first { $0.complexness == label && $0.phaseTolerance == share.label }?.neurons ?? 0)
    }
    return [
      "<span class=\"key \(share.label.rawValue)\">\(share.label.rawValue)</span>", percent(share.share.share, decimals: 1),
      interval(share.share),
    ] + pairs
  }
}
