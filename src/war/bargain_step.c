/* One step towards the tariffs of a bargain. With w the parties' ln W^, d what they have without agreement, G = dw/du, and
 *   H = v X' (theta diag(pi') - (theta-1) pi' pi'^T)  for one importer's tariffs on one sector, v = sum y / sum I' of the parties,
 * the curvature of what tariffs lose to the parties together, each kind of bargain is the solution of its linearised conditions:
 *   du = H^-1 G^T y,   S = G H^-1 G^T,
 *   weighted sum       y = (I + K S)^-1 lambda,  K = diag(lambda): ln W is about linear in money, so that w'' = -w' w'^T
 *   equal gains        S y - c = d - w, sum of y = 1: all end by the same c above d
 *   Nash's bargain     e S y - c b/y0 = -(1 - e), e = exp(d - w), sum of y = 1: y (1 - D/W) ends proportional to the weights b; y0 are
 *                      the multipliers of the frontier here, S y0 - c0 = 0, sum of y0 = 1
 *   one takes all      y = 1 for it, S y = d - w for the others, who end where they would be without agreement
 * y are the weights with which the bargain maximises the sum of y w. Tariffs next to a bound that this would push beyond it go there and are
 * left out: what the others of their sector do depends on them. */
#include <math.h>
#include <string.h>

#include "base/vmath.h"
#include "model/panel.h"
#include "war/bargain.h"

static const double LARGEST = 0.25; /* step of u */
static const double NEAR = 0.01;    /* a bound */
static const double LEAST_WEIGHT = 1e-3;

/* ---- equilibria */

bool bargain_solve(bargain *of, double accuracy)
{
    cohong_error error;
    for (size_t k = 0; k < of->clause_count; k++)
        for (size_t a = of->clauses[k].first; a < of->clauses[k].first + of->clauses[k].count; a++)
            of->tariff[of->flows[a]] = fmax(of->rules->least, fmin(of->rules->most, expm1(of->x[k])));
    of->solves++;
    accuracy = fmax(accuracy, of->model->settings.tolerance);
    if (model_solve_again(of->model, &of->shock, NULL, accuracy, of->solution, &error) == COHONG_OK)
        return of->solution->outcome == COHONG_CONVERGED;
    of->solution->outcome = COHONG_NO_SOLUTION;
    memcpy(of->solution->why, error.message, sizeof of->solution->why - 1);
    of->solution->why[sizeof of->solution->why - 1] = '\0';
    return false;
}

double bargain_log_welfare(const bargain *of, size_t country)
{
    const cohong_model *m = of->model;
    double sum = vmath_log(of->solution->income[country] / m->accounts->income[country]);
    for (size_t j = 0; j < of->J; j++)
        sum -= m->base->final_share[j * of->N + country] * vmath_log(of->solution->price_hat[j * of->N + country]);
    return sum;
}

/* ---- slopes and curvature */

/* d ln W / du of one party, from the adjoint last solved for. */
static void take_slopes(bargain *of, double *slope)
{
    for (size_t k = 0; k < of->clause_count; k++) {
        const clause *c = &of->clauses[k];
        bool same_row = k > 0 && c->importer == c[-1].importer && c->sector == c[-1].sector;
        if (!same_row) adjoint_tariff_row(of->gradient, c->sector, c->importer, of->row);
        slope[k] = 0;
        for (size_t a = c->first; a < c->first + c->count; a++) slope[k] += of->row[of->flows[a] % of->N];
    }
}

/* Those of parties from `first` on, up to eight, whose adjoints are solved together. */
static cohong_status find_eight_slopes(bargain *of, size_t first, cohong_error *error)
{
    panel *eight;
    cohong_linear_solve how;
    cohong_gradient *g = of->gradient;
    size_t end = first + LANES < of->party_count ? first + LANES : of->party_count;
    cohong_status status = gradient_panel(g, &eight, error);
    if (status != COHONG_OK) return status;
    panel_begin(eight);
    for (size_t p = first; p < end; p++) {
        of->member[of->party[p]] = 1;
        adjoint_right_side(g, &(cohong_objective){ .welfare = of->member }, NULL, g->right.all);
        of->member[of->party[p]] = 0;
        panel_set(eight, p - first, g->right.all, of->worth + p * of->length);
    }
    panel_solve(eight);
    of->adjoints += end - first;
    for (size_t p = first; p < end && status == COHONG_OK; p++) {
        status = panel_take(eight, p - first, of->worth + p * of->length, g, &how, error);
        if (status == COHONG_OK) take_slopes(of, of->slope + p * of->padded);
    }
    return status;
}

cohong_status bargain_slopes(bargain *of, double accuracy, cohong_error *error)
{
    cohong_status status = cohong_gradient_at(of->gradient, &of->shock, of->solution, error);
    of->gradient->tolerance = accuracy;
    for (size_t p = 0; p < of->party_count && status == COHONG_OK; p += LANES) status = find_eight_slopes(of, p, error);
    return status;
}

/* The bound that a clause is next to and pushed against by the last multipliers, or NAN. */
static double bound_of(const bargain *of, size_t k)
{
    double low = log1p(of->rules->least), high = log1p(of->rules->most), uphill = 0;
    if (of->x[k] > low + NEAR && of->x[k] < high - NEAR) return NAN;
    for (size_t p = 0; p < of->party_count; p++) uphill += of->multiplier[p] * of->slope[p * of->padded + k];
    if (of->x[k] <= low + NEAR && uphill < 0) return low;
    return of->x[k] >= high - NEAR && uphill > 0 ? high : NAN;
}

/* pi' of every clause, and where it is held: on a bound, or where it is if nothing is traded. */
static void find_shares(bargain *of)
{
    for (size_t k = 0; k < of->clause_count; k++) {
        const clause *c = &of->clauses[k];
        double spent = 0, X = of->solution->expenditure[c->sector * of->N + c->importer];
        for (size_t a = c->first; a < c->first + c->count; a++)
            spent += of->solution->trade[of->flows[a]] * (1 + of->tariff[of->flows[a]]);
        of->share[k] = X > 0 ? spent / X : 0;
        of->held[k] = of->share[k] > 0 ? bound_of(of, k) : of->x[k];
    }
}

/* v H^-1 of one party's slopes, for the clauses first .. next - 1 of one importer and sector. */
static void scale_row(const bargain *of, const double *slope, double *scaled, size_t first, size_t next)
{
    const clause *c = &of->clauses[first];
    double theta = of->model->theta[c->sector], within = (theta - 1) / theta, sum = 0, share = 0;
    double X = of->solution->expenditure[c->sector * of->N + c->importer];
    for (size_t k = first; k < next; k++) {
        if (!isnan(of->held[k])) continue;
        sum += slope[k];
        share += of->share[k];
    }
    double common = within * sum / (1 - within * share);
    for (size_t k = first; k < next; k++)
        scaled[k] = isnan(of->held[k]) ? (slope[k] / of->share[k] + common) / (theta * X) : 0;
}

static void scale_slopes(bargain *of)
{
    for (size_t first = 0, next; first < of->clause_count; first = next) {
        const clause *c = &of->clauses[first];
        for (next = first + 1; next < of->clause_count && of->clauses[next].importer == c->importer &&
                               of->clauses[next].sector == c->sector;)
            next++;
        for (size_t p = 0; p < of->party_count; p++)
            scale_row(of, of->slope + p * of->padded, of->scaled + p * of->padded, first, next);
    }
}

/* ---- multipliers */

bool bargain_eliminate(double *rows, size_t count)
{
    size_t width = count + 1;
    for (size_t c = 0; c < count; c++) {
        size_t pivot = c;
        for (size_t r = c + 1; r < count; r++)
            if (fabs(rows[r * width + c]) > fabs(rows[pivot * width + c])) pivot = r;
        if (!(fabs(rows[pivot * width + c]) > 0)) return false;
        for (size_t k = 0; k < width; k++) {
            double swap = rows[c * width + k];
            rows[c * width + k] = rows[pivot * width + k];
            rows[pivot * width + k] = swap;
        }
        for (size_t r = 0; r < count; r++) {
            double factor = r != c ? rows[r * width + c] / rows[c * width + c] : 0;
            for (size_t k = c; factor != 0 && k < width; k++) rows[r * width + k] -= factor * rows[c * width + k];
        }
    }
    for (size_t c = 0; c < count; c++) rows[c * width + count] /= rows[c * width + c];
    return true;
}

/* S without 1/v. */
static void find_common_slopes(bargain *of)
{
    for (size_t q = 0; q < of->party_count; q++)
        of->model->k->dots(of->party_count, of->padded, of->slope_rows, of->scaled_rows[q],
                           of->common + q * of->party_count);
}

static double common_slope(const bargain *of, size_t p, size_t q)
{
    return of->common[q * of->party_count + p];
}

/* v = sum y / sum I', with the y that the kind of bargain fixes. */
static double money_worth(const bargain *of)
{
    double income = 0;
    for (size_t p = 0; p < of->party_count; p++) income += of->solution->income[of->party[p]];
    return of->terms->kind == COHONG_TAKES_ALL ? 1 / of->solution->income[of->terms->taker] : 1 / income;
}

/* One equation of y, with a right-hand side; those with c have one more unknown than parties, and one more equation. */
static void put_equation(const bargain *of, size_t p, double v, size_t count, double *row)
{
    double scale = 1;
    row[count] = -of->ahead[p];
    switch (of->terms->kind) {
    case COHONG_EFFICIENT:
        scale = row[count] = of->weight[p];
        row[p] = 1;
        break;
    case COHONG_EQUAL_GAINS:
        row[of->party_count] = -1;
        break;
    case COHONG_NASH_BARGAIN:
        scale = exp(-of->ahead[p]);
        row[of->party_count] = -of->weight[p] / of->frontier[p];
        row[count] = expm1(-of->ahead[p]);
        break;
    default:
        break;
    }
    for (size_t q = 0; q < of->party_count; q++) row[q] += scale * common_slope(of, p, q) / v;
    if (of->terms->kind != COHONG_TAKES_ALL || of->party[p] != of->terms->taker) return;
    for (size_t q = 0; q < of->party_count; q++) row[q] = p == q ? 1 : 0;
    row[count] = 1;
}

static void put_sum(const bargain *of, size_t count, double *row)
{
    for (size_t q = 0; q < of->party_count; q++) row[q] = 1;
    row[count] = 1;
}

/* y0, which Nash's bargain needs first. One that is not positive, away from the frontier, is raised to a small number. */
static bool find_frontier(bargain *of, double v)
{
    size_t P = of->party_count, width = P + 2;
    double *rows = of->system;
    memset(rows, 0, (P + 1) * width * sizeof *rows);
    for (size_t p = 0; p < P; p++) {
        for (size_t q = 0; q < P; q++) rows[p * width + q] = common_slope(of, p, q) / v;
        rows[p * width + P] = -1;
    }
    put_sum(of, P + 1, rows + P * width);
    if (!bargain_eliminate(rows, P + 1)) return false;
    for (size_t p = 0; p < P; p++) of->frontier[p] = fmax(LEAST_WEIGHT / (double)P, rows[p * width + P + 1]);
    return true;
}

static bool find_multipliers(bargain *of, double v)
{
    bool sums = of->terms->kind == COHONG_EQUAL_GAINS || of->terms->kind == COHONG_NASH_BARGAIN;
    size_t P = of->party_count, count = sums ? P + 1 : P;
    double *rows = of->system;
    if (of->terms->kind == COHONG_NASH_BARGAIN && !find_frontier(of, v)) return false;
    memset(rows, 0, count * (count + 1) * sizeof *rows);
    for (size_t p = 0; p < P; p++) put_equation(of, p, v, count, rows + p * (count + 1));
    if (sums) put_sum(of, count, rows + P * (count + 1));
    if (!bargain_eliminate(rows, count)) return false;
    for (size_t p = 0; p < P; p++) of->multiplier[p] = rows[p * (count + 1) + count];
    return true;
}

/* ---- a step */

static double weight_now(const bargain *of, size_t k)
{
    const clause *c = &of->clauses[k];
    double X = of->solution->expenditure[c->sector * of->N + c->importer];
    return fmin(of->base_weight[k], of->model->theta[c->sector] * of->share[k] * X / of->world_income);
}

double bargain_length(const bargain *of)
{
    double square = 0;
    for (size_t k = 0; k < of->clause_count; k++) square += weight_now(of, k) * of->f[k] * of->f[k];
    return sqrt(square);
}

static double take_step(bargain *of, double v)
{
    double low = log1p(of->rules->least), high = log1p(of->rules->most), largest = 0;
    for (size_t p = 0; p < of->party_count; p++) of->factor[p] = -of->multiplier[p] / v;
    memset(of->weighted, 0, of->padded * sizeof *of->weighted);
    of->model->k->combine(of->party_count, of->padded, of->scaled_rows, of->factor, of->weighted, of->f);
    for (size_t k = 0; k < of->clause_count; k++) {
        double there = of->x[k] + fmax(-LARGEST, fmin(LARGEST, of->f[k]));
        of->g[k] = isnan(of->held[k]) ? fmax(low, fmin(high, there)) : of->held[k];
        of->f[k] = of->g[k] - of->x[k];
        of->weighted[k] = of->metric[k] * of->f[k];
        largest = fmax(largest, fabs(of->f[k]));
    }
    return largest;
}

double bargain_step(bargain *of, double accuracy, cohong_error *error)
{
    for (size_t p = 0; p < of->party_count; p++)
        of->ahead[p] = bargain_log_welfare(of, of->party[p]) - of->disagreement[p];
    if (bargain_slopes(of, accuracy, error) != COHONG_OK) return NAN;
    find_shares(of);
    scale_slopes(of);
    find_common_slopes(of);
    double v = money_worth(of);
    if (find_multipliers(of, v)) return take_step(of, v);
    (void)fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "the parties' welfare cannot be moved one against the other");
    return NAN;
}

void bargain_measure_anew(bargain *of)
{
    for (size_t k = 0; k < of->clause_count; k++) {
        of->metric[k] = sqrt(weight_now(of, k));
        of->weighted[k] = of->metric[k] * of->f[k];
    }
    anderson_reset(&of->history);
}

double bargain_promise(const bargain *of)
{
    double sum = 0, weights = 0;
    for (size_t p = 0; p < of->party_count; p++) {
        const double *slope = of->slope + p * of->padded;
        weights += fabs(of->multiplier[p]);
        for (size_t k = 0; k < of->clause_count; k++) sum += of->multiplier[p] * slope[k] * of->f[k];
    }
    return fabs(sum) / weights;
}
