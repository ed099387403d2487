import Testing

@testable import Recordings

@Test func aFifthOfDifferentImagesIsSplitOff() {
  let split = TestSplit(images: 100, share: 0.2, seed: 1)
  #expect(split.test.count == 20)
  #expect((split.training + split.test).sorted() == Array(0..<100))
  #expect(split.training == split.training.sorted() && split.test == split.test.sorted())
  #expect(TestSplit(images: 100, share: 0.2, seed: 1) == split)
  #expect(TestSplit(images: 100, share: 0.2, seed: 2) != split)
}

@Test(arguments: [(0.001, 1), (0.999, 9)])
func bothSidesHaveAnImage(share: Double, test: Int) {
  #expect(TestSplit(images: 10, share: share, seed: 1).test.count == test)
}
