import Glibc

extension ArrayFileError {
  /// What a system call that failed while reading `path` means.
  static func reading(_ path: String, _ number: Int32) -> ArrayFileError {
    switch number {
    case ENOENT: ArrayFileError(.missing, "\(path) does not exist.")
    case ENOTDIR: ArrayFileError(.missing, "\(path) does not exist: a part of the path before it is a file, not a folder.")
    case EACCES, EPERM: ArrayFileError(.unreadable, "\(path) may not be read by this user; change its permissions.")
    case EISDIR: ArrayFileError(.unreadable, "\(path) is a folder where a file is needed.")
    case EIO: ArrayFileError(.unreadable, "\(path) cannot be read: the disk reports an input/output error.")
    default: ArrayFileError(.unreadable, "\(path) cannot be read: \(text(of: number)).")
    }
  }

  /// What a system call that failed while writing `path` means.
  static func writing(_ path: String, _ number: Int32) -> ArrayFileError {
    switch number {
    case ENOSPC: ArrayFileError(.unwritable, "\(path) cannot be written: the disk is full; free some space and start again.")
    case EDQUOT: ArrayFileError(.unwritable, "\(path) cannot be written: the disk quota of this user is used up.")
    case EROFS: ArrayFileError(.unwritable, "\(path) cannot be written: the file system is read-only.")
    case EACCES, EPERM: ArrayFileError(.unwritable, "\(path) cannot be written: this user may not write to its folder.")
    case ENOENT, ENOTDIR: ArrayFileError(.unwritable, "\(path) cannot be written: its folder does not exist.")
    case EISDIR: ArrayFileError(.unwritable, "\(path) cannot be written: a folder of that name is in the way.")
    default: ArrayFileError(.unwritable, "\(path) cannot be written: \(text(of: number)).")
    }
  }

  private static func text(of number: Int32) -> String { String(cString: strerror(number)) }
}
