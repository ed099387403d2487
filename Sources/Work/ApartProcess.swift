import Formats
import Foundation
import Messages
import Method
import Queue

/// Computes a suspect job in a child process: if that dies, the job is to blame, and nobody else is hurt.
///
/// Both talk over one socket, in blocks of a length (8 bytes, little-endian) and as many bytes: the job and its inputs go in; a byte that says whether a result follows,
/// and the result or a `FailureReport` come back. The child ends when its parent does, because the socket closes.
public struct ApartProcess {
  /// The hidden subcommand.
  public static let argument = "compute-apart"
  /// A container that is being killed takes the child a moment before its parent: only who lives on after this may blame the job.
  private static let grace = Duration.seconds(2)
  private static let limit = 1 << 30
  private static let spawnPatience = Duration.seconds(5)

  let program: URL
  let stop: StopSignal

  /// - Throws: `JobFailure`: the child's own, or `crashed` where it died; `CancellationError`.
  func result(of job: Job, inputs: JobInputs, isHalted: () -> Bool) throws -> NeuronResult {
    let (child, socket) = try spawn()
    defer { close(socket) }
    var isReaped = false
    defer {
      if !isReaped {
        kill(child, SIGKILL)
        waitpid(child, nil, 0)
      }
    }
    let reply: (isResult: Bool, bytes: [UInt8])?
    do {
      for block in [try job.encoded(), inputs.stimuli, inputs.population] { try Block.write(block, to: socket, isHalted: isHalted) }
      reply = (
        try Block.read(from: socket, limit: 1, isHalted: isHalted) == [1],
        try Block.read(from: socket, limit: Self.limit, isHalted: isHalted)
      )
    } catch is Block.Ended {
      reply = nil
    }
    guard let reply else {
      var status: Int32 = 0
      waitpid(child, &status, 0)
      isReaped = true
      throw try crash(status, isHalted)
    }
    if reply.isResult { return try NeuronResult(decoding: reply.bytes) }
    throw JobFailure(try JSONText.decode(FailureReport.self, from: reply.bytes, limit: Self.limit))
  }

  /// What the child's end says of the job.
  private func crash(_ status: Int32, _ isHalted: () -> Bool) throws -> JobFailure {
    let signal = status & 0x7f
    if signal == SIGKILL || signal == SIGTERM {
      let end = ContinuousClock.now + Self.grace
      while ContinuousClock.now < end, !stop.isRequested { Thread.sleep(forTimeInterval: 0.05) }
      if stop.isRequested || isHalted() { throw CancellationError() }
    }
    let cause =
      signal == 0
      ? "ended with exit code \((status >> 8) & 0xff)" : "was ended by signal \(signal) (\(Self.names[signal] ?? "unknown"))"
    return JobFailure(
      .crashed, "crashed",
      "The process that computed the job alone \(cause)\(signal == SIGKILL ? ", as by a machine that is out of memory" : "").")
  }

  private static let names: [Int32: String] = [
    SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGHUP: "SIGHUP", SIGILL: "SIGILL", SIGINT: "SIGINT", SIGKILL: "SIGKILL",
    SIGPIPE: "SIGPIPE", SIGQUIT: "SIGQUIT", SIGSEGV: "SIGSEGV", SIGSYS: "SIGSYS", SIGTERM: "SIGTERM", SIGTRAP: "SIGTRAP",
    SIGXCPU: "SIGXCPU", SIGXFSZ: "SIGXFSZ",
  ]

  /// Not `Process`: that hands on the signal mask of Dispatch's threads. A group of its own keeps the terminal's signals from the child.
  private func spawn() throws -> (pid_t, Int32) {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw Self.failure("no socket", errno)
    }
    defer { close(ends[1]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 0)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
    var words = [strdup("konomi"), strdup(Self.argument), nil]
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    var error = posix_spawn(&child, program.path, &actions, &attributes, &words, environ)
    // No room for a process at this moment, or somebody else's child has the file open a moment longer: a suspect that is put off is no longer known for one.
    let end = ContinuousClock.now + Self.spawnPatience
    while [EAGAIN, ENOMEM, ETXTBSY].contains(error), .now < end {
      Thread.sleep(forTimeInterval: 0.05)
      error = posix_spawn(&child, program.path, &actions, &attributes, &words, environ)
    }
    guard error == 0 else {
      close(ends[0])
      throw Self.failure("\(program.path) does not start", error)
    }
    return (child, ends[0])
  }

  private static func failure(_ what: String, _ number: Int32) -> JobFailure {
    JobFailure(
      .transient, "no_process", "The job was to be computed in a process of its own: \(what): \(String(cString: strerror(number))).")
  }
}

extension ApartProcess {
  /// The child's part: computes the one job that stands on standard input, which is a socket.
  public static func serve() -> Never {
    // Where memory runs out, this process is to go, not its parent.
    try? Data("1000".utf8).write(to: URL(fileURLWithPath: "/proc/self/oom_score_adj"))
    do {
      let job = try Job(decoding: Block.read(from: 0, limit: limit, isHalted: { false }))
      let inputs = JobInputs(
        stimuli: try Block.read(from: 0, limit: limit, isHalted: { false }),
        population: try Block.read(from: 0, limit: limit, isHalted: { false }))
      // Nothing else comes: the socket's end is the parent's.
      Thread.detachNewThread {
        _ = try? Block.read(from: 0, limit: 1, isHalted: { false })
        _exit(0)
      }
      let reply: (tag: UInt8, bytes: [UInt8])
      do {
        let result = try JobRunner.result(of: job, stimuli: inputs.prepared(for: job.document, in: .now())) { false }
        reply = (1, try result.encoded())
      } catch {
        reply = (0, try JSONText.encode(JobRunner.failure(of: error)))
      }
      try Block.write([reply.tag], to: 0, isHalted: { false })
      try Block.write(reply.bytes, to: 0, isHalted: { false })
      _exit(0)
    } catch {
      _exit(70)
    }
  }
}
