/* Moving income between the parties of a bargain, as a start for its search: along
 *   u(j,n,i) = u0(j,n,i) + a(n) - a(i)
 * every buyer's prices keep their ratios, but n's are exp(a(n)) times as high, and what it gains from others by its tariffs with them. Where
 * tariffs are the only distortion this is how bargains differ (docs/war.md); elsewhere it leads near them. The a, one party's pinned,
 * are found by Newton's method from d ln W(p) / d a(q) = sum of d ln W(p) / du over what q imports less what it exports:
 *   one takes all   ln W = ln D for all others
 *   weighted sum    I' exp(-a) proportional to the weights, since ln W is to first order ln I' - a, and each cares for its logarithm */
#include <math.h>
#include <string.h>

#include "base/vmath.h"
#include "war/bargain.h"

enum { STEPS = 60, HALVINGS = 8 };
static const double LONGEST = 0.5; /* of a */
static const double NEAR_ENOUGH = 1e-6;
static const double PROGRESS = 0.1; /* of what a whole step promises */

static size_t pinned_party(const bargain *of)
{
    size_t most = 0;
    for (size_t p = 0; p < of->party_count; p++) {
        if (of->terms->kind == COHONG_TAKES_ALL && of->party[p] == of->terms->taker) return p;
        if (of->weight[p] > of->weight[most]) most = p;
    }
    return most;
}

/* How far each party is from where it should be, in of->ahead; answers the most. The pinned one's is where others start from. */
static double find_misses(bargain *of, size_t pinned)
{
    double most = 0;
    for (size_t p = 0; p < of->party_count; p++) {
        size_t n = of->party[p];
        of->ahead[p] = of->terms->kind == COHONG_TAKES_ALL
                           ? bargain_log_welfare(of, n) - of->disagreement[p]
                           : vmath_log(of->solution->income[n] / of->weight[p]) - of->transfer[n];
    }
    for (size_t p = 0; of->terms->kind != COHONG_TAKES_ALL && p < of->party_count; p++)
        if (p != pinned) of->ahead[p] -= of->ahead[pinned];
    for (size_t p = 0; p < of->party_count; p++)
        if (p != pinned) most = fmax(most, fabs(of->ahead[p]));
    return most;
}

/* d ln W(p) / d a of every country, into row (N). */
static void slopes_by_transfer(const bargain *of, size_t p, double *row)
{
    memset(row, 0, of->N * sizeof *row);
    for (size_t k = 0; k < of->clause_count; k++) {
        const clause *c = &of->clauses[k];
        double slope = of->slope[p * of->padded + k];
        row[c->importer] += slope;
        for (size_t a = c->first; a < c->first + c->count; a++) row[of->flows[a] % of->N] -= slope / (double)c->count;
    }
}

/* Newton's step of a, cut to LONGEST, in of->direction; answers what of it is left, 0 where there is none. */
static double find_direction(bargain *of, size_t pinned)
{
    size_t P = of->party_count, equation = 0;
    bool relative = of->terms->kind != COHONG_TAKES_ALL;
    double largest = 0, *base = of->row, *own = of->direction;
    if (relative) slopes_by_transfer(of, pinned, base);
    for (size_t p = 0; p < P; p++) {
        if (p == pinned) continue;
        double *to = of->system + equation++ * P;
        slopes_by_transfer(of, p, own);
        for (size_t q = 0, at = 0; q < P; q++)
            if (q != pinned) to[at++] = own[of->party[q]] - (relative ? base[of->party[q]] : 0);
        to[P - 1] = -of->ahead[p];
    }
    if (!bargain_eliminate(of->system, P - 1)) return 0;
    memset(of->direction, 0, of->N * sizeof *of->direction);
    for (size_t q = 0, at = 0; q < P; q++) {
        if (q == pinned) continue;
        double step = of->system[at++ * P + P - 1];
        of->direction[of->party[q]] = step;
        largest = fmax(largest, fabs(step));
    }
    double left = largest > LONGEST ? LONGEST / largest : largest >= 0;
    for (size_t n = 0; n < of->N; n++) of->direction[n] *= left;
    return left;
}

/* x from the best point, `share` of the direction away. */
static void go(bargain *of, double share)
{
    double low = log1p(of->rules->least), high = log1p(of->rules->most);
    for (size_t k = 0; k < of->clause_count; k++) {
        const clause *c = &of->clauses[k];
        double move = of->direction[c->importer];
        for (size_t a = c->first; a < c->first + c->count; a++)
            move -= of->direction[of->flows[a] % of->N] / (double)c->count;
        of->x[k] = fmax(low, fmin(high, of->best[k] + share * move));
    }
}

/* Along the direction until parties are nearer to where they should be; false where that leads nowhere. */
static bool go_nearer(bargain *of, size_t pinned, double left, double *missed)
{
    double share = 1;
    for (size_t k = 0; k < HALVINGS; k++, share /= 2) {
        for (size_t n = 0; n < of->N; n++) of->transfer[n] += share * of->direction[n];
        go(of, share);
        double most = bargain_solve(of, 0) ? find_misses(of, pinned) : INFINITY;
        if (most < (1 - PROGRESS * share * left) * *missed) {
            *missed = most;
            return true;
        }
        for (size_t n = 0; n < of->N; n++) of->transfer[n] -= share * of->direction[n];
    }
    return false;
}

cohong_status bargain_transfer(bargain *of, cohong_error *error)
{
    size_t pinned = pinned_party(of);
    memset(of->transfer, 0, of->N * sizeof *of->transfer);
    if (!bargain_solve(of, 0)) return COHONG_OK;
    double missed = find_misses(of, pinned);
    for (size_t step = 0; step < STEPS && missed > NEAR_ENOUGH; step++) {
        memcpy(of->best, of->x, of->padded * sizeof *of->x);
        cohong_status status = bargain_slopes(of, 1e-9, error);
        if (status != COHONG_OK) return status;
        double left = find_direction(of, pinned);
        if (left > 0 && go_nearer(of, pinned, left, &missed)) continue;
        memcpy(of->x, of->best, of->padded * sizeof *of->x);
        break;
    }
    return COHONG_OK;
}
