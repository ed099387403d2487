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
}
