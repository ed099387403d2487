import Foundation
import KafkaQueue
import Testing

/// librdkafka must not wait by a clock that somebody may set.
@Suite struct MonotonicWaitsTests {
  @Test func whatLibrdkafkaWaitsByIsThisProgramsOwn() throws {
    let libraryC = try #require(dlopen("libc.so.6", RTLD_NOW))
    defer { dlclose(libraryC) }
    let found = try #require(dlsym(nil, "cnd_timedwait"))
    #expect(found != dlsym(libraryC, "cnd_timedwait"))
  }

  @Test func aWaitEndsAtItsDeadlineAndSaysSo() {
    var condition = pthread_cond_t()
    var mutex = pthread_mutex_t()
    pthread_cond_init(&condition, nil)
    pthread_mutex_init(&mutex, nil)
    defer {
      pthread_cond_destroy(&condition)
      pthread_mutex_destroy(&mutex)
    }
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    var deadline = timespec()
    clock_gettime(CLOCK_REALTIME, &deadline)
    deadline.tv_sec += 1
    let start = ContinuousClock.now
    // A waiter may be woken for no reason.
    var answer: CInt = 0
    while answer == 0 { answer = waitMonotonically(&condition, &mutex, &deadline) }
    #expect(answer == 4)
    #expect(ContinuousClock.now - start >= .milliseconds(990))
    // It is over already.
    deadline.tv_sec -= 3600
    #expect(waitMonotonically(&condition, &mutex, &deadline) == 4)
  }
}
