import Glibc

/// Reading a file whole.
public enum InputFile {
  /// The bytes of the regular file at `path`.
  ///
  /// - Parameter limit: the most bytes that the caller is ready to hold; a larger file is refused before anything is read.
  /// - Throws: `FileError`.
  public static func read(_ path: String, limit: Int) throws -> [UInt8] {
    // Without O_NONBLOCK a named pipe in the place of a file would wait for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileError.reading(path, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError.reading(path, errno) }
    let kind = status.st_mode & S_IFMT
    guard kind != S_IFDIR else { throw FileError.reading(path, EISDIR) }
    guard kind == S_IFREG else { throw FileError(.unreadable, "\(path) is a device or a pipe where a file is needed.") }
    let size = Int(status.st_size)
    guard size <= limit else {
      throw FileError(.unreadable, "\(path) has \(size) bytes, more than the \(limit) that are allowed here.")
    }
    return try [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      while filled < size {
        let count = Glibc.read(descriptor, buffer.baseAddress! + filled, size - filled)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw FileError.reading(path, errno) }
        // The file has become shorter meanwhile: what there is, is what there is.
        guard count > 0 else { break }
        filled += count
      }
    }
  }
}
