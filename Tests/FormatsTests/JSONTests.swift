import TestSupport
import Testing

@testable import Formats

private struct Document: Codable, Equatable {
  var someNumber: Int
  var texts: [String: String]?
  var inner: [Inner]?

  struct Inner: Codable, Equatable { var realValue: Double }
}

private func read(_ text: String) throws -> Document { try JSONText.decode(Document.self, from: Array(text.utf8), limit: 10_000) }

@Test func documentsAreWrittenInOneWay() throws {
  let document = Document(
    someNumber: -3, texts: ["b_c": "é/\u{1}", "aB": ""], inner: [.init(realValue: 0.1), .init(realValue: 1e-7), .init(realValue: 3)])
  let text = #"{"inner":[{"real_value":0.1},{"real_value":1e-07},{"real_value":3}],"some_number":-3,"texts":{"aB":"","b_c":"é/\u0001"}}"#
  #expect(String(decoding: try JSONText.encode(document), as: UTF8.self) == text)
  #expect(try read(text) == document)
}

@Test(arguments: [
  #"{"some_number":1}"#, "{ \"some_number\" :\t1\n}\r\n",
  #"{"some_number":1,"unknown":[{},[],{"a":[null,true,false,-1.5e3,0,-0.5,1E+2,10,"\"\\/\u00e9 }]"]}]}"#,
  #"{"some_number":1.0,"texts":null}"#,
])
func otherWaysOfWritingAreRead(text: String) throws {
  #expect(try read(text) == Document(someNumber: 1))
}

private func nesting(_ levels: Int, closed: Bool = false) -> String {
  String(repeating: "[", count: levels) + (closed ? String(repeating: "]", count: levels) : "")
}

@Test(
  arguments: [
    ("", "not a JSON object"), ("[]", "not a JSON object"), ("\u{FEFF}{}", "not a JSON object"), ("{", "a string expected"),
    (#"{"a"}"#, "':' expected"),
    (#"{"a":}"#, "a value expected"), (#"{"a":1,}"#, "a string expected"), (#"{"a":[1,]}"#, "a value expected"),
    (#"{"a":[1}"#, "',' or ']' expected"),
    (#"{"a":1]"#, "',' or '}' expected"), (#"{"a":"#, "a value expected"), (#"{"a"#, "the end of a string expected"),
    (#"{"a\"#, "the end of a string expected"),
    (#"{"some_number":1} {}"#, "something follows the JSON document at byte 18"), ("{\"some_number\":1}\0", "something follows"),
    (#"{"some_number":1,"some_number":2}"#, #"names "some_number" twice in one object, at byte 17"#),
    (#"{"some_number":1,"x":{"a":1,"\u0061":2}}"#, #"names "a" twice"#),
    (#"{"some_number":1,"\ud800":2}"#, "is not valid text"), (#"{"some_number":1,"texts":{"a":"\ud800"}}"#, "is not valid text"),
    ("{\"some_number\":1,\"texts\":{\"a\":\"\n\"}}", "not valid JSON"), (#"{"some_number":01}"#, "not valid JSON"),
    ("{\"some_number\":1,\"a\nb\":2}", "not valid JSON: a bare control character at byte 19"),
    (#"{"some_number":nul}"#, "not valid JSON"),
    (#"{"some_number":1e999}"#, "a number that its field cannot"),
    (#"{"some_number":99999999999999999999}"#, "a number that its field cannot"),
    (#"{"some_number":1.5}"#, "a number that its field cannot"),
    (#"{"some_number":"1"}"#, "some_number in the JSON document is of the wrong kind"),
    (#"{"some_number":null}"#, "some_number in the JSON document is of the wrong kind"),
    (#"{}"#, "lacks some_number"), (#"{"some_number":1,"inner":[{"real_value":1},{}]}"#, "lacks inner.1.real_value"),
    (#"{"some_number":1,"inner":[{"real_value":NaN}]}"#, "not valid JSON"),
    ("{\n \"some_number\": 1,\n \"a\": NaN\n}", "NaN at byte 27 (line 3, column 7) is no value; JSON knows null instead"),
    (#"{"some_number":1,"a":-Infinity}"#, "-Infinity at byte 21 is no value; JSON knows null instead"),
    (#"{"some_number":1,"a":+1}"#, "+1 at byte 21 is no value"), (#"{"some_number":1,"a":1.}"#, "1. at byte 21 is no value"),
    (#"{"some_number":1,"a":.5}"#, ".5 at byte 21 is no value"), (#"{"some_number":1,"a":True}"#, "True at byte 21 is no value"),
    ("{\n\"a\": [1,\n2\n\"b\"]}", "broken at byte 13 (line 4, column 1): ',' or ']' expected"),
    (#"{"some_number":1,"x":"# + nesting(9000), "nested deeper than 32 levels"),
    (#"{"some_number":1,"x":"# + nesting(32, closed: true) + "}", "nested deeper than 32 levels"),
  ] as [(String, String)])
func whatIsNoSoundDocumentIsRefused(text: String, sentence: String) {
  let complaint = complaint { _ = try read(text) }
  #expect(complaint.hasPrefix("malformed: ") && complaint.contains(sentence), "\(complaint)")
}

@Test func textThatIsNotUTF8IsRefused() {
  let invalid = Array(#"{"some_number":1,"texts":{"a":""#.utf8) + [0xC3, 0x28] + Array(#""}}"#.utf8)
  #expect(complaint { _ = try JSONText.decode(Document.self, from: invalid, limit: 1000) }.hasPrefix("malformed: "))
  let wide = Array(#"{"some_number":1}"#.utf16).flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
  #expect(complaint { _ = try JSONText.decode(Document.self, from: wide, limit: 1000) }.hasPrefix("malformed: "))
}

@Test func aDocumentAboveItsLimitIsNotRead() {
  #expect(
    complaint { _ = try JSONText.decode(Document.self, from: Array("{}".utf8), limit: 1) }
      == "too_large: a JSON document of 2 bytes, but at most 1 are allowed here")
}

@Test func whatJSONCannotHoldIsNamed() {
  let document = Document(someNumber: 1, inner: [.init(realValue: .nan)])
  #expect(complaint { _ = try JSONText.encode(document) } == "invalid: inner.0.real_value is nan, which JSON cannot hold")
}
