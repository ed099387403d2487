/// The transpose of small blocks, by shuffles: no arithmetic, so that every build gives the same bits.
#pragma once
#include "vector.h"

typedef float konomi_eight __attribute__((ext_vector_type(8)));

/// to[j][i] = from[i][j] for eight rows and columns; only the first `rows` rows of the target are written.
KONOMI_INLINE void konomi_transpose_8(const float *from, long stride, float *to, long to_stride, int rows) {
  konomi_eight a[8], b[8], c[8];
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; i++) __builtin_memcpy(&a[i], from + i * stride, sizeof a[i]);
  // Pairs of rows interleaved, then pairs of pairs, then the halves joined.
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; i += 2) {
    b[i] = __builtin_shufflevector(a[i], a[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    b[i + 1] = __builtin_shufflevector(a[i], a[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; i += 4) {
    c[i] = __builtin_shufflevector(b[i], b[i + 2], 0, 1, 8, 9, 4, 5, 12, 13);
    c[i + 1] = __builtin_shufflevector(b[i], b[i + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    c[i + 2] = __builtin_shufflevector(b[i + 1], b[i + 3], 0, 1, 8, 9, 4, 5, 12, 13);
    c[i + 3] = __builtin_shufflevector(b[i + 1], b[i + 3], 2, 3, 10, 11, 6, 7, 14, 15);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    a[i] = __builtin_shufflevector(c[i], c[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    a[i + 4] = __builtin_shufflevector(c[i], c[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; i++)
    if (i < rows) __builtin_memcpy(to + i * to_stride, &a[i], sizeof a[i]);
}

/// The same for sixteen.
KONOMI_INLINE void konomi_transpose_16(const float *from, long stride, float *to, long to_stride, int rows) {
  konomi_transpose_8(from, stride, to, to_stride, rows);
  konomi_transpose_8(from + 8 * stride, stride, to + 8, to_stride, rows);
  if (rows > 8) {
    konomi_transpose_8(from + 8, stride, to + 8 * to_stride, to_stride, rows - 8);
    konomi_transpose_8(from + 8 * stride + 8, stride, to + 8 * to_stride + 8, to_stride, rows - 8);
  }
}
