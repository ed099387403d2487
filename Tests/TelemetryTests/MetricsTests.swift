import Telemetry
import Testing

@Suite struct MetricsTests {
  static let jobs = Metric("konomi_jobs_total", .counter, labels: ["outcome", "host"], help: "Jobs finished, by outcome.")
  static let running = Metric("konomi_jobs_running", .gauge, help: "Jobs being computed.\nNow.")
  static let seconds = Metric("konomi_job_seconds", .histogram([0.5, 1, 10]), help: "Time that a job took.")
  static let byKind = Metric("konomi_poll_seconds", .histogram([1]), labels: ["kind"], help: "Time of a poll.")
  static let table = [jobs, running, seconds, byKind]

  @Test func whatIsThereFromTheStart() {
    #expect(
      Metrics(Self.table).exposition == """
        # HELP konomi_jobs_total Jobs finished, by outcome.
        # TYPE konomi_jobs_total counter
        # HELP konomi_jobs_running Jobs being computed.\\nNow.
        # TYPE konomi_jobs_running gauge
        konomi_jobs_running 0
        # HELP konomi_job_seconds Time that a job took.
        # TYPE konomi_job_seconds histogram
        konomi_job_seconds_bucket{le="0.5"} 0
        konomi_job_seconds_bucket{le="1"} 0
        konomi_job_seconds_bucket{le="10"} 0
        konomi_job_seconds_bucket{le="+Inf"} 0
        konomi_job_seconds_sum 0
        konomi_job_seconds_count 0
        # HELP konomi_poll_seconds Time of a poll.
        # TYPE konomi_poll_seconds histogram

        """)
  }

  @Test func afterSomeWork() {
    let metrics = Metrics(Self.table)
    metrics.add(to: Self.jobs, "succeeded", "b")
    metrics.add(2, to: Self.jobs, "dead", "say \"hi\"\\\n")
    metrics.add(to: Self.jobs, "succeeded", "a")
    metrics.add(to: Self.jobs, "succeeded", "b")
    metrics.set(Self.running, to: 3)
    metrics.add(-1.5, to: Self.running)
    for value in [0.5, 0.75, 1, 2, 100] { metrics.observe(value, in: Self.seconds) }
    metrics.observe(0.25, in: Self.byKind, "idle")
    #expect(
      metrics.exposition == """
        # HELP konomi_jobs_total Jobs finished, by outcome.
        # TYPE konomi_jobs_total counter
        konomi_jobs_total{outcome="dead",host="say \\"hi\\"\\\\\\n"} 2
        konomi_jobs_total{outcome="succeeded",host="a"} 1
        konomi_jobs_total{outcome="succeeded",host="b"} 2
        # HELP konomi_jobs_running Jobs being computed.\\nNow.
        # TYPE konomi_jobs_running gauge
        konomi_jobs_running 1.5
        # HELP konomi_job_seconds Time that a job took.
        # TYPE konomi_job_seconds histogram
        konomi_job_seconds_bucket{le="0.5"} 1
        konomi_job_seconds_bucket{le="1"} 3
        konomi_job_seconds_bucket{le="10"} 4
        konomi_job_seconds_bucket{le="+Inf"} 5
        konomi_job_seconds_sum 104.25
        konomi_job_seconds_count 5
        # HELP konomi_poll_seconds Time of a poll.
        # TYPE konomi_poll_seconds histogram
        konomi_poll_seconds_bucket{kind="idle",le="1"} 1
        konomi_poll_seconds_bucket{kind="idle",le="+Inf"} 1
        konomi_poll_seconds_sum{kind="idle"} 0.25
        konomi_poll_seconds_count{kind="idle"} 1

        """)
  }

  @Test func theTableFeedsTheDocumentation() {
    #expect(
      Metrics.documentation(of: [Self.jobs, Self.seconds]) == """
        | metric | kind | labels | meaning |
        |---|---|---|---|
        | `konomi_jobs_total` | counter | `outcome`, `host` | Jobs finished, by outcome. |
        | `konomi_job_seconds` | histogram |  | Time that a job took. |

        """)
  }
}
