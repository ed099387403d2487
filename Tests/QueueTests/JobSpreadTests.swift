import Testing

@testable import Queue

/// Whichever partitions a member of the workers' group is given, it has its share of every run.
@Suite struct JobSpreadTests {
  /// How many of the first jobs each member gets: by rows of neighbouring partitions, and by turns.
  private func shares(_ order: some Sequence<Int32>, _ partitions: Int, _ members: Int) -> [[Int]] {
    let rows = (0..<members).flatMap { member in
      Array(repeating: member, count: partitions / members + (member < partitions % members ? 1 : 0))
    }
    var shares = [[Int]](repeating: Array(repeating: 0, count: members), count: 2)
    for partition in order {
      shares[0][rows[Int(partition)]] += 1
      shares[1][Int(partition) % members] += 1
    }
    return shares
  }

  @Test(arguments: [1, 2, 3, 8, 12, 32, 50, 64, 100, 128, 1000, 10_000])
  func everyPartitionStandsInTheOrderOnce(partitions: Int) {
    let order = JobSpread(partitions: partitions).order
    #expect(order.sorted() == (0..<Int32(partitions)).map { $0 })
  }

  /// Six jobs and two workers: all went to one of them.
  @Test(arguments: [8, 12, 16, 24, 32, 48, 64, 100, 128, 1000, 10_000])
  func aFewJobsReachEveryMemberWhateverTheAssignor(partitions: Int) {
    let order = JobSpread(partitions: partitions).order
    for members in 2...3 {
      for share in shares(order.prefix(6), partitions, members) { #expect(share.allSatisfy { $0 > 0 }, "\(members) members: \(share)") }
    }
    for members in 2...16 where 4 * members <= partitions {
      for share in shares(order.prefix(4 * members), partitions, members) {
        #expect(share.allSatisfy { $0 > 0 }, "\(members) members: \(share)")
      }
    }
  }

  /// Each of them takes the partitions that the others left.
  @Test func manySmallRunsDoNotMeetOnTheSamePartitions() {
    let spread = JobSpread(partitions: 32)
    var waiting = [Int64](repeating: 0, count: 32)
    for _ in 0..<32 { for partition in spread.partitions(for: 3, waiting: waiting) { waiting[Int(partition)] += 1 } }
    #expect(waiting == Array(repeating: 3, count: 32))
  }

  @Test func moreJobsThanPartitionsGoRound() {
    let spread = JobSpread(partitions: 5)
    #expect(spread.partitions(for: 12, waiting: []) == spread.order + spread.order + spread.order.prefix(2))
    #expect(spread.partitions(for: 0, waiting: []) == [])
  }

  /// One partition is one member: that it is new is no reason to give it all there is.
  @Test func anEmptyPartitionIsGivenALittleMoreAndNotEverything() {
    let spread = JobSpread(partitions: 4)
    let chosen = spread.partitions(for: 100, waiting: [5000, 5000, 5000, 0])
    #expect(chosen.prefix(8).allSatisfy { $0 == 3 })
    #expect(chosen.count { $0 == 3 } == 31)
  }
}
