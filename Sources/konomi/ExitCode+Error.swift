import Analysis
import CommandLine
import Formats
import Kernels
import Messages
import Method
import Queue
import Recordings
import Report
import Roles

extension ExitCode {
  /// What an error means to the program's caller.
  init(of error: any Error) {
    switch error {
    case let error as RecordingError: self = error.code == .unwritable ? .cannotCreate : .dataError
    case let error as RolesError: self = error.code == .directory ? .inputOutput : .dataError
    case let error as QueueError: self.init(of: error)
    case let error as FileError: self = error.code == .unwritable ? .inputOutput : .dataError
    case let error as KernelsError: self = error.code == .unknownInstructionSet ? .usage : .unavailable
    case is SettingsError: self = .usage
    case is ProcessLimits: self = .unavailable
    case is FormatError, is AnalysisError, is ReportError: self = .dataError
    default: self = .software
    }
  }

  private init(of error: QueueError) {
    switch error.code {
    case .unreachable, .clockRefused: self = .unavailable
    case .topicMissing, .topicUnfit, .recordTooLarge, .recordRefused: self = .dataError
    case .notAuthorised: self = .noPermission
    case .staleAssignment, .broker: self = error.isRetriable ? .temporaryFailure : .software
    }
  }
}
