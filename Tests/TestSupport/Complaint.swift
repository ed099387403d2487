import Formats

/// What a reader says of bad input, as `code: sentence`; "nothing" where it accepts it.
public func complaint(_ read: () throws -> Void) -> String {
  do {
    try read()
    return "nothing"
  } catch let error as FormatError {
    return "\(error.code.rawValue): \(error.description)"
  } catch {
    return "another module's error: \(error)"
  }
}
