import Glibc

/// Writing a file so that it is there whole or not at all.
public enum AtomicFile {
  /// Writes `bytes` to a file beside `path`, on to the disk, and renames it to `path`: no reader and no crash ever sees half a file.
  ///
  /// The folder must exist. A file that is already at `path` is replaced. Where it fails, nothing is left behind.
  /// - Throws: `FileError`.
  public static func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
    try write(to: path) { append in try append(Array(bytes)) }
  }

  /// The same for a file too large to hold in memory: `produce` hands over its bytes piece by piece. Where it throws, nothing is left behind.
  public static func write(to path: String, _ produce: (_ append: ([UInt8]) throws -> Void) throws -> Void) throws {
    let (folder, name) = split(path)
    let partial: PartialFile
    do { partial = try PartialFile(for: name, in: folder) } catch { throw FileError.writing(path, error.number) }
    // Not before it has its name, lest it be swept.
    defer { close(partial.descriptor) }
    do {
      try produce { bytes in
        if let failure = append(bytes, to: partial.descriptor) { throw FileError.writing(path, failure) }
      }
    } catch {
      unlink(partial.path)
      throw error
    }
    if fsync(partial.descriptor) != 0 || rename(partial.path, path) != 0 {
      let failure = errno
      unlink(partial.path)
      throw FileError.writing(path, failure)
    }
    try flush(folder: folder, for: path)
  }

  /// Removes what processes that were killed left of their writing in a folder; never what one that lives is writing. Where nothing can be removed, nothing is.
  public static func sweep(_ folder: String) { PartialFile.sweep(folder) }

  /// The number of the error, nil where all was written.
  private static func append(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { return errno }
        rest = rest.dropFirst(count)
      }
      return nil
    }
  }

  /// The new name itself must survive a power cut too.
  private static func flush(folder: String, for path: String) throws {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError.writing(path, errno) }
    defer { close(descriptor) }
    // Some network file systems cannot flush a folder and say so by EINVAL; there is nothing more to do then.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw FileError.writing(path, errno) }
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
  }
}
