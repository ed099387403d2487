/// The gradient of a planar image from one pooled pixel of the first convolution.
#pragma once
#include "vector.h"

typedef float konomi_row __attribute__((ext_vector_type(8)));

KONOMI_INLINE konomi_row konomi_row_load(const float *from) {
  konomi_row row;
  __builtin_memcpy(&row, from, sizeof row);
  return row;
}
/// factor x row + sum, rounded once.
KONOMI_INLINE konomi_row konomi_row_add_product(konomi_row sum, float factor, konomi_row row) {
#if defined(__AVX2__)
  return (konomi_row)_mm256_fmadd_ps(_mm256_set1_ps(factor), (__m256)row, (__m256)sum);
#else
  for (int i = 0; i < 8; i++) sum[i] = __builtin_fmaf(factor, row[i], sum[i]);
  return sum;
#endif
}

/// Adds gradient x filter of one row of places of the pooling window, each bit a channel, sixteen bits a place: the right place's filter is read one
/// column to the left, so that both fall on the same columns.
KONOMI_INLINE void konomi_patch_add_places(
    konomi_row *rows, const int side, uint32_t bits, const float *gradient, const float *filters, long filter_count) {
  while (bits) {
    int bit = __builtin_ctz(bits);
    bits &= bits - 1;
    const float *filter = filters + (bit & 15) * filter_count - (bit >> 4);
    float factor = gradient[bit & 15];
#pragma clang loop unroll(full)
    for (int row = 0; row < side; row++) rows[row] = konomi_row_add_product(rows[row], factor, konomi_row_load(filter + 16 * row));
  }
}

/// Adds eight columns of what one pooled pixel gives to the image's gradient: target[row] += sum over live units of gradient x filter row.
///
/// `live` as the forward pass leaves it (only units with a gradient); `filters` of sixteen channels, rows of sixteen columns that are zero beyond `side`
/// (a constant for the compiler); `stride` floats from one row of the target to the next.
KONOMI_INLINE void konomi_patch(
    const int side, uint64_t live, const float *gradient, const float *filters, long filter_count, float *target, long stride) {
  konomi_row top[12] = {0}, bottom[12] = {0};
  konomi_patch_add_places(top, side, (uint32_t)live, gradient, filters, filter_count);
  konomi_patch_add_places(bottom + 1, side, (uint32_t)(live >> 32), gradient, filters, filter_count);
  int rows = live >> 32 ? side + 1 : side;
#pragma clang loop unroll(full)
  for (int row = 0; row < side; row++) {
    konomi_row sum = konomi_row_load(target + row * stride) + (top[row] + bottom[row]);
    __builtin_memcpy(target + row * stride, &sum, sizeof sum);
  }
  if (rows > side) {
    konomi_row sum = konomi_row_load(target + side * stride) + bottom[side];
    __builtin_memcpy(target + side * stride, &sum, sizeof sum);
  }
}

/// `konomi_patch` for any side from 3 to 11.
KONOMI_INLINE void konomi_patch_of_side(
    int side, uint64_t live, const float *gradient, const float *filters, long filter_count, float *target, long stride) {
#define KONOMI_PATCH_CASE(n) \
  case n: konomi_patch(n, live, gradient, filters, filter_count, target, stride); break
  switch (side) {
    KONOMI_PATCH_CASE(3);
    KONOMI_PATCH_CASE(4);
    KONOMI_PATCH_CASE(5);
    KONOMI_PATCH_CASE(6);
    KONOMI_PATCH_CASE(7);
    KONOMI_PATCH_CASE(8);
    KONOMI_PATCH_CASE(9);
    KONOMI_PATCH_CASE(10);
    KONOMI_PATCH_CASE(11);
  }
}
