import Foundation
import Synchronization
import Testing

@testable import Queue

@Suite struct MonotonicConditionTests {
  @Test func aWaitEndsAtItsMomentAndNotBefore() {
    let condition = MonotonicCondition()
    let start = ContinuousClock.now
    let end = start + .milliseconds(60)
    condition.withLock { while condition.wait(until: end) {} }
    #expect((Duration.milliseconds(60)...Duration.seconds(30)).contains(ContinuousClock.now - start))
    // What is past is not waited for.
    #expect(condition.withLock { condition.wait(until: start) } == false)
  }

  @Test func whoeverWaitsIsWokenLongBeforeItsMoment() {
    let condition = MonotonicCondition()
    let isDone = Mutex(false)
    Thread.detachNewThread {
      condition.withLock {
        isDone.withLock { $0 = true }
        condition.broadcast()
      }
    }
    let end = ContinuousClock.now + .seconds(100_000_000)
    condition.withLock { while !isDone.withLock({ $0 }), condition.wait(until: end) {} }
    #expect(isDone.withLock { $0 })
  }
}
