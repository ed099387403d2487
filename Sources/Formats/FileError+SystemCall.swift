import Glibc

extension FileError {
  /// What a system call that failed while reading `path` means.
  static func reading(_ path: String, _ number: Int32) -> FileError {
    switch number {
    case ENOENT: FileError(.missing, "\(path) does not exist.")
    case ENOTDIR: FileError(.missing, "\(path) does not exist: a part of the path before it is a file, not a folder.")
    case EACCES, EPERM: FileError(.unreadable, "\(path) may not be read by this user; change its permissions.")
    case EISDIR: FileError(.unreadable, "\(path) is a folder where a file is needed.")
    case EIO: FileError(.unreadable, "\(path) cannot be read: the disk reports an input/output error.")
    default: FileError(.unreadable, "\(path) cannot be read: \(text(of: number)).")
    }
  }

  /// What a system call that failed while writing `path` means.
  static func writing(_ path: String, _ number: Int32) -> FileError {
    switch number {
    case ENOSPC: FileError(.unwritable, "\(path) cannot be written: the disk is full; free some space and start again.")
    case EDQUOT: FileError(.unwritable, "\(path) cannot be written: the disk quota of this user is used up.")
    case EROFS: FileError(.unwritable, "\(path) cannot be written: the file system is read-only.")
    case EACCES, EPERM: FileError(.unwritable, "\(path) cannot be written: this user may not write to its folder.")
    case ENOENT, ENOTDIR: FileError(.unwritable, "\(path) cannot be written: its folder does not exist.")
    case EISDIR: FileError(.unwritable, "\(path) cannot be written: a folder of that name is in the way.")
    default: FileError(.unwritable, "\(path) cannot be written: \(text(of: number)).")
    }
  }

  private static func text(of number: Int32) -> String { String(cString: strerror(number)) }
}
