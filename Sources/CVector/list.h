/// Lists of the lanes whose bits are set.
#pragma once
#include "vector.h"

typedef int32_t konomi_integers __attribute__((ext_vector_type(16)));

/// Writes value and offset + lane x stride of every lane whose bit is set, in order; returns their number. Sixteen entries may be written over.
KONOMI_INLINE long konomi_list(uint16_t set, konomi_float16 values, int32_t offset, int32_t stride, int32_t *offsets, float *listed) {
#if defined(__AVX512F__)
  const __m512i lane = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  const __m512i places = _mm512_add_epi32(_mm512_set1_epi32(offset), _mm512_mullo_epi32(lane, _mm512_set1_epi32(stride)));
  // Compressed into a register and then stored: compressing into memory is many times slower on some processors.
  _mm512_storeu_ps(listed, _mm512_maskz_compress_ps(set, (__m512)values));
  _mm512_storeu_si512(offsets, _mm512_maskz_compress_epi32(set, places));
  return __builtin_popcount(set);
#else
  long count = 0;
  for (unsigned bits = set; bits; bits &= bits - 1) {
    int lane = __builtin_ctz(bits);
    listed[count] = values[lane];
    offsets[count++] = offset + lane * stride;
  }
  return count;
#endif
}
