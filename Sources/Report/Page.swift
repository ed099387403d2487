import Messages
import Method
import Numerics

/// `report.html`: one page that needs nothing beside itself. It is made in three pieces, so that the gallery never has to be in memory: `head`, a `card` for each
/// analysed neuron, `tail`.
struct Page {
  let population: Population
  /// The recorded neurons.
  let entries: [NeuronEntry]
  let controls: [NeuronEntry]
  let shape: ImageShape

  init(population: Population, entries: [NeuronEntry], shape: ImageShape) {
    self.population = population
    self.entries = entries.filter { $0.control == nil }
    controls = entries.filter { $0.control != nil }
    self.shape = shape
  }

  /// How many neurons the gallery shows at once.
  static let cardsAtOnce = 60

  var head: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
    <meta name="color-scheme" content="light dark">
    <title>\(escaped(population.recording)) – Konomi population report</title>
    <style>
    \(Self.style)
    </style>
    <noscript><style>#gallery > li { display: grid !important } .tools { display: none }</style></noscript>
    </head>
    <body>
    <header>
    <p class="kicker">Konomi population report</p>
    <h1><bdi>\(escaped(population.recording))</bdi></h1>
    <p class="lead">\(summary)</p>\(warnings)
    </header>
    <main>
    \(numbers)
    \(controlSection)
    \(galleryHead)

    """
  }

  /// What is doubtful about the recording; nothing where nothing is.
  private var warnings: String {
    guard let warnings = population.warnings, !warnings.isEmpty else { return "" }
    let style = "max-width: 46rem; margin: 0 0 1.4rem; padding: .8rem 1rem .8rem 2rem; border: 1px solid currentColor; border-radius: .4rem"
    return "\n<ul class=\"warnings\" aria-label=\"Warnings\" style=\"\(style)\">\n"
      + warnings.map { "<li><strong>Warning:</strong> <bdi>\(escaped($0.sentence))</bdi></li>\n" }.joined() + "</ul>"
  }

  var tail: String {
    """
    </ol>
    <p class="pager"><button type="button" id="back">Previous</button> <span id="range"></span> <button type="button" id="next">Next</button></p>
    </section>
    \(unanalysed)
    \(formulas)
    </main>
    <footer>
    <p>Beside this page: <code>neurons.csv</code> (a row per neuron), \(controls.isEmpty ? "" : "<code>controls.csv</code> (a row per control), ")<code>population.json</code> (the figures above), <code>optimal_images.npy</code>
    [neurons, seeds, channels, height, width], <code>distinct_images.npy</code> with <code>distinct_images.csv</code> (whose image each is), and
    <code>provenance.json</code> (when, where and by whom this was computed).</p>
    <p>The method is that of Ukita, Yoshida &amp; Ohki, <cite>Scientific Reports</cite> 9:3791 (2019); layer sizes and optimiser are Konomi’s own, chosen by measurement.
    Method version \(population.methodVersion), seed \(population.seed).</p>
    </footer>
    <script>
    \(Self.script)
    </script>
    </body>
    </html>

    """
  }

  /// What was done, as one paragraph.
  private var summary: String {
    let settings = population.settings
    let size = shape.elements > 0 ? ", images of \(shape.width) × \(shape.height) pixels" : ""
    let channels = shape.channels > 1 ? " in \(shape.channels) channels" : ""
    return """
      \(counted(population.neurons, "neuron")), each copied into \(counted(settings.training.members, "convolutional network")) and asked
      from \(counted(settings.optimalImages.seeds, "noise seed")) which images it prefers\(size)\(channels).
      \(population.split.map { escaped($0.sentence) + " " } ?? "")\(population.states.analysed) analysed, \(population.states.notAnalysable) not analysable, \(population.states.dead) failed, \(population.states.missing) missing.\(controls.isEmpty ? "" : " Beside them \(counted(controls.count, "control")).")
      """
  }

  func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
