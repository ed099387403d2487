import Numerics
import Testing

@Test(
  arguments: [
    ([1, 2, 1, 2, 3, 4, 1, 2], 4, [0, 0, 1, 0]), ([1, 2, 3, 4, 3, 4, 1, 2], 4, [0, 1, 1, 0]), ([0, 1, -0.0, 1], 2, [0, 0]), ([], 0, []),
    ([.nan, 1, .nan, 1], 2, [0, 1]),
  ] as [([Float], Int, [Int])])
func identicalEntriesShareAGroup(values: [Float], count: Int, groups: [Int]) {
  #expect(Tensor(shape: [count, 2], values: values).identicalEntries() == groups)
}

@Test func entriesAreGatheredInTheGivenOrder() {
  let tensor = Tensor(shape: [3, 2], values: [0, 1, 2, 3, 4, 5])
  #expect(tensor.gather([2, 0, 2]) == Tensor(shape: [3, 2], values: [4, 5, 0, 1, 4, 5]))
  #expect(Array(tensor[1]) == [2, 3])
}
