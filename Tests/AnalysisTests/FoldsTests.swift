import Numerics
import Testing

@testable import Analysis

struct FoldsTests {
  /// `count` images of 2 x 2; `value` chooses what an image shows, so equal values are identical images.
  private func images(_ count: Int, showing value: (Int) -> Int) -> Tensor {
    Tensor(shape: [count, 1, 2, 2], values: (0..<count).flatMap { [Float(value($0)), 0, 1, 2] })
  }

  @Test func everyImageIsInOneFoldAndFoldsAreEven() throws {
    let folds = try Folds(images: images(103) { $0 }, count: 5, seed: 7)
    let held = (0..<5).map { folds.validation($0) }
    #expect(held.flatMap(\.self).sorted() == Array(0..<103))
    #expect(held.allSatisfy { (20...21).contains($0.count) })
    for fold in 0..<5 { #expect((folds.training(fold) + held[fold]).sorted() == Array(0..<103)) }
  }

  @Test(arguments: [UInt64(0), 1, 99])
  func identicalImagesShareAFold(seed: UInt64) throws {
    // Ten images shown seven times each, one of them thirty times more.
    let folds = try Folds(images: images(100) { $0 < 70 ? $0 % 10 : 3 }, count: 5, seed: seed)
    for image in 0..<100 { #expect(folds.fold[image] == folds.fold[image < 70 ? image % 10 : 3]) }
    #expect(Set(folds.fold) == Set(0..<5))
  }

  @Test func theSeedAloneChoosesThem() throws {
    let shown = images(60) { $0 }
    #expect(try Folds(images: shown, count: 5, seed: 1) == Folds(images: shown, count: 5, seed: 1))
    #expect(try Folds(images: shown, count: 5, seed: 1) != Folds(images: shown, count: 5, seed: 2))
  }

  @Test func tooFewDifferentImagesAreRefused() {
    #expect {
      try Folds(images: images(100) { $0 % 4 }, count: 5, seed: 0)
    } throws: {
      "\($0)" == "4 different training images cannot be divided into 5 folds: show more images"
    }
  }

  @Test(arguments: [(320, 7), (500, 3), (60, 5), (1000, 1)])
  func withAGapFoldsAreBlocksAndNothingIsTrainedBesideThem(count: Int, gap: Int) throws {
    let folds = try Folds(images: images(count) { $0 }, count: 5, gap: gap, seed: 2)
    #expect((0..<5).flatMap { folds.validation($0) }.sorted() == Array(0..<count))
    for held in 0..<5 {
      let (training, validation) = (folds.training(held), folds.validation(held))
      #expect(abs(validation.count - count / 5) <= 10 && training.count >= count / 2)
      for image in validation { #expect(!training.contains { abs($0 - image) <= gap }) }
      let starts = zip(validation, validation.dropFirst()).count { $1 > $0 + 1 } + 1
      #expect(starts <= max(1, min(10, count / (10 * gap))))
    }
    #expect(try folds != Folds(images: images(count) { $0 }, count: 5, gap: gap, seed: 3))
  }
}
