/* The formulas of a claim as the page computes them: read, evaluated and drawn by the code of src/claim, so that a report's numbers come
 * out with the same bits when its reader has changed nothing. */
#include <math.h>
#include <stdlib.h>

#include "claim/answer.h"
#include "exported.h"

/* A name of a formula, as the page writes it. */
typedef struct given {
    double form;    /* 0: a number; 1: triangular; 2: lognormal */
    double a, b, c; /* the number; low, mode, high; median, standard deviation of the logarithm */
    double input;   /* dimension of the draws */
} given;

/* What is answered. */
typedef struct drawn {
    double median, low95, low67, high67, high95, probability;
} drawn;

static cohong_error error;

expression *EXPORTED(formula_read)(const char *formula)
{
    expression *made = NULL;
    return expression_read(formula, NOWHERE, &made, &error) == COHONG_OK ? made : NULL;
}

void EXPORTED(formula_free)(expression *e)
{
    expression_free(e);
}

size_t EXPORTED(formula_name_count)(const expression *e)
{
    return expression_name_count(e);
}

const char *EXPORTED(formula_name)(const expression *e, size_t k)
{
    return expression_name(e, k);
}

static double value_at(const given *g, size_t draw)
{
    parameter p = { .form = g->form == 1 ? TRIANGULAR : LOGNORMAL,
                    .low = g->a,
                    .mode = g->b,
                    .high = g->c,
                    .median = g->a,
                    .log_sd = g->b };
    return g->form == 0 ? g->a : claim_quantile(&p, claim_halton(draw, (size_t)g->input));
}

static int by_size(const void *left, const void *right)
{
    double x = *(const double *)left, y = *(const double *)right;
    return (x > y) - (x < y);
}

/* As answer_spread in src/claim/answer.c: draws of a formula, whose names are `names`, against a threshold. False: some draw has no
 * value, or memory ran out. */
bool EXPORTED(formula_spread)(const expression *e, const given *names, double threshold, bool at_most, drawn *to)
{
    size_t name_count = expression_name_count(e), count = 1, met = 0;
    for (size_t k = 0; k < name_count; k++)
        if (names[k].form != 0) count = CLAIM_DRAWS;
    double *sorted = malloc((count + name_count) * sizeof *sorted), *values = sorted + count;
    bool finite = sorted != NULL;
    for (size_t i = 0; i < count && finite; i++) {
        for (size_t k = 0; k < name_count; k++) values[k] = value_at(&names[k], i);
        sorted[i] = expression_value(e, values);
        finite = isfinite(sorted[i]);
        met += at_most ? sorted[i] <= threshold : sorted[i] >= threshold;
    }
    if (finite) {
        qsort(sorted, count, sizeof *sorted, by_size);
        *to = (drawn){ .median = claim_sorted_quantile(sorted, count, 0.5),
                       .low95 = claim_sorted_quantile(sorted, count, 0.025),
                       .low67 = claim_sorted_quantile(sorted, count, 1.0 / 6),
                       .high67 = claim_sorted_quantile(sorted, count, 5.0 / 6),
                       .high95 = claim_sorted_quantile(sorted, count, 0.975),
                       .probability = (double)met / (double)count };
    }
    free(sorted);
    return finite;
}

/* The word of the IPCC's scale. */
const char *EXPORTED(formula_likelihood)(double probability)
{
    return cohong_likelihood(probability);
}
