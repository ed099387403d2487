import Foundation
import Messages

extension Timestamp {
  /// The clock of the edge: decisions get their times handed in.
  public static var now: Timestamp { Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded())) }
}
