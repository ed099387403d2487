import Numerics
import TestSupport
import Testing

@testable import Formats

/// A file of this header and data, its length as it should be.
private func file(_ header: String, data: [UInt8] = []) -> [UInt8] {
  let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
  return withUnsafeBytes(of: UInt64(padded.utf8.count).littleEndian, Array.init) + Array(padded.utf8) + data
}

/// Written by hand after the format's description: length, header, two tensors.
@Test func theLayoutIsThatOfTheFormat() throws {
  let tensors = ["b": Tensor(shape: [1, 2], values: [1, -2]), "Ab_c": Tensor(shape: [], values: [0.5]), "none": Tensor(shape: [0, 3])]
  let bytes = try Safetensors(tensors: tensors, metadata: ["some_Key": "a \"text\"/é"]).encoded()
  let header =
    #"{"Ab_c":{"data_offsets":[0,4],"dtype":"F32","shape":[]},"__metadata__":{"some_Key":"a \"text\"/é"},"b":{"data_offsets":[4,12],"dtype":"F32","shape":[1,2]},"none":{"data_offsets":[12,12],"dtype":"F32","shape":[0,3]}}"#
  #expect(bytes == file(header, data: [0, 0, 0, 0x3F, 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0]))
  #expect(bytes.count % 4 == 0)
  let read = try Safetensors(decoding: bytes)
  #expect(read.tensors == tensors)
  #expect(read.metadata == ["some_Key": "a \"text\"/é"])
}

/// As the reference implementation writes: another order of keys and members, tensors not in the order of their names.
@Test func filesOfOtherWritersAreRead() throws {
  let header =
    #"{"z":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"e":{"dtype":"F32","shape":[0],"data_offsets":[4,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#
  let read = try Safetensors(decoding: file(header, data: [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]))
  #expect(read.tensors == ["z": Tensor(shape: [1], values: [1]), "e": Tensor(shape: [0]), "a": Tensor(shape: [1], values: [2])])
  #expect(read.metadata.isEmpty)
}

@Test(
  arguments: [
    ([], "0 bytes are too few"),
    ([UInt8](repeating: 0xFF, count: 16), "claims 18446744073709551615 bytes of a file of 16"),
    ([9, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8), "claims 9 bytes of a file of 16"),
    ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "not a JSON object"),
    ([2, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8), "not filled with spaces to a multiple of 8"),
    (file(" {}"), "not a JSON object"),
    (file("[]"), "not a JSON object"),
    (file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#, data: [0, 0, 0, 0]), "broken at byte"),
    (file(#"{"a":1}"#), "a in the JSON document is of the wrong kind"),
    (file(#"{"__metadata__":{"a":1}}"#), "__metadata__.a in the JSON document is of the wrong kind"),
    (file(#"{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#, data: [0, 0, 0, 0, 0, 0, 0, 0]), "holds F64 elements, but only F32"),
    (file(#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, data: [0, 0, 0, 0]), "the impossible shape [-1]"),
    (file(#"{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}"#, data: [0, 0, 0, 0]), "the impossible shape"),
    (file(#"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#), "larger than any file"),
    (
      file(
        #"{"a":{"dtype":"F32","shape":[0,9223372036854775807,9],"data_offsets":[0,0]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#
      ), "starts at byte 4 of the data instead of 0"
    ),
    (file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, data: [0, 0, 0, 0]), "does not fit into the bytes [0, 4]"),
    (file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, data: [0, 0, 0, 0]), "does not fit into the bytes [4, 0]"),
    (file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, data: [0, 0, 0, 0]), "does not fit into the bytes [-4, 0]"),
    (file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}"#, data: [0, 0, 0, 0]), "does not fit into the bytes [0, 4, 8]"),
    (file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, data: [0, 0, 0]), "ends at byte 4 of 3: the file is cut short"),
    (file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, data: [0, 0, 0, 0, 0]), "1 bytes follow the last tensor"),
    (
      file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, data: [UInt8](repeating: 0, count: 8)),
      "starts at byte 4 of the data instead of 0"
    ),
    (
      file(
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
        data: [UInt8](repeating: 0, count: 8)),
      "starts at byte 4 of the data instead of 8"
    ),
    (
      file(
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, data: [0, 0, 0, 0]),
      #"names "a" twice"#
    ),
    (
      file(#"{"a":{"dtype":"F32","shape":[1152921504606846976],"data_offsets":[0,4611686018427387904]}}"#),
      "ends at byte 4611686018427387904 of 0"
    ),
  ] as [([UInt8], String)])
func whatIsNoSoundFileIsRefused(bytes: [UInt8], sentence: String) {
  let complaint = complaint { _ = try Safetensors(decoding: bytes) }
  #expect(complaint.hasPrefix("malformed: ") && complaint.contains(sentence), "\(complaint)")
}
