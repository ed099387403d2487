import Glibc

/// Reading a file whole.
public enum InputFile {
  /// The bytes of the regular file at `path`.
  ///
  /// - Parameter limit: the most bytes that the caller is ready to hold; a larger file is refused before anything is read.
  /// - Throws: `FileError`; also for a file that only stands for another's content, which was not fetched.
  public static func read(_ path: String, limit: Int) throws -> [UInt8] {
    // Without O_NONBLOCK a named pipe in the place of a file would wait for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let number = errno
      if number == ENOENT { _ = try exists(path) }
      throw FileError.reading(path, number)
    }
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
    let bytes = try [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      while filled < size {
        let count = Glibc.read(descriptor, buffer.baseAddress! + filled, size - filled)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw FileError.reading(path, errno) }
        // The file has become shorter meanwhile: what there is, is what there is.
        guard count > 0 else { break }
        filled += count
      }
    }
    if let pointer = pointers.first(where: { bytes.starts(with: $0.start.utf8) }) {
      throw FileError(.malformed, "\(path) is a \(pointer.name), not the file that it stands for; fetch that with \(pointer.cure).")
    }
    return bytes
  }

  /// Whether there is a file, a folder or the like at `path`.
  ///
  /// - Throws: `FileError` where a link stands there that leads nowhere: it says that there should be a file, as in a clone whose content was not fetched.
  public static func exists(_ path: String) throws -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT || errno == ENOTDIR { return false }
      throw FileError.reading(path, errno)
    }
    guard status.st_mode & S_IFMT == S_IFLNK, stat(path, &status) != 0 else { return true }
    var target = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let length = target.withUnsafeMutableBytes { readlink(path, $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count) }
    throw FileError(
      .missing,
      "\(path) is a link to \(String(decoding: target.prefix(max(0, length)), as: UTF8.self)), which is not there; fetch its content (datalad get, git annex get) or remove the link."
    )
  }

  /// What version control leaves in the place of large files.
  private static let pointers = [
    (start: "version https://git-lfs.github.com/spec/", name: "Git LFS pointer", cure: "git lfs pull"),
    (start: "/annex/objects/", name: "git-annex pointer", cure: "datalad get or git annex get"),
  ]
}
