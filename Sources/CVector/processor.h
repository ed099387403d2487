/// What the processor offers, asked before anything compiled for more than the baseline runs.
#pragma once

#if defined(__x86_64__)
#include <cpuid.h>
#include <stdint.h>

static inline uint64_t konomi_enabled_state(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t)high << 32 | low;
}

/// 3 or 4: the highest of the levels x86-64-v3 and x86-64-v4 (System V ABI, table 3.1) that processor and operating system both
/// support; 0 where not even v3 is.
static inline int konomi_x86_64_level(void) {
  unsigned a, b, c, d;
  const unsigned v3_first = bit_FMA | bit_MOVBE | bit_F16C | bit_AVX | bit_OSXSAVE;
  if (!__get_cpuid(1, &a, &b, &c, &d) || (c & v3_first) != v3_first) return 0;
  const uint64_t state = konomi_enabled_state();
  if ((state & 0x6) != 0x6) return 0;
  if (!__get_cpuid(0x80000001, &a, &b, &c, &d) || !(c & bit_LZCNT)) return 0;
  const unsigned v3_second = bit_AVX2 | bit_BMI | bit_BMI2;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || (b & v3_second) != v3_second) return 0;
  const unsigned v4 = bit_AVX512F | bit_AVX512BW | bit_AVX512CD | bit_AVX512DQ | bit_AVX512VL;
  return (b & v4) == v4 && (state & 0xe6) == 0xe6 ? 4 : 3;
}
#endif
