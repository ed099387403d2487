// Shifts the wall clock of one process: preloaded (LD_PRELOAD), this adds to it the milliseconds that stand in the file KONOMI_CLOCK, two numbers of 64 bits. The second is what a
// reader of the clock has last been told, so that whoever steps the clock sees that it was felt.
//
// A deadline by the wall clock is kept as Linux keeps it: whoever waits for one while the clock is set back waits longer by as much. Time spans and the monotonic clock stay
// as they are.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

static const int64_t second = 1000000000;
// How soon a waiting thread notices that the clock was set.
static const int64_t slice = 50000000;

static _Atomic int64_t none[2];
static _Atomic int64_t *shared = none;

__attribute__((constructor)) static void find(void) {
  const char *path = getenv("KONOMI_CLOCK");
  int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
  if (file < 0) return;
  void *place = mmap(NULL, sizeof none, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (place != MAP_FAILED) shared = place;
}

static int64_t shift(void) {
  int64_t milliseconds = atomic_load(&shared[0]);
  if (atomic_load(&shared[1]) != milliseconds) atomic_store(&shared[1], milliseconds);
  return milliseconds * 1000000;
}

static int64_t nanoseconds(const struct timespec *time) { return time->tv_sec * second + time->tv_nsec; }

static struct timespec timespec(int64_t nanoseconds) {
  struct timespec time = {nanoseconds / second, nanoseconds % second};
  return time;
}

// The kernel's own clock.
static int64_t true_time(clockid_t clock) {
  struct timespec time;
  syscall(SYS_clock_gettime, clock, &time);
  return nanoseconds(&time);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  int result = syscall(SYS_clock_gettime, clock, time);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) *time = timespec(nanoseconds(time) + shift());
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  (void)zone;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *place) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (place) *place = now.tv_sec;
  return now.tv_sec;
}

int timespec_get(struct timespec *time, int base) {
  if (base != TIME_UTC) return 0;
  clock_gettime(CLOCK_REALTIME, time);
  return base;
}

// Nobody was up for ten years: a smaller time is a monotonic one.
static int is_of_the_wall(const struct timespec *deadline) { return deadline->tv_sec > 315532800; }

// How long it is now until a deadline by the shifted wall clock.
static int64_t rest(const struct timespec *deadline) { return nanoseconds(deadline) - true_time(CLOCK_REALTIME) - shift(); }

// The end of the next piece of waiting, by the monotonic clock.
static struct timespec piece(int64_t rest) { return timespec(true_time(CLOCK_MONOTONIC) + (rest < 0 ? 0 : rest < slice ? rest : slice)); }

typedef int condition_wait(pthread_cond_t *, pthread_mutex_t *, clockid_t, const struct timespec *);

static int wait_for(pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock, const struct timespec *deadline) {
  static condition_wait *original;
  if (!original) original = (condition_wait *)dlsym(RTLD_NEXT, "pthread_cond_clockwait");
  if (!is_of_the_wall(deadline)) return original(condition, mutex, CLOCK_MONOTONIC, deadline);
  (void)clock;
  struct timespec end = piece(rest(deadline));
  int result = original(condition, mutex, CLOCK_MONOTONIC, &end);
  // To be woken for no reason is any waiter's lot; to wait on here could miss a signal.
  return result == ETIMEDOUT && rest(deadline) > 0 ? 0 : result;
}

int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *deadline) {
  return wait_for(condition, mutex, CLOCK_REALTIME, deadline);
}

int pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock, const struct timespec *deadline) {
  return wait_for(condition, mutex, clock, deadline);
}

// glibc's C11 conditions and mutexes are those of POSIX.
int cnd_timedwait(cnd_t *condition, mtx_t *mutex, const struct timespec *deadline) {
  int result = wait_for((pthread_cond_t *)condition, (pthread_mutex_t *)mutex, CLOCK_REALTIME, deadline);
  return result == 0 ? thrd_success : result == ETIMEDOUT ? thrd_timedout : thrd_error;
}

int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *deadline) {
  static int (*original)(sem_t *, clockid_t, const struct timespec *);
  if (!original) original = (int (*)(sem_t *, clockid_t, const struct timespec *))dlsym(RTLD_NEXT, "sem_clockwait");
  if (!is_of_the_wall(deadline)) return original(semaphore, clock, deadline);
  for (;;) {
    struct timespec end = piece(rest(deadline));
    int result = original(semaphore, CLOCK_MONOTONIC, &end);
    if (result == 0 || errno != ETIMEDOUT || rest(deadline) <= 0) return result;
  }
}

int sem_timedwait(sem_t *semaphore, const struct timespec *deadline) { return sem_clockwait(semaphore, CLOCK_REALTIME, deadline); }
