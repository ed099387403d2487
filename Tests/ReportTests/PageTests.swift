import Foundation
import Method
import Testing

@testable import Report

@Suite struct PageTests {
  /// The texts of the report against those in `Golden`, but for the page's style sheet and script.
  /// Where the change is meant, run the tests once with KONOMI_GOLDEN=write and look at what git says has changed.
  @Test func everyTextOfTheReport() throws {
    let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden")
    try TinyPopulation.written { folder in
      for name in ["report.html", "population.json", "neurons.csv", "distinct_images.csv"] {
        let written = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        // What the settings are by default is not this module's to say.
        let settings = /\n {2}"settings" : \{.*?\n {2}\},/.dotMatchesNewlines()
        let text = written.replacing(Page.style, with: "STYLE").replacing(Page.script, with: "SCRIPT").replacing(settings, with: "")
        let file = golden.appendingPathComponent(name)
        if ProcessInfo.processInfo.environment["KONOMI_GOLDEN"] == "write" { try text.write(to: file, atomically: true, encoding: .utf8) }
        #expect(try text == String(contentsOf: file, encoding: .utf8), "\(name)")
      }
    }
  }

  /// What makes the recording doubtful stands before every figure, and in the figures' document.
  @Test func warningsStandAtTheTop() throws {
    let warning = Warning(.testImagesInTraining, "3 of 10 test images are <training> images too.", ["seen_in_training": 3])
    let plain = TinyPopulation.report
    let report = PopulationReport(
      recording: plain.recording, seed: plain.seed, settings: plain.settings, methodVersion: plain.methodVersion, neurons: plain.neurons,
      warnings: [warning])
    try TinyPopulation.written(report) { folder in
      let html = try String(contentsOf: folder.appendingPathComponent("report.html"), encoding: .utf8)
      let place = try #require(html.range(of: "<strong>Warning:</strong> <bdi>3 of 10 test images are &lt;training&gt; images too.</bdi>"))
      #expect(try place.upperBound < #require(html.range(of: "<main>")).lowerBound)
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      let population = try decoder.decode(Population.self, from: Data(contentsOf: folder.appendingPathComponent("population.json")))
      #expect(population.warnings?.map(\.sentence) == [warning.sentence])
    }
  }

  /// One page, no requests: the only addresses in it are its own images.
  @Test func thePageNeedsNothingFromElsewhere() throws {
    try TinyPopulation.written { folder in
      let html = try String(contentsOf: folder.appendingPathComponent("report.html"), encoding: .utf8)
      for word in ["http:", "https:", "//", "url(", "@import", "<link", "<script src", "<iframe"] {
        #expect(!html.contains(word), "\(word)")
      }
      let sources = html.matches(of: /src="([^"]{0,22})/).map { String($0.1) }
      #expect(sources.count == 4 && sources.allSatisfy { $0 == "data:image/png;base64," })
    }
  }

  @Test(arguments: [
    (0.12345, 3, false, "0.123"), (-0.0004, 3, false, "0.000"), (-0.5, 2, false, "−0.50"), (0.5, 2, true, "+0.50"),
    (12.999, 1, false, "13.0"),
    (7.5, 0, false, "8"), (1e300, 3, false, "1e+300"), (nil, 3, false, "–"),
  ])
  func numbersAreShownWithFixedDecimals(number: Double?, decimals: Int, signed: Bool, expected: String) {
    #expect(shown(number, decimals: decimals, signed: signed) == expected)
  }

  @Test func nothingFromOutsideIsMarkup() {
    #expect(
      escaped("<a href=\"x\" b='y'>&\u{0}\u{1B}</a> 好み") == "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;\u{FFFD}\u{FFFD}&lt;/a&gt; 好み")
  }

  /// Which images were learnt from stands in the first paragraph, also where they were drawn at random, and in the figures' document.
  @Test func theSplitIsTold() throws {
    let plain = TinyPopulation.report
    let split = ImageSplit(trainingImages: 80, testImages: 20, testSet: .random, gap: 0)
    let report = PopulationReport(
      recording: plain.recording, seed: plain.seed, settings: plain.settings, methodVersion: plain.methodVersion, neurons: plain.neurons,
      split: split)
    let population = Population(of: report, TinyPopulation.entries)
    #expect(population.split == split)
    let head = Page(population: population, entries: TinyPopulation.entries, shape: ImageShape()).head
    #expect(
      head.contains(
        "Scored on 20 test images (split off at random, by the seed), learnt from 80 others; folds of these are drawn at random."))
  }

  /// Each code of a warning has its row in the documentation's table, in the order in which they are told, with when and what to do.
  @Test func theDocumentationHasEveryWarning() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "../../Sources/Report/Report.docc/Report.md")
    let rows = try String(contentsOf: file, encoding: .utf8).matches(of: /\n\| `([a-z_]+)` \| ([^|]{20,}) \| ([^|]{5,}) \|/)
    let codes = Warning.Code.allCases.map(\.rawValue)
    #expect(rows.map { String($0.1) }.filter { codes.contains($0) } == codes)
  }

  /// The documentation lists every quantity of the page with the same words.
  @Test func theDocumentationHasEveryFormula() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "../../Sources/Report/Report.docc/Report.md")
    let text = try String(contentsOf: root, encoding: .utf8)
    for quantity in Quantity.all {
      #expect(text.contains("* **\(quantity.name)**: \(quantity.meaning) Formula: \(quantity.formula)\n"), "\(quantity.name)")
    }
  }
}
