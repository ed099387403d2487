/// Dropout with the random numbers made on the way: Philox 4x32-10 (Salmon et al., SC 2011) on eight counters at once.
#pragma once
#include "vector.h"

typedef uint64_t konomi_uint64x8 __attribute__((ext_vector_type(8)));
typedef uint32_t konomi_uint32x8 __attribute__((ext_vector_type(8)));
typedef float konomi_float8x __attribute__((ext_vector_type(8)));

/// One round on words held in 64-bit lanes.
#define KONOMI_PHILOX_ROUND(c0, c1, c2, c3, k0, k1)                                     \
  do {                                                                                  \
    konomi_uint64x8 first = (c0 & 0xffffffff) * (konomi_uint64x8)(0xD2511F53ull);       \
    konomi_uint64x8 second = (c2 & 0xffffffff) * (konomi_uint64x8)(0xCD9E8D57ull);      \
    c0 = (second >> 32) ^ c1 ^ (konomi_uint64x8)((uint64_t)(k0));                       \
    c1 = second & 0xffffffff;                                                           \
    c2 = (first >> 32) ^ c3 ^ (konomi_uint64x8)((uint64_t)(k1));                        \
    c3 = first & 0xffffffff;                                                            \
  } while (0)

/// values x scale where a unit's sixteen random bits reach the threshold, else zero.
///
/// Sixty-four units share the eight blocks of numbers whose counters are (8 x group + lane, second, third, fourth): unit u of a group has lane u % 8
/// and of its 128 bits the (u / 8)-th sixteen. `count` is a multiple of eight.
KONOMI_INLINE void konomi_drop_out(
    float *values, long count, uint32_t key0, uint32_t key1, uint32_t second, uint32_t third, uint32_t fourth, uint32_t threshold,
    float scale) {
  const konomi_uint64x8 lane = {0, 1, 2, 3, 4, 5, 6, 7};
  for (long start = 0; start < count; start += 64) {
    konomi_uint64x8 c[4] = {
        lane + (konomi_uint64x8)((uint64_t)(start / 8)), (konomi_uint64x8)((uint64_t)second), (konomi_uint64x8)((uint64_t)third),
        (konomi_uint64x8)((uint64_t)fourth)};
    uint32_t k0 = key0, k1 = key1;
    for (int round = 0; round < 10; round++) {
      KONOMI_PHILOX_ROUND(c[0], c[1], c[2], c[3], k0, k1);
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
    for (int part = 0; part < 8 && start + 8 * part < count; part++) {
      konomi_uint32x8 bits = __builtin_convertvector((c[part / 2] >> (16 * (part & 1))) & 0xffff, konomi_uint32x8);
      konomi_float8x unit;
      __builtin_memcpy(&unit, values + start + 8 * part, sizeof unit);
      konomi_float8x scaled = unit * (konomi_float8x)(scale);
      konomi_uint32x8 kept = (konomi_uint32x8)scaled & (konomi_uint32x8)(bits >= (konomi_uint32x8)(threshold));
      __builtin_memcpy(values + start + 8 * part, &kept, sizeof kept);
    }
  }
}
