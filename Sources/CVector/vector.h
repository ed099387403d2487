/// Vectors of sixteen floats: the few operations that Swift's SIMD types do not lower to one instruction.
/// Header only, always inlined, so that each build of the kernels compiles them for its own instruction set.
/// Every variant gives the same bits.
#pragma once
#include <stdint.h>
#if defined(__AVX2__)
#include <immintrin.h>
#else
#include <math.h>
#endif

// Always inlined, hence without a calling convention that the instruction set could change.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float konomi_float16 __attribute__((ext_vector_type(16)));
#define KONOMI_INLINE static inline __attribute__((always_inline))

#if defined(__AVX512F__)

/// The larger of each pair of lanes; `b` where either is not a number.
KONOMI_INLINE konomi_float16 konomi_max(konomi_float16 a, konomi_float16 b) {
  return (konomi_float16)_mm512_max_ps((__m512)a, (__m512)b);
}
/// Bit i tells whether lane i of `a` is greater than that of `b`.
KONOMI_INLINE uint16_t konomi_greater(konomi_float16 a, konomi_float16 b) {
  return _mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_GT_OQ);
}
/// Bit i tells whether lane i is not zero.
KONOMI_INLINE uint16_t konomi_nonzero(konomi_float16 a) {
  return _mm512_cmp_ps_mask((__m512)a, _mm512_setzero_ps(), _CMP_NEQ_UQ);
}
/// Lane i of `a` where that of `condition` is positive, else zero.
KONOMI_INLINE konomi_float16 konomi_where_positive(konomi_float16 condition, konomi_float16 a) {
  return (konomi_float16)_mm512_maskz_mov_ps(_mm512_cmp_ps_mask((__m512)condition, _mm512_setzero_ps(), _CMP_GT_OQ), (__m512)a);
}
/// The correctly rounded square root of each lane.
KONOMI_INLINE konomi_float16 konomi_square_root(konomi_float16 a) { return (konomi_float16)_mm512_sqrt_ps((__m512)a); }

#elif defined(__AVX2__)

typedef float konomi_float8 __attribute__((ext_vector_type(8)));
#define KONOMI_LOW(v) ((__m256)(v).lo)
#define KONOMI_HIGH(v) ((__m256)(v).hi)

KONOMI_INLINE konomi_float16 konomi_join(__m256 low, __m256 high) {
  return __builtin_shufflevector((konomi_float8)low, (konomi_float8)high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}
KONOMI_INLINE konomi_float16 konomi_max(konomi_float16 a, konomi_float16 b) {
  return konomi_join(_mm256_max_ps(KONOMI_LOW(a), KONOMI_LOW(b)), _mm256_max_ps(KONOMI_HIGH(a), KONOMI_HIGH(b)));
}
KONOMI_INLINE uint16_t konomi_greater(konomi_float16 a, konomi_float16 b) {
  int low = _mm256_movemask_ps(_mm256_cmp_ps(KONOMI_LOW(a), KONOMI_LOW(b), _CMP_GT_OQ));
  int high = _mm256_movemask_ps(_mm256_cmp_ps(KONOMI_HIGH(a), KONOMI_HIGH(b), _CMP_GT_OQ));
  return (uint16_t)(low | high << 8);
}
KONOMI_INLINE uint16_t konomi_nonzero(konomi_float16 a) {
  int low = _mm256_movemask_ps(_mm256_cmp_ps(KONOMI_LOW(a), _mm256_setzero_ps(), _CMP_NEQ_UQ));
  int high = _mm256_movemask_ps(_mm256_cmp_ps(KONOMI_HIGH(a), _mm256_setzero_ps(), _CMP_NEQ_UQ));
  return (uint16_t)(low | high << 8);
}
KONOMI_INLINE konomi_float16 konomi_where_positive(konomi_float16 condition, konomi_float16 a) {
  __m256 low = _mm256_cmp_ps(KONOMI_LOW(condition), _mm256_setzero_ps(), _CMP_GT_OQ);
  __m256 high = _mm256_cmp_ps(KONOMI_HIGH(condition), _mm256_setzero_ps(), _CMP_GT_OQ);
  return konomi_join(_mm256_and_ps(low, KONOMI_LOW(a)), _mm256_and_ps(high, KONOMI_HIGH(a)));
}
KONOMI_INLINE konomi_float16 konomi_square_root(konomi_float16 a) {
  return konomi_join(_mm256_sqrt_ps(KONOMI_LOW(a)), _mm256_sqrt_ps(KONOMI_HIGH(a)));
}

#else

KONOMI_INLINE konomi_float16 konomi_max(konomi_float16 a, konomi_float16 b) {
  konomi_float16 r;
  for (int i = 0; i < 16; i++) r[i] = a[i] > b[i] ? a[i] : b[i];
  return r;
}
KONOMI_INLINE uint16_t konomi_greater(konomi_float16 a, konomi_float16 b) {
  unsigned r = 0;
  for (int i = 0; i < 16; i++) r |= (unsigned)(a[i] > b[i]) << i;
  return (uint16_t)r;
}
KONOMI_INLINE uint16_t konomi_nonzero(konomi_float16 a) {
  unsigned r = 0;
  for (int i = 0; i < 16; i++) r |= (unsigned)(a[i] != 0) << i;
  return (uint16_t)r;
}
KONOMI_INLINE konomi_float16 konomi_where_positive(konomi_float16 condition, konomi_float16 a) {
  konomi_float16 r;
  for (int i = 0; i < 16; i++) r[i] = condition[i] > 0 ? a[i] : 0;
  return r;
}
KONOMI_INLINE konomi_float16 konomi_square_root(konomi_float16 a) {
  konomi_float16 r;
  for (int i = 0; i < 16; i++) r[i] = __builtin_sqrtf(a[i]);
  return r;
}

#endif
