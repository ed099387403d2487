import Glibc

/// A file on its way: it lies beside the place that it is for, as `.NAME.RANDOM.partial`, until it is renamed to it. Whoever writes it holds a lock on it, which the system
/// takes back when its process ends, however that ends: a partial file without a lock is a dead process's.
struct PartialFile {
  let path: String
  let descriptor: Int32

  /// Folders take names of 255 bytes; what is cut from a longer one is missed by nobody.
  private static let longestName = 200
  private static let ending = ".partial"

  /// Makes a new one for the file `name` of `folder`.
  /// - Throws: the system's number of what went wrong.
  init(for name: String, in folder: String) throws(SystemFailure) {
    while true {
      // Another process, perhaps on another machine, may be writing the same file: each has a partial file of its own.
      let random = String(UInt64.random(in: 0 ... .max), radix: 36)
      let path = folder + "/." + String(decoding: name.utf8.prefix(Self.longestName), as: UTF8.self) + "." + random + Self.ending
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw SystemFailure(number: errno) }
      // Some file systems have no locks: there nothing is ever swept.
      while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
      var status = stat()
      if fstat(descriptor, &status) != 0 || status.st_nlink > 0 {
        (self.path, self.descriptor) = (path, descriptor)
        return
      }
      // It was swept before the lock was on it.
      close(descriptor)
    }
  }

  /// Removes the partial files of a folder that nobody is writing any more. What cannot be removed stays.
  static func sweep(_ folder: String) {
    guard let directory = opendir(folder) else { return }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if isOurs(name) { removeUnlessLocked(folder + "/" + name) }
    }
  }

  /// Whether it is called as ours are.
  static func isOurs(_ name: String) -> Bool {
    guard name.hasPrefix("."), name.hasSuffix(ending) else { return false }
    let words = name.dropFirst().dropLast(ending.count).utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard words.count > 1, let random = words.last, let first = words.first, !first.isEmpty else { return false }
    return (1...13).contains(random.count) && random.allSatisfy { (48...57).contains($0) || (97...122).contains($0) }
  }

  private static func removeUnlessLocked(_ path: String) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return }
    unlink(path)
  }
}

/// The number by which the system says why a call failed.
struct SystemFailure: Error { let number: Int32 }
