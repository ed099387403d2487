import Formats
import Numerics
import Testing

private let numbers = "bool, int8, uint8, int16, uint16, int32, uint32, int64, uint64, float16, float32, float64"

private let hostile: [(bytes: [UInt8], sentence: String)] = [
  ([], "a.npy is not a NumPy array file; write it with numpy.save."),
  (Array("hello, world".utf8), "a.npy is not a NumPy array file; write it with numpy.save."),
  (
    Array(ArrayBytes(type: "<f4", shape: "(1,)", data: [0, 0, 0, 0]).bytes.prefix(9)),
    "a.npy is not a NumPy array file; write it with numpy.save."
  ),
  (Array(ArrayBytes(type: "<f4", shape: "(1,)", data: [0, 0, 0, 0]).bytes.prefix(30)), "a.npy ends within its header."),
  (Array(ArrayBytes(version: 2, type: "<f4", shape: "(1,)", data: []).bytes.prefix(11)), "a.npy ends within its header."),
  (
    ArrayBytes(version: 4, type: "<f4", shape: "(1,)", data: [0, 0, 0, 0]).bytes,
    "a.npy has version 4 of the .npy format; versions 1 to 3 are read."
  ),
  (
    [0x93] + Array("NUMPY".utf8) + [2, 0, 255, 255, 255, 255],
    "a.npy says that its header has 4294967295 bytes, more than the 65536 of any array of numbers."
  ),
  (
    ArrayBytes(type: "<f4", shape: "(2,)", data: [0, 0, 0, 0]).bytes,
    "a.npy is truncated: its shape needs 8 bytes and 4 are there; copy it again."
  ),
  (
    ArrayBytes(type: "<f4", shape: "(1,)", data: [0, 0, 0, 0, 9]).bytes,
    "a.npy has 1 bytes more than its shape needs; save one array to a file."
  ),
  (
    ArrayBytes(type: "|O", shape: "(1,)", data: []).bytes,
    "a.npy holds Python objects (a pickled array), not numbers; make it one array of numbers, of unequal repeats by padding with NaN to [repeats, images, neurons]."
  ),
  (ArrayBytes(type: "<f16", shape: "(1,)", data: []).bytes, "a.npy holds elements of type \"<f16\"; convert it to one of \(numbers)."),
  (
    Array("PK\u{3}\u{4}stimuli.npy".utf8),
    "a.npy is not a NumPy array file but a zip archive, as numpy.savez writes; write it with numpy.save."
  ),
  ([0x89] + Array("HDF\r\n\u{1A}\n".utf8), "a.npy is not a NumPy array file but an HDF5 file; write it with numpy.save."),
  (Array("MATLAB 5.0 MAT-file".utf8), "a.npy is not a NumPy array file but a MATLAB file; write it with numpy.save."),
  (ArrayBytes(type: "<U5", shape: "(1,)", data: []).bytes, "a.npy holds elements of type \"<U5\"; convert it to one of \(numbers)."),
  (ArrayBytes(type: "<c16", shape: "(1,)", data: []).bytes, "a.npy holds elements of type \"<c16\"; convert it to one of \(numbers)."),
  (ArrayBytes(type: "", shape: "(1,)", data: []).bytes, "a.npy holds elements of type \"\"; convert it to one of \(numbers)."),
  (
    ArrayBytes(header: "{'descr': [('x', '<f4'), ('y', '<f4')], 'fortran_order': False, 'shape': (1,), }").bytes,
    "a.npy holds records of several fields, not numbers; save one field as an array of its own."
  ),
  (
    ArrayBytes(type: "<f4", shape: "(4294967296, 4294967296, 16)", data: []).bytes,
    "a.npy claims the shape (4294967296, 4294967296, 16), which is too large to be read."
  ),
  (
    ArrayBytes(type: "<f4", shape: "(0, 4294967296, 4294967296, 16)", data: []).bytes,
    "a.npy claims the shape (0, 4294967296, 4294967296, 16), which is too large to be read."
  ),
  (
    ArrayBytes(type: "|u1", shape: "(17179869185,)", data: []).bytes, "a.npy claims the shape (17179869185), which is too large to be read."
  ),
  (
    ArrayBytes(type: "|u1", shape: "(\(String(repeating: "1,", count: 65)))", data: []).bytes,
    "a.npy has a header whose shape is not a tuple of at most 64 whole numbers."
  ),
  (
    ArrayBytes(header: "{'descr': '<f4', 'fortran_order': 'no', 'shape': (1,), }").bytes,
    "a.npy has a header whose fortran_order is neither True nor False."
  ),
  (
    ArrayBytes(header: "{'descr': True, 'fortran_order': False, 'shape': (1,), }").bytes, "a.npy has a header whose descr is not a text."
  ),
  (
    ArrayBytes(header: "{'descr': '<f4', 'fortran_order': False}").bytes,
    "a.npy has a header without exactly the keys descr, fortran_order and shape."
  ),
  (
    ArrayBytes(header: "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': ()}").bytes,
    "a.npy has a header without exactly the keys descr, fortran_order and shape."
  ),
  (
    ArrayBytes(header: "{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}").bytes,
    "a.npy has a header that names descr twice."
  ),
]

@Test(arguments: hostile.indices)
func aBadFileIsRefusedInOneSentence(index: Int) {
  #expect(throws: FileError(.malformed, hostile[index].sentence)) { try ArrayFile(decoding: hostile[index].bytes, path: "a.npy") }
}

@Test(arguments: [
  "", "{", "{}x", "{'descr'}", "{'descr': '<f4}", "{'shape': (-1,)}", "{'shape': (1 2)}", "{'shape': (1,}",
  "{'shape': (99999999999999999999,)}",
  "{'shape': 3}", "{'shape': (,)}", "{'a': True 'b': False}", "{descr: '<f4'}", "['descr']", "{'shape': (1.5,)}",
])
func aHeaderThatIsNotADictionaryIsRefused(header: String) {
  let sentence = "a.npy has a header that is not the dictionary that numpy.save writes."
  #expect(throws: FileError(.malformed, sentence)) { try ArrayFile(decoding: ArrayBytes(header: header).bytes, path: "a.npy") }
}

/// Files with a few bytes changed, cut or added: each is either read or refused, and none brings the program down.
@Test func mutatedFilesAreReadOrRefused() {
  let stream = RandomStream(seed: 3, trial: "mutation")
  let originals = [
    ArrayBytes(type: "<f4", shape: "(2, 3)", data: [UInt8](repeating: 1, count: 24)).bytes,
    ArrayBytes(version: 2, type: ">i2", fortran: true, shape: "(2, 2, 2)", data: [UInt8](repeating: 2, count: 16)).bytes,
    ArrayBytes(version: 3, type: "|u1", shape: "(9,)", data: [UInt8](repeating: 3, count: 9)).bytes,
  ]
  let favourites = Array("{}()[]',:0123456789LTF<>|".utf8) + [0, 255, 10]
  var read = 0
  for trial in 0..<6000 {
    var bytes = originals[trial % originals.count]
    for change in 0...stream.integer(below: 3, step: trial, index: 0) {
      let draw = { (index: Int, bound: Int) in stream.integer(below: bound, step: trial, index: 1 + 4 * change + index) }
      guard !bytes.isEmpty else { break }
      let place = draw(0, bytes.count)
      switch draw(1, 4) {
      case 0: bytes[place] = UInt8(draw(2, 256))
      case 1: bytes[place] = favourites[draw(2, favourites.count)]
      case 2: bytes.insert(favourites[draw(2, favourites.count)], at: place)
      default: bytes.removeSubrange(place..<min(bytes.count, place + 1 + draw(2, 8)))
      }
    }
    do {
      let array = try ArrayFile(decoding: bytes, path: "a.npy")
      #expect(array.tensor.values.count <= bytes.count)
      read += 1
    } catch {
      #expect(error is FileError)
    }
  }
  // Both outcomes must occur, or the mutations test nothing.
  #expect(read > 100 && read < 5900)
}
