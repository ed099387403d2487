/// The gradient of filters over a planar image, sixteen channels at once, below max pooling: each channel takes its pixels from where its maximum was.
#pragma once
#include "vector.h"

typedef int32_t konomi_int16x __attribute__((ext_vector_type(16)));

/// For each lane the place of the pooling window that `live` names: 0 top left, 1 top right, 8 bottom left, 9 bottom right; 0 where it names none.
KONOMI_INLINE void konomi_places(uint64_t live, int32_t *places) {
  const konomi_int16x bits = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768};
  int right = (int)((live >> 16 | live >> 48) & 0xffff), bottom = (int)((live >> 32 | live >> 48) & 0xffff);
  konomi_int16x place = ((((konomi_int16x)right & bits) != 0) & 1) + ((((konomi_int16x)bottom & bits) != 0) & 8);
  __builtin_memcpy(places, &place, sizeof place);
}

/// Lane i of `a` where bit i is set, else zero.
KONOMI_INLINE konomi_float16 konomi_where(uint16_t set, konomi_float16 a) {
#if defined(__AVX512F__)
  return (konomi_float16)_mm512_maskz_mov_ps(set, (__m512)a);
#else
  const konomi_int16x bits = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768};
  return (konomi_float16)((konomi_int16x)a & (((konomi_int16x)(int)set & bits) != 0));
#endif
}

/// `rows` rows of a filter, weights[y][x] += sum over n of gradients[n] x (for each lane the pixel y rows below and x columns right of its place in the window at
/// image + offsets[n]).
///
/// `side` and `rows` are constants for the compiler, the side at most 7. Reads eight pixels of two rows, `stride` floats apart, for each entry and row.
KONOMI_INLINE void konomi_add_picked_rows(
    const int side, const int rows, long count, const float *gradients, const int32_t *places, const int32_t *offsets, const float *image,
    long stride, float *weights) {
#if defined(__AVX512F__)
  __m512 sums[25];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows * side; i++) sums[i] = _mm512_loadu_ps(weights + 16 * i);
  for (long n = 0; n < count; n++) {
    const float *top = image + offsets[n];
    const __m512 gradient = _mm512_loadu_ps(gradients + 16 * n);
#pragma clang loop unroll(full)
    for (int y = 0; y < rows; y++) {
      const float *row = top + y * stride;
      const __m512 pair = _mm512_insertf32x8(_mm512_castps256_ps512(_mm256_loadu_ps(row)), _mm256_loadu_ps(row + stride), 1);
      __m512i place = _mm512_loadu_si512(places + 16 * n);
#pragma clang loop unroll(full)
      for (int x = 0; x < side; x++) {
        sums[y * side + x] = _mm512_fmadd_ps(gradient, _mm512_permutexvar_ps(place, pair), sums[y * side + x]);
        place = _mm512_add_epi32(place, _mm512_set1_epi32(1));
      }
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows * side; i++) _mm512_storeu_ps(weights + 16 * i, sums[i]);
#elif defined(__AVX2__)
  for (int half = 0; half < 16; half += 8) {
    __m256 sums[7];
#pragma clang loop unroll(full)
    for (int x = 0; x < side; x++) sums[x] = _mm256_loadu_ps(weights + 16 * x + half);
    for (long n = 0; n < count; n++) {
      const float *top = image + offsets[n];
      const __m256 gradient = _mm256_loadu_ps(gradients + 16 * n + half);
      __m256i place = _mm256_loadu_si256((const __m256i *)(places + 16 * n + half));
      const __m256 upper = _mm256_loadu_ps(top), lower = _mm256_loadu_ps(top + stride);
      // The bit that says "bottom", as the sign; permutations look at the three bits below it.
      const __m256 is_bottom = _mm256_castsi256_ps(_mm256_slli_epi32(place, 28));
#pragma clang loop unroll(full)
      for (int x = 0; x < side; x++) {
        const __m256 pixel = _mm256_blendv_ps(_mm256_permutevar8x32_ps(upper, place), _mm256_permutevar8x32_ps(lower, place), is_bottom);
        sums[x] = _mm256_fmadd_ps(gradient, pixel, sums[x]);
        place = _mm256_add_epi32(place, _mm256_set1_epi32(1));
      }
    }
#pragma clang loop unroll(full)
    for (int x = 0; x < side; x++) _mm256_storeu_ps(weights + 16 * x + half, sums[x]);
  }
#else
  for (int x = 0; x < side; x++) {
    for (int lane = 0; lane < 16; lane++) {
      float sum = weights[16 * x + lane];
      for (long n = 0; n < count; n++) {
        int place = places[16 * n + lane];
        sum = __builtin_fmaf(gradients[16 * n + lane], image[offsets[n] + (place >> 3) * stride + (place & 7) + x], sum);
      }
      weights[16 * x + lane] = sum;
    }
  }
#endif
}

/// A whole filter of any side from 3 to 7, as many rows at once as registers hold.
KONOMI_INLINE void konomi_add_picked(
    int side, long count, const float *gradients, const int32_t *places, const int32_t *offsets, const float *image, long stride,
    float *weights) {
#if defined(__AVX512F__)
#define KONOMI_PICK_ROWS(whole) whole
#else
#define KONOMI_PICK_ROWS(whole) 1
#endif
#define KONOMI_PICK_CASE(n, rows)                                                                                              \
  case n:                                                                                                                      \
    for (int y = 0; y < n; y += KONOMI_PICK_ROWS(rows))                                                                        \
      konomi_add_picked_rows(                                                                                                  \
          n, KONOMI_PICK_ROWS(rows), count, gradients, places, offsets, image + y * stride, stride, weights + 16 * n * y);     \
    break
  switch (side) {
    KONOMI_PICK_CASE(3, 3);
    KONOMI_PICK_CASE(4, 4);
    KONOMI_PICK_CASE(5, 5);
    KONOMI_PICK_CASE(6, 3);
    KONOMI_PICK_CASE(7, 1);
  }
}
