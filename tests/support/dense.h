/* Dense linear algebra for tests: slow, plain, and sharing nothing with the library. */
#ifndef TEST_SUPPORT_DENSE_H
#define TEST_SUPPORT_DENSE_H

#include <stddef.h>

/* Solves a x = b by Gaussian elimination with partial pivoting; a is n x n, row-major, and is lost, b becomes x. */
void dense_solve(size_t n, double *a, double *b);

#endif
