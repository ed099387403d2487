// Makes one neuron poisonous: preloaded (LD_PRELOAD) into `konomi work`, this is a C library that has no memory for that neuron's networks. Which one, KONOMI_POISON_MARK says by a text that
// only its job holds. KONOMI_POISON is what becomes of whoever computes it: `crash` is a bad memory access, `eat` takes memory until the process is killed, `tell` appends the
// process's id to KONOMI_POISON_FILE and gives whoever reads that two seconds.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// Whether this thread computes the marked job.
static __thread int is_marked;

static void look(const void *bytes, ssize_t count) {
  const char *mark = getenv("KONOMI_POISON_MARK");
  if (mark && count > 0 && memmem(bytes, count, mark, strlen(mark))) is_marked = 1;
}

// A worker unpacks its jobs, each on a thread of its own.
size_t ZSTD_decompress(void *content, size_t capacity, const void *frame, size_t size) {
  size_t (*original)(void *, size_t, const void *, size_t) = dlsym(RTLD_NEXT, "ZSTD_decompress");
  size_t count = original(content, capacity, frame, size);
  look(content, count <= capacity ? (ssize_t)count : 0);
  return count;
}

// Its child gets the job through a socket.
ssize_t recv(int socket, void *bytes, size_t length, int flags) {
  ssize_t (*original)(int, void *, size_t, int) = dlsym(RTLD_NEXT, "recv");
  ssize_t count = original(socket, bytes, length, flags);
  look(bytes, count);
  return count;
}

static void act(const char *deed) {
  if (!strcmp(deed, "crash")) *(volatile int *)8 = 0;
  if (!strcmp(deed, "eat"))
    for (;;) {
      volatile char *more = malloc(1 << 20);
      for (int place = 0; place < 1 << 20; place += 4096) more[place] = 1;
    }
  if (!strcmp(deed, "tell")) {
    char line[32];
    int length = snprintf(line, sizeof line, "%d\n", getpid());
    int file = open(getenv("KONOMI_POISON_FILE"), O_WRONLY | O_APPEND | O_CREAT, 0600);
    if (write(file, line, length) == length) sleep(2);
    close(file);
  }
}

// The networks of a neuron are what asks for aligned memory.
int posix_memalign(void **memory, size_t alignment, size_t size) {
  int (*original)(void **, size_t, size_t) = dlsym(RTLD_NEXT, "posix_memalign");
  const char *deed = getenv("KONOMI_POISON");
  if (is_marked && deed) {
    // Once is enough.
    is_marked = 0;
    act(deed);
  }
  return original(memory, alignment, size);
}
