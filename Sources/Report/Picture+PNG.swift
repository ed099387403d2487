import CPng

extension Picture {
  /// The picture as a PNG file. libpng's simplified interface never jumps into its caller.
  /// - Throws: `ReportError.image`.
  func png() throws -> [UInt8] {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    image.width = png_uint_32(width)
    image.height = png_uint_32(height)
    image.format = samples == 3 ? png_uint_32(PNG_FORMAT_FLAG_COLOR) : 0
    defer { png_image_free(&image) }
    // One pass: a PNG is never larger than its pixels by more than this.
    var file = [UInt8](repeating: 0, count: bytes.count + bytes.count / 8 + height + 1024)
    var size = png_alloc_size_t(file.count)
    guard png_image_write_to_memory(&image, &file, &size, 0, bytes, png_int_32(width * samples), nil) != 0 else {
      throw ReportError(.image, "An image of \(width) x \(height) pixels could not be written as PNG (libpng refused it).")
    }
    return Array(file.prefix(size))
  }
}
