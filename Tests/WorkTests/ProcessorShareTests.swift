import Foundation
import TestSupport
import Testing

@testable import Work

@Suite struct ProcessorShareTests {
  @Test(
    arguments: [
      // Version 2: the least quota from the group to the topmost folder, rounded up.
      (["proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/b/cpu.max": "150000 100000\n"], 2),
      (["proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/b/cpu.max": "max 100000\n", "sys/fs/cgroup/a/cpu.max": "300000 100000\n"], 3),
      (["proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "50000 100000\n"], 1),
      (["proc/self/cgroup": "0::/not/mounted\n", "sys/fs/cgroup/cpu.max": "500000 100000\n"], 5),
      // Version 1, beside other controllers.
      (
        [
          "proc/self/cgroup": "4:cpu,cpuacct:/c\n3:memory:/m\n0::/\n", "sys/fs/cgroup/cpu/c/cpu.cfs_quota_us": "250000\n",
          "sys/fs/cgroup/cpu/c/cpu.cfs_period_us": "100000\n",
        ], 3
      ),
      (
        [
          "proc/self/cgroup": "1:cpu:/\n", "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
          "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
        ], 8
      ),
      // Affinity, as sched_setaffinity has left it; the mask of a machine where more could be plugged in.
      (["proc/self/status": "Name:\tkonomi\nCpus_allowed:\t00000000,00000f00\nCpus_allowed_list:\t8-11\n"], 4),
      (["proc/self/status": "Cpus_allowed:\tffffffff,ffffffff\n"], 8), (["proc/self/status": "Cpus_allowed:\t0\n"], 8),
      // More than there is, no limit, nonsense, nothing.
      (["proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "6400000 100000\n"], 8),
      (["proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "max 100000\n"], 8),
      (["proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "1e308 1e-9\n"], 8),
      (["proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "100000 0\n"], 8),
      (["proc/self/cgroup": "nonsense"], 8), ([:], 8),
    ] as [([String: String], Int)])
  func affinityAndAControlGroupsQuotaBound(files: [String: String], count: Int) throws {
    try withTemporaryFolder { root in
      for (name, text) in files {
        let file = root.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
      #expect(ProcessorShare.count(machine: 8, root: root.path, environment: [:]) == count)
      #expect(ProcessorShare.count(machine: 2, root: root.path, environment: [:]) == min(count, 2))
    }
  }

  @Test(
    arguments: [
      (["SLURM_CPUS_PER_TASK": "4", "SLURM_CPUS_ON_NODE": "6"], 4), (["SLURM_CPUS_ON_NODE": "6"], 6), (["SLURM_CPUS_ON_NODE": "64"], 8),
      (["SLURM_CPUS_PER_TASK": "0"], 8), (["SLURM_CPUS_PER_TASK": "four"], 8), ([:], 8),
    ] as [([String: String], Int)])
  func slurmBounds(environment: [String: String], count: Int) {
    #expect(ProcessorShare.count(machine: 8, root: "/dev/null", environment: environment) == count)
  }
}
