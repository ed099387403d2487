import Messages

/// Why a job has no result, thrown where it is known better than any caller could.
struct JobFailure: Error {
  var report: FailureReport

  init(_ report: FailureReport) { self.report = report }

  init(_ class: FailureReport.Class, _ code: String, _ message: String) {
    report = FailureReport(class: `class`, code: code, message: message)
  }
}
