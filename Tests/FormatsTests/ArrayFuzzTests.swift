import Formats
import Numerics
import TestSupport
import Testing

/// Changed files of every kind of element: an array, or a sentence.
@Suite struct ArrayFuzzTests {
  @Test(arguments: ["<f4", ">i8", "|u1"])
  func arrays(type: String) {
    let bytes = ArrayBytes(type: type, shape: "(2, 3)", data: Array(0..<48)).bytes
    let short = ArrayBytes(
      type: type, fortran: true, shape: "(2, 3)", data: Array(0..<6 * (type == "<f4" ? 4 : type == ">i8" ? 8 : 1))
    ).bytes
    let (accepted, complaints) = Mutator.fuzz("npy \(type)", refusingBy: FileError.self) { mutator in
      let array = try ArrayFile(decoding: mutator.mutate(mutator.draw(2) == 0 ? bytes : short), path: "a.npy")
      #expect(array.tensor.values.count == array.tensor.shape.reduce(1, *))
    }
    #expect(accepted > 0 && complaints == [])
  }
}
