/// What the program tells its caller at its end, after sysexits.h.
public enum ExitCode: Int32, Error, Sendable {
  case success = 0
  /// The command line, the environment or the settings file is wrong.
  case usage = 64
  /// The input data are wrong.
  case dataError = 65
  /// A service, e.g. the broker, does not answer; or this machine cannot run the program.
  case unavailable = 69
  /// A fault of the program's own.
  case software = 70
  /// A file cannot be created.
  case cannotCreate = 73
  /// Reading or writing failed on the way.
  case inputOutput = 74
  /// It may succeed when tried again.
  case temporaryFailure = 75
  /// Not authorised.
  case noPermission = 77
  /// What is configured does not fit, e.g. a topic that takes no record of this size.
  case configuration = 78
  /// Whoever read what was printed has gone, as a shell says it of programs that SIGPIPE ends.
  case closedPipe = 141
}
