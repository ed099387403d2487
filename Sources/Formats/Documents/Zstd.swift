import CZstd
import Synchronization

/// One Zstandard frame (RFC 8878) that states its content's size and ends in a checksum.
public enum Zstd {
  /// The bytes as one frame: level 3, one thread, content size and checksum.
  public static func compress(_ bytes: [UInt8]) -> [UInt8] {
    let compressor = Compressor.idle.withLock { $0.popLast() } ?? Compressor()
    defer { Compressor.idle.withLock { if $0.count < Compressor.kept { $0.append(compressor) } } }
    let bound = ZSTD_compressBound(bytes.count)
    return [UInt8](unsafeUninitializedCapacity: bound) { frame, count in
      count = ZSTD_compress2(compressor.context, frame.baseAddress, bound, bytes, bytes.count)
      precondition(ZSTD_isError(count) == 0, "zstd cannot compress into a buffer of its own bound")
    }
  }

  /// A context of zstd's, used by one thread at a time. To make one takes longer than to compress a small message; each frame begins anew in it.
  private final class Compressor: @unchecked Sendable {
    static let idle = Mutex<[Compressor]>([])
    /// More than so many are not kept while they are idle.
    static let kept = 8

    let context: OpaquePointer

    init() {
      guard let context = ZSTD_createCCtx() else { fatalError("no memory for a zstd context") }
      self.context = context
      for (parameter, value) in [(ZSTD_c_compressionLevel, 3), (ZSTD_c_contentSizeFlag, 1), (ZSTD_c_checksumFlag, 1)] {
        precondition(ZSTD_isError(ZSTD_CCtx_setParameter(context, parameter, Int32(value))) == 0, "zstd refuses one of its own parameters")
      }
    }

    deinit { ZSTD_freeCCtx(context) }
  }

  /// The most bytes that a frame of so many bytes of content may have.
  public static func bound(_ bytes: Int) -> Int { ZSTD_compressBound(bytes) }

  /// The content of exactly one frame. Nothing is allocated before the stated size is known to be allowed; the content is decoded in place, so that the
  /// window that a frame asks for costs no memory.
  /// - Parameter limit: the largest content, in bytes, that is accepted.
  /// - Throws: `FormatError` for what is no frame, states no size, has no checksum, needs a dictionary, exceeds the limit, inflates to another size than
  ///   stated, is cut short, is followed by anything, or fails its checksum.
  public static func decompress(_ bytes: [UInt8], limit: Int) throws -> [UInt8] {
    try FormatError.require(bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]), .malformed, "the value is not a zstd frame")
    try FormatError.require(
      bytes.count > 5 && bytes[4] & 4 != 0, .malformed, "the zstd frame has no checksum: compress with the checksum flag on")
    let stated = ZSTD_getFrameContentSize(bytes, bytes.count)
    try FormatError.require(stated != UInt64.max - 1, .corrupt, "the zstd frame is cut short or damaged in its header")
    try FormatError.require(
      stated != UInt64.max, .malformed, "the zstd frame does not state its content's size: compress in one call, or with the pledged size")
    try FormatError.require(
      stated <= UInt64(limit), .tooLarge, "the zstd frame states a content of \(stated) bytes, but at most \(limit) are allowed here")
    try FormatError.require(
      ZSTD_getDictID_fromFrame(bytes, bytes.count) == 0, .malformed, "the zstd frame needs a dictionary, but none is ever used here")
    let length = ZSTD_findFrameCompressedSize(bytes, bytes.count)
    try FormatError.require(ZSTD_isError(length) == 0, .corrupt, "the zstd frame is cut short or damaged")
    try FormatError.require(
      length == bytes.count, .malformed, "\(bytes.count - length) bytes follow the zstd frame, but a value is one frame")

    var failure: Int?
    let content = [UInt8](unsafeUninitializedCapacity: Int(stated)) { content, count in
      let result = ZSTD_decompress(content.baseAddress, content.count, bytes, bytes.count)
      if ZSTD_isError(result) == 0, result == content.count { count = result } else { failure = result }
    }
    if let failure {
      let reason =
        ZSTD_isError(failure) == 0 ? "it inflates to \(failure) bytes, not \(stated)" : String(cString: ZSTD_getErrorName(failure))
      throw FormatError(.corrupt, "the zstd frame is damaged: \(reason)")
    }
    return content
  }
}
