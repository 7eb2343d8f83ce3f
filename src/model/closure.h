/* Closures: what happens to trade deficits, and to labour, when the economy changes. */
#ifndef COHONG_MODEL_CLOSURE_H
#define COHONG_MODEL_CLOSURE_H

#include "base/fail.h"

typedef struct deficit_closure {
    const char *name;
    bool without_deficits; /* the base is re-solved without deficits */
    /* D'(n) from the base's deficits D, value added VA and the counterfactual value added VA' of N countries.
     * Every closure keeps sum of D' = 0. */
    void (*deficits)(size_t N, const double *D, const double *VA, const double *VA_new, double *D_new);
    /* Its derivative at D' and VA': dD' of dVA', and, transposed, adds to the worth of VA' what D' of that worth adds. All
     * deficits are homogeneous here: the numeraire is left out of it. */
    void (*slope)(size_t N, const double *D, const double *VA, const double *dVA, double *dD);
    void (*slope_transposed)(size_t N, const double *D, const double *VA, const double *worth_D, double *worth_VA);
    const char *help;
} deficit_closure;

const deficit_closure *deficit_closures(size_t *count);
const deficit_closure *deficit_closure_find(const char *name); /* NULL when unknown */

/* The solver moves v = ln(w^ L^), a country's factor income per head that there was; the closure splits it. */
typedef struct labour_closure {
    const char *name;
    bool moves;           /* employment may move: jobs can be created or lost */
    bool follows_prices;  /* supply moves with the real wage: the closure reads p and phi */
    bool sector_specific; /* nobody changes sector: each sector has a wage of its own, w^ is their mean (specific.c) */
    /* ln w^ of v, with p the log of the final price index and phi the elasticity; ln L^ = v - ln w^ */
    double (*log_wage)(double v, double p, double phi);
    /* d ln w^ / dv there, p held */
    double (*slope)(double v, double phi);
    /* d ln w^ / dp, v held; where it and the slope sum to 1 the closure knows no numeraire, and has derivatives (linearise.c) */
    double (*price_slope)(double phi);
    const char *help;
} labour_closure;

const labour_closure *labour_closures(size_t *count);
const labour_closure *labour_closure_find(const char *name); /* NULL when unknown */

#endif
