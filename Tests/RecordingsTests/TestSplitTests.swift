import Testing

@testable import Recordings

@Test func aFifthOfDifferentImagesIsSplitOff() throws {
  let split = try #require(TestSplit(groups: Array(0..<100), share: 0.2, seed: 1))
  #expect(split.test.count == 20)
  #expect((split.training + split.test).sorted() == Array(0..<100))
  #expect(split.training == split.training.sorted() && split.test == split.test.sorted())
  #expect(TestSplit(groups: Array(0..<100), share: 0.2, seed: 1) == split)
  #expect(TestSplit(groups: Array(0..<100), share: 0.2, seed: 2) != split)
}

@Test(arguments: [UInt64(0), 1, 2, 3, 4])
func identicalImagesStayTogether(seed: UInt64) throws {
  // 60 images in groups of 1, 2 and 3.
  let groups = [0, 1, 1, 2, 2, 2].flatMap { kind in (0..<10).map { member in 3 * member + kind } }
  let split = try #require(TestSplit(groups: groups, share: 0.2, seed: seed))
  let (training, test) = (Set(split.training.map { groups[$0] }), Set(split.test.map { groups[$0] }))
  #expect(training.isDisjoint(with: test))
  #expect((10...12).contains(split.test.count))
}

@Test func groupsThatAreTooLargeGiveTheSmallestOfThem() throws {
  let groups = [Int](repeating: 0, count: 11) + [Int](repeating: 1, count: 9)
  let split = try #require(TestSplit(groups: groups, share: 0.1, seed: 1))
  #expect(split.test == Array(11..<20))
  #expect(TestSplit(groups: [0, 0, 0], share: 0.5, seed: 1) == nil)
}
