import Testing

@testable import Report

@Suite struct TableTests {
  @Test func aRowPerNeuron() {
    let rows = [
      "neuron,state,prediction_similarity,prediction_similarity_ridge,distinct_images,complexness,label,complexness_low,complexness_high,"
        + "complexness_ratio,simple_similarity,complex_similarity,prediction_similarity_lasso,prediction_similarity_linear_nonlinear,"
        + "prediction_similarity_gabor_energy,prediction_similarity_support_vector,linear_field_similarity,best_activation,best_natural_activation,activation_ratio,optimal_images,"
        + "training_images,test_images,reason,error_class,error_code,error_message,recording_depth,recording_layer",
      "\"simple,1\",analysed,0.75,0.5,1,0.0,simple,-0.25,0.0,0.0,0.5,0.5,0.625,,,,-0.5,2.5,2.0,1.25,3,80,20,,,,,-120,'=2+3",
      "<i>complex</i>,analysed,0.25,-0.25,2,0.25,complex,0.125,0.5,0.5,0.125,0.375,0.125,,,,,1.5,-0.5,,2,80,20,,,,,300,",
      "silent,not_analysable,,,,,,,,,,,,,,,,,,,,80,20,\"all responses are \"\"equal\"\"\",,,,,",
      "'=dead(),dead,,,,,,,,,,,,,,,,,,,,,,,permanent,schema,\"A field <script>alert(1)</script> is missing,\r\nalas.\",,",
      "late,missing,,,,,,,,,,,,,,,,,,,,,,,,,,,",
    ]
    #expect(CSVTable(neurons: TinyPopulation.entries).text == rows.map { $0 + "\r\n" }.joined())
  }

  @Test func aRowPerDistinctImage() {
    let rows = [
      "neuron,order,activation,activation_ratio,seeds,share_of_seeds", "\"simple,1\",0,2.5,1.25,2,0.6666666666666666",
      "<i>complex</i>,0,1.5,,1,0.5", "<i>complex</i>,1,1.25,,1,0.5",
    ]
    #expect(CSVTable(distinctImages: TinyPopulation.entries).text == rows.map { $0 + "\r\n" }.joined())
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
