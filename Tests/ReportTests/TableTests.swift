import Formats
import Method
import Testing

@testable import Report

@Suite struct TableTests {
  @Test func theFirstColumnsAreForEver() {
    let lines = CSVTable(neurons: TinyPopulation.entries).text.split(separator: "\r\n")
    #expect(lines[0].hasPrefix("neuron,state,prediction_similarity,prediction_similarity_ridge,distinct_images,complexness,label,"))
    #expect(lines[0].hasSuffix(",recording_depth,recording_layer"))
    #expect(lines[1].hasPrefix("\"simple,1\",analysed,0.75,0.5,1,0.0,simple,"))
    #expect(lines[3].hasPrefix("silent,not_analysable,,,,,,"))
  }

  /// Who takes the mean of a column of neurons.csv takes it over recorded neurons alone.
  @Test func controlsHaveATableOfTheirOwn() {
    let neurons = CSVTable(neurons: TinyPopulation.entries).text
    #expect(neurons.contains("\r\nlate,missing,") && !neurons.contains("control"))
    let controls = CSVTable(controls: TinyPopulation.entries).text.split(separator: "\r\n")
    #expect(controls.count == 2 && controls[0].hasPrefix("control,control_of,neuron,state,prediction_similarity,"))
    #expect(controls[1].hasPrefix("repeated,\"simple,1\",\"control-repeated-simple,1\",analysed,0.75,"))
  }

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("+cmd", "'+cmd"), ("-cmd", "'-cmd"), ("@sum", "'@sum"), ("\tx", "'\tx"), ("-1.5e3", "-1.5e3"), ("+7", "+7"),
    ("a=1", "a=1"),
    ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("a\nb", "\"a\nb\""), ("=a\"b", "\"'=a\"\"b\""), ("é", "é"), ("", ""),
  ])
  func textsAreHarmlessAndQuoted(text: String, cell: String) {
    #expect(CSVTable(columns: [text]).text == cell + "\r\n")
  }

  /// Tables are joined by ids: not even those that a spreadsheet takes for a formula are changed.
  @Test(arguments: ["@7", "-12", "=dead()", "+A-1", "a,b"])
  func idsAreNeverChanged(id: String) {
    let facts = NeuronFacts(state: .analysed, trainingImages: 1, testImages: 1)
    var shape = ImageShape()
    var entry = TinyPopulation.entries[0]
    entry = NeuronEntry(Neuron(id: id), .missing)
    entry.facts = facts
    entry.facts?.optimalImages = [.init(seed: 0, activation: 1)]
    entry.facts?.distinctImages = [.init(activation: 1, seeds: 1)]
    entry.facts?.furtherImages = [.init(purpose: .apart, activation: 1)]
    guard case .result(let result) = TinyPopulation.outcome(0) else { return }
    try? shape.check(result, of: "simple,1", seeds: 3)
    let cell = id.contains(",") ? "\"\(id)\"" : id
    for table in [
      CSVTable(neurons: [entry]), CSVTable(optimalImages: [entry]), CSVTable(distinctImages: [entry], degreesPerPixel: nil, shape),
      CSVTable(furtherImages: [entry]),
    ] {
      #expect(table.text.split(separator: "\r\n").dropFirst().allSatisfy { $0.hasPrefix(cell + ",") })
      #expect(table.text.split(separator: "\r\n").count == 2)
    }
    let control = NeuronEntry(Neuron(control: .repeated(of: id)), .missing)
    #expect(CSVTable(controls: [control]).text.contains("\r\nrepeated,\(cell),"))
  }

  @Test func everyOptimalImageHasItsFlags() {
    var entry = TinyPopulation.entries[0]
    var facts = NeuronFacts(state: .analysed, trainingImages: 80, testImages: 20)
    facts.bestNaturalActivation = 2
    facts.bestGaborActivation = 1
    facts.optimalImages = [
      .init(seed: 1, activation: 2.5, converged: true, clipped: false, noisy: false), .init(seed: 0, activation: 1),
    ]
    facts.optimalImages[0].relativeToGabor = 2.5
    facts.members = [.init(bestEpoch: 3, training: .stoppedAtLimit, validationError: 0.5, predictionSimilarity: nil)]
    entry.facts = facts
    let lines = CSVTable(optimalImages: [entry]).text.split(separator: "\r\n")
    #expect(lines.dropFirst() == ["\"simple,1\",0,1,2.5,1.25,2.5,true,false,false", "\"simple,1\",1,0,1.0,0.5,,,,"])
    #expect(entry.images { $0.noisy == true } == 0 && entry.images { $0.converged == true } == 1)
    #expect(entry.networks(.stoppedAtLimit) == 1 && entry.networks(.neverBetterThanMean) == 0)
    let figures = DiagnosticFigures([facts])
    #expect((figures.networks, figures.stoppedAtLimit, figures.neverBetterThanMean) == (1, 1, 0))
    #expect((figures.optimalImages, figures.notConverged, figures.clipped, figures.noisy) == (2, 0, 0, 0))
  }

  /// The Gabor of the first neuron lies on an image of 2 x 2 pixels, a quarter of a degree each.
  @Test func gaborsHaveDegreesWhereTheRecordingTells() throws {
    var shape = ImageShape()
    guard case .result(let result) = TinyPopulation.outcome(0) else { return }
    try shape.check(result, of: "simple,1", seeds: 3)
    let lines = CSVTable(distinctImages: [TinyPopulation.entries[0]], degreesPerPixel: 0.25, shape).text.split(separator: "\r\n")
    #expect(
      lines[0].hasSuffix(
        ",gabor_wavelength_degrees,gabor_cycles_per_degree,gabor_sigma_degrees,gabor_centre_x_degrees,gabor_centre_y_degrees"))
    #expect(lines[1].hasSuffix(",0.5,2.0,0.25,0.0,-0.0625"))
    #expect(!CSVTable(distinctImages: TinyPopulation.entries, degreesPerPixel: nil, shape).text.contains("degrees,gabor_cycles"))
  }
}
