import CZstd
import TestSupport
import Testing

@testable import Formats

private let content = Array("a stimulus, and the same stimulus, and the same stimulus".utf8)
private let frame = Zstd.compress(content)

/// A frame of other parameters than ours.
private func foreignFrame(_ parameters: [(ZSTD_cParameter, Int32)]) -> [UInt8] {
  let context = ZSTD_createCCtx()
  defer { ZSTD_freeCCtx(context) }
  for (parameter, value) in parameters { ZSTD_CCtx_setParameter(context, parameter, value) }
  return [UInt8](unsafeUninitializedCapacity: 1000) { frame, count in
    count = ZSTD_compress2(context, frame.baseAddress, 1000, content, content.count)
  }
}

/// The frame with one byte changed.
private func changed(_ index: Int, _ byte: UInt8) -> [UInt8] {
  var frame = frame
  frame[index] = byte
  return frame
}

@Test(arguments: [0, 1, 100, 900_000, 3_000_000])
func whatWasCompressedComesBack(count: Int) throws {
  let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 / 7 &* $0) }
  #expect(try Zstd.decompress(Zstd.compress(bytes), limit: count) == bytes)
}

@Test func whatDoesNotCompressHardlyGrows() {
  var state: UInt64 = 1
  let noise = (0..<900_000).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return UInt8(truncatingIfNeeded: state >> 56)
  }
  #expect(Zstd.compress(noise).count < 901_000)
}

/// Not in the table itself: Swift 6.0's compiler crashes on a string with a value in it among a test's arguments.
private let aSecondFrame = "malformed: \(frame.count) bytes follow the zstd frame"

@Test(
  arguments: [
    ([], "malformed: the value is not a zstd frame"),
    (content, "malformed: the value is not a zstd frame"),
    // A skippable frame.
    ([0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0], "malformed: the value is not a zstd frame"),
    ([0x28, 0xB5, 0x2F, 0xFD], "malformed: the zstd frame has no checksum"),
    ([0x28, 0xB5, 0x2F, 0xFD, 0xC4, 0], "corrupt: the zstd frame is cut short or damaged in its header"),
    (foreignFrame([(ZSTD_c_checksumFlag, 0)]), "malformed: the zstd frame has no checksum"),
    (foreignFrame([(ZSTD_c_checksumFlag, 1), (ZSTD_c_contentSizeFlag, 0)]), "malformed: the zstd frame does not state its content's size"),
    (frame + [0], "malformed: 1 bytes follow the zstd frame"),
    (frame + frame, aSecondFrame),
    (frame.dropLast(), "corrupt: the zstd frame is cut short or damaged"),
    (frame.dropLast(10), "corrupt: the zstd frame is cut short or damaged"),
    (changed(frame.count - 1, frame[frame.count - 1] ^ 1), "corrupt: the zstd frame is damaged: Restored data doesn't match checksum"),
    // The stated size one less and one more than the truth.
    (changed(5, frame[5] - 1), "corrupt: the zstd frame is damaged"),
    (changed(5, frame[5] + 1), "corrupt: the zstd frame is damaged"),
    // Single segment, checksum, 8 bytes of size: 2^40 bytes.
    (
      [0x28, 0xB5, 0x2F, 0xFD, 0xE4, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0],
      "too_large: the zstd frame states a content of 1099511627776 bytes, but at most 64"
    ),
    // Single segment, checksum, 1 byte of dictionary id (7), 1 byte of size (0), an empty last block.
    ([0x28, 0xB5, 0x2F, 0xFD, 0x25, 7, 0, 1, 0, 0, 0x99, 0xE9, 0xD8, 0x51], "malformed: the zstd frame needs a dictionary"),
  ] as [([UInt8], String)])
func whatIsNotOneSoundFrameIsRefused(bytes: [UInt8], sentence: String) {
  let complaint = complaint { _ = try Zstd.decompress(bytes, limit: 64) }
  #expect(complaint.hasPrefix(sentence), "\(complaint)")
}

/// A kilobyte that would inflate to a gigabyte, were its word taken for it.
@Test func aFrameAboveTheLimitIsNotInflated() {
  let bomb = Zstd.compress([UInt8](repeating: 0, count: 30_000_000))
  #expect(bomb.count < 3000)
  #expect(
    complaint { _ = try Zstd.decompress(bomb, limit: 29_999_999) }
      == "too_large: the zstd frame states a content of 30000000 bytes, but at most 29999999 are allowed here")
}

/// The window that a frame asks for (here 2 GiB, beside a stated content of 1 byte) is not allocated, because the content is decoded in place.
@Test func aHugeWindowCostsNothing() throws {
  // Checksum, no single segment, size of 4 bytes; window descriptor 0xA8: 2^(10 + 21); one raw block of 1 byte.
  let header: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x84, 0xA8, 1, 0, 0, 0, 0x09, 0, 0, 0x61]
  let sound = Zstd.compress([0x61])
  #expect(try Zstd.decompress(header + sound.suffix(4), limit: 1) == [0x61])
}
