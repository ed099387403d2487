// Debian's reference LAPACK ships no C header: these are the Fortran routines' prototypes (netlib.org/lapack), by name as gfortran mangles it.

// Eigenvalues (ascending, in w) and, with jobz = "V", eigenvectors (columns of a) of a symmetric matrix, by divide and conquer.
void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w, double *work, const int *lwork, int *iwork,
             const int *liwork, int *info);

// Solves a x = b for nrhs columns b, a symmetric positive definite, by Cholesky; x replaces b.
void dposv_(const char *uplo, const int *n, const int *nrhs, double *a, const int *lda, double *b, const int *ldb, int *info);
