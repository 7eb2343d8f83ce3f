/* The independent checker: every equation of the model, computed again from raw arrays with the C library's own
 * functions. It shares no code with the solver, its kernels or its accounts. */
#ifndef TEST_SUPPORT_CHECKER_H
#define TEST_SUPPORT_CHECKER_H

#include "cohong.h"

/* Every equation that is checked, with its formula (phi as in src/model/structure.h). */
#define CHECK_LIST(X)                                                                                       \
    X(unit_cost, "c = w^gamma0 prod P^gamma; with profits w^((gamma0 - s)/(1 - s)) prod P^(gamma/(1 - s))") \
    X(price, "P = [ X^^eta sum pi T kappa^-theta z ]^(-1/theta), z = c^-(theta+eta) (Y^/c)^delta")          \
    X(trade, "M' = pi' X' / (1+t'); read when the solution has trade")                                      \
    X(expenditure, "X' = sum gamma Y' + alpha I'")                                                          \
    X(output, "Y' = sum pi' X' / (1+t')")                                                                   \
    X(revenue, "R' = sum t' M', over income")                                                               \
    X(income, "I' = w L VA + Pi' + R' + D', VA without profits, Pi' = sum of s Y', s = 1/(theta+1)")        \
    X(spending, "sum of X' = sum of (1 - gamma0) Y' + I'")                                                  \
    X(deficit, "D' is what the closure says and sums to 0, over value added")                               \
    X(trade_balance, "imports - D' = exports, over factor income")                                          \
    X(labour_market, "w L VA = sum of (gamma0 - s) Y'")                                                     \
    X(numeraire, "sum of w L VA + Pi' = sum of VA + Pi")

/* The worst relative residual of each. */
typedef struct solution_check {
#define CHECK_FIELD(name, formula) double name;
    CHECK_LIST(CHECK_FIELD)
#undef CHECK_FIELD
    double worst;
    const char *worst_name; /* NAN counts as the worst there is */
} solution_check;

/* `base` is the world against which hats are taken (cohong_model_base); shock may be NULL. Under the closure "zero"
 * the base's deficits are not read. */
solution_check check_solution(const cohong_world *base, const cohong_shock *shock, const cohong_settings *settings,
                              const cohong_solution *solution);

/* Fails the cmocka test that runs when the worst residual is beyond tolerance, naming the equation. */
void assert_solution(const cohong_world *base, const cohong_shock *shock, const cohong_settings *settings,
                     const cohong_solution *solution, double tolerance);

#endif
