/* Sobol indices of one result from the rows of Saltelli's design, with standard errors.
 *   first order  S_k = mean f_B (f_ABk - f_A) / V     (Saltelli et al. 2010, Computer Physics Communications 181, 259-270)
 *   total        T_k = mean (f_A - f_ABk)^2 / 2 / V   (Jansen 1999, Computer Physics Communications 117, 35-43)
 * V is the variance over the rows A and B; f is taken from its mean, which leaves the expectation and cuts the noise. A B_k is A
 * with group k from B. Standard errors: jackknife over batches, draw b being of batch b mod BATCH_COUNT; quasi-random draws are
 * independent between batches, so that this holds for them too. */
#ifndef COHONG_SWEEP_INDICES_H
#define COHONG_SWEEP_INDICES_H

#include "base/fail.h"

enum { BATCH_COUNT = 16 };

/* f: draw_count x (group_count + 2), a draw's A, B, AB_0, AB_1, ...; draws with a NAN are left out. Answers of group_count; NAN
 * where nothing varies or a batch has fewer than two draws. */
cohong_status sobol_indices(const double *f, size_t draw_count, size_t group_count, double *first, double *first_error,
                            double *total, double *total_error, cohong_error *error);

/* Mean and its standard error, by the same batches: value `stride` apart, NAN left out. */
void batch_mean(const double *values, size_t draw_count, size_t stride, double *mean, double *mean_error);

#endif
