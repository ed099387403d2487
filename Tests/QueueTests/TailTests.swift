import Foundation
import TestSupport
import Testing

@testable import Queue

/// The end of a run: what is copied, and what that is worth.
@Suite struct TailTests {
  typealias OpenJob = TailPolicy.OpenJob

  @Test func whatWaitsBehindMostOthersIsCopiedFirstAndOnlyOnce() {
    var policy = TailPolicy()
    let open = [
      OpenJob(neuron: "a", ahead: 0, seconds: 500), OpenJob(neuron: "b", ahead: 1, seconds: nil),
      OpenJob(neuron: "c", ahead: 2, seconds: nil),
    ]
    #expect(policy.copies(open: open, ended: [], idleSlots: 0) == [])
    #expect(policy.copies(open: open, ended: [], idleSlots: 1) == ["c"])
    #expect(policy.copies(open: open, ended: [], idleSlots: 5) == ["b"])
    #expect(policy.copies(open: open, ended: [], idleSlots: 5) == [])
  }

  @Test func aSlotIsGivenInAdvanceWhatItReachesSooner() {
    func copies(of jobs: Int, slots: Int) -> [String] {
      var policy = TailPolicy()
      return policy.copies(open: (0..<jobs).map { OpenJob(neuron: String($0), ahead: $0, seconds: nil) }, ended: [], idleSlots: slots)
    }
    #expect(copies(of: 20, slots: 1) == ["19", "18", "17", "16"], "no more than four")
    #expect(copies(of: 9, slots: 1) == ["8", "7"], "a third would wait for two there, for six where it is: no gain to count on")
    #expect(copies(of: 9, slots: 2) == ["8", "7", "6", "5"])
    #expect(copies(of: 9, slots: 5) == ["8", "7", "6", "5", "4"])
    #expect(copies(of: 9, slots: 9).count == 9, "the first is worth a try, whatever it waits behind")
  }

  @Test func aMemberTakesFromItsPartitionsInTurn() {
    #expect(TailPolicy.line([["a", "b", "c"], [], ["d"], ["e", "f"]]) == ["a", "d", "e", "b", "f", "c"])
  }

  @Test func aStragglerIsCopiedOnceTheQueueIsEmpty() {
    var policy = TailPolicy()
    let ended = Array(repeating: 10.0, count: 100)
    let open = [
      OpenJob(neuron: "a", ahead: 0, seconds: 15), OpenJob(neuron: "b", ahead: 0, seconds: 15.1),
      OpenJob(neuron: "c", ahead: 0, seconds: 99),
    ]
    #expect(policy.copies(open: open, ended: Array(ended.prefix(19)), idleSlots: 9) == [], "too few have ended to tell")
    #expect(policy.copies(open: open, ended: ended, idleSlots: 1) == ["c"])
    #expect(policy.copies(open: open, ended: ended, idleSlots: 9) == ["b"])
    #expect(policy.copies(open: open + [OpenJob(neuron: "d", ahead: 3, seconds: nil)], ended: ended, idleSlots: 9) == ["d"])
  }

  /// 1,000 workers, 20,000 jobs of half a minute, more or less.
  @Test(arguments: [
    (ClusterSimulation.Placement.inTurn, true, 5000, 1.05),
    (ClusterSimulation.Placement.inTurn, true, 4096, 1.05),
    (ClusterSimulation.Placement.byKey, true, 5000, 1.06),
  ])
  func aThousandWorkersComeCloseToTheIdeal(placement: ClusterSimulation.Placement, copies: Bool, partitions: Int, bound: Double) async {
    await lettingOthersBegin()
    let outcome = simulate(1000, times(20_000), partitions, placement, copies)
    #expect(outcome.makespan <= bound * outcome.ideal)
  }

  /// The same with times of real jobs, drawn again and again. With 4096 partitions some members have one more than others, and where jobs are short that weighs more.
  @Test(arguments: [
    (measured, 5000, 1.05), (measured, 4096, 1.055), (measuredBefore, 5000, 1.05), (measuredBefore, 4096, 1.05),
    (measuredAtFirst, 5000, 1.05), (measuredAtFirst, 4096, 1.05),
  ])
  func withMeasuredTimesTheyDoToo(measured: [Double], partitions: Int, bound: Double) async {
    await lettingOthersBegin()
    var random = SplitMix(state: 3)
    let jobs = (0..<20_000).map { _ in measured[Int(random.uniform() * Double(measured.count))] }
    let outcome = simulate(1000, jobs, partitions, .inTurn, true)
    #expect(outcome.makespan <= bound * outcome.ideal)
  }

  @Test(arguments: [ClusterSimulation.Placement.inTurn, .byKey])
  func withoutCopiesTheyDoNot(placement: ClusterSimulation.Placement) {
    let outcome = simulate(1000, times(20_000), 4096, placement, false)
    #expect(outcome.makespan > 1.1 * outcome.ideal)
  }

  @Test func oneSlowWorkerOfFourDoesNotHoldUpTheRun() {
    func run(_ copies: Bool, _ seconds: Double) -> Double {
      var simulation = ClusterSimulation(
        workers: 4, partitions: 32, placement: .inTurn, copiesTail: copies, jobs: times(200).map { $0 * seconds / 30 },
        speeds: [1, 1, 1, 0.25])
      let outcome = simulation.run()
      return outcome.makespan / outcome.ideal
    }
    #expect(run(false, 30) > 3)
    #expect(run(true, 30) < 1.1)
    #expect(run(true, 2) < 1.2, "it takes a second or so to be given the next copies")
  }

  private func simulate(
    _ workers: Int, _ jobs: [Double], _ partitions: Int, _ placement: ClusterSimulation.Placement, _ copies: Bool
  ) -> ClusterSimulation.Outcome {
    var random = SplitMix(state: 7)
    var simulation = ClusterSimulation(
      workers: workers, partitions: partitions, placement: placement, copiesTail: copies, jobs: jobs,
      speeds: (0..<workers).map { _ in 1 + 0.05 * random.normal() })
    return simulation.run()
  }

  /// Seconds of jobs by default settings: of neurons of V4, 28 x 28 pixels, on a core of a Zen 4; and two at a time on two cores with slower kernels, of neurons of V4 and,
  /// earlier still, of tools/demo's simulated cells.
  private static let measured = [2.4, 2.5, 2.6, 2.4, 2.4, 2.4, 2.4, 2.6, 2.4, 2.5, 2.4, 2.3, 2.9, 2.5, 2.5, 2.6]
  private static let measuredBefore = [6.2, 7.0, 9.5, 11.2, 10.8, 10.3, 10.7, 10.7, 10.4, 10.5, 10.1, 11.3]
  private static let measuredAtFirst = [20.3, 23.5, 24.0, 23.1, 25.5, 23.1, 25.0, 20.7, 24.0, 24.6, 24.8, 24.7, 24.0, 28.7]

  /// Lognormal around 30 s, a standard deviation of 15 %.
  private func times(_ count: Int) -> [Double] {
    var random = SplitMix(state: 1)
    return (0..<count).map { _ in 30 * exp(0.15 * random.normal()) }
  }
}

/// Sebastiano Vigna's SplitMix64, for simulated times.
private struct SplitMix {
  var state: UInt64

  mutating func uniform() -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return Double((mixed ^ (mixed >> 31)) >> 11) / Double(1 << 53)
  }

  /// The sum of twelve uniform numbers has variance 1.
  mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }
}
