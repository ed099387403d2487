import Foundation

/// The terminal behind standard error, where there is one.
enum Terminal {
  static var isStandardErrorTerminal: Bool { isatty(2) == 1 }

  /// In columns; 80 where it cannot be known.
  static var width: Int {
    var size = winsize()
    return ioctl(2, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }
}
