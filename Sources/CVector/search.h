/// Searches through numbers in double precision, eight side by side: the two choices of a step of sequential minimal optimisation.
/// Sums and products are elementwise and fused where it is written out; of equals the first counts, so that every build finds the same.
#pragma once
#include "vector.h"

typedef double konomi_double8 __attribute__((ext_vector_type(8)));
typedef int64_t konomi_long8 __attribute__((ext_vector_type(8)));

KONOMI_INLINE konomi_double8 konomi_double8_load(const double *p) {
  konomi_double8 v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}
/// Lane i of `a` where the mask is set, else of `b`.
KONOMI_INLINE konomi_double8 konomi_choose8(konomi_long8 mask, konomi_double8 a, konomi_double8 b) {
  return (konomi_double8)(((konomi_long8)a & mask) | ((konomi_long8)b & ~mask));
}
KONOMI_INLINE konomi_long8 konomi_choose_long8(konomi_long8 mask, konomi_long8 a, konomi_long8 b) { return (a & mask) | (b & ~mask); }

/// residuals -= factor x (first - second); then the place of the greatest residual + shift, and that sum. `count` is a multiple of eight.
KONOMI_INLINE long konomi_step_and_find(
    long count, double factor, const double *first, const double *second, double *residuals, const double *shifts, double *score) {
  const konomi_double8 factors = (konomi_double8)(-factor);
  konomi_double8 best = (konomi_double8)(-__builtin_inf());
  konomi_long8 place = (konomi_long8)(-1), index = {0, 1, 2, 3, 4, 5, 6, 7};
  for (long i = 0; i < count; i += 8) {
    const konomi_double8 difference = konomi_double8_load(first + i) - konomi_double8_load(second + i);
    const konomi_double8 residual = __builtin_elementwise_fma(factors, difference, konomi_double8_load(residuals + i));
    __builtin_memcpy(residuals + i, &residual, sizeof residual);
    const konomi_double8 sum = residual + konomi_double8_load(shifts + i);
    const konomi_long8 more = sum > best;
    best = konomi_choose8(more, sum, best);
    place = konomi_choose_long8(more, index, place);
    index += 8;
  }
  long found = -1;
  double greatest = -__builtin_inf();
  for (int lane = 0; lane < 8; lane++) {
    if (place[lane] < 0) continue;
    if (best[lane] > greatest || (best[lane] == greatest && place[lane] < found)) {
      greatest = best[lane];
      found = place[lane];
    }
  }
  *score = greatest;
  return found;
}

/// With d = score - (residual + shift): the place of the greatest d^2 / max(variance + its variance - 2 kernel, 1e-12) where d > 0, and the greatest d; -1 where there is none.
/// `count` is a multiple of eight.
KONOMI_INLINE long konomi_find_partner(
    long count, double score, double variance, const double *kernel, const double *variances, const double *residuals, const double *shifts,
    double *violation) {
  const konomi_double8 scores = (konomi_double8)score, own = (konomi_double8)variance, least = (konomi_double8)1e-12;
  konomi_double8 gain = (konomi_double8)0.0, unit = (konomi_double8)1.0, greatest = (konomi_double8)0.0;
  konomi_long8 place = (konomi_long8)(-1), index = {0, 1, 2, 3, 4, 5, 6, 7};
  for (long i = 0; i < count; i += 8) {
    konomi_double8 d = scores - (konomi_double8_load(residuals + i) + konomi_double8_load(shifts + i));
    d = konomi_choose8(d > (konomi_double8)0.0, d, (konomi_double8)0.0);
    greatest = konomi_choose8(d > greatest, d, greatest);
    const konomi_double8 k = konomi_double8_load(kernel + i);
    konomi_double8 curvature = (own + konomi_double8_load(variances + i)) - (k + k);
    curvature = konomi_choose8(curvature > least, curvature, least);
    // a / b > c / d without a division.
    const konomi_double8 square = d * d;
    const konomi_long8 more = square * unit > gain * curvature;
    gain = konomi_choose8(more, square, gain);
    unit = konomi_choose8(more, curvature, unit);
    place = konomi_choose_long8(more, index, place);
    index += 8;
  }
  long found = -1;
  double most = 0, divisor = 1, far = 0;
  for (int lane = 0; lane < 8; lane++) {
    if (greatest[lane] > far) far = greatest[lane];
    if (place[lane] < 0) continue;
    const double ours = gain[lane] * divisor, theirs = most * unit[lane];
    if (ours > theirs || (ours == theirs && place[lane] < found)) {
      most = gain[lane];
      divisor = unit[lane];
      found = place[lane];
    }
  }
  *violation = far;
  return found;
}
