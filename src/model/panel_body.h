/* Eight adjoints at a time (panel.h): the part of lanes_body.h, which has the vectors, that solves them. Where a machine's vector holds fewer
 * than eight, the whole system is solved once for each part of the lanes. */
#include <math.h>
#include <string.h>

#include "model/panel.h"

#if WIDTH == 1
#define mask int64_t
#else
#define mask JOIN(JOIN(v, WIDTH), i)
#endif
#define INLINE inline __attribute__((always_inline))

/* ---- matrices, of rows of `stride`; sizes along the sums are exact, the others multiples of 8 */

/* out[r] = sum over c of M[r][c] x[c] */
static INLINE void times(const double *M, size_t stride, size_t rows, size_t columns, const double *x, double *out,
                         size_t part)
{
    for (size_t r = 0; r < rows; r += ROWS) {
        vec sum[ROWS] = { 0 };
        const double *row = M + r * stride;
        for (size_t c = 0; c < columns; c++) {
            vec v = CV(x, c);
            for (size_t k = 0; k < ROWS; k++) sum[k] += row[k * stride + c] * v;
        }
        for (size_t k = 0; k < ROWS; k++) V(out, r + k) = sum[k];
    }
}

/* out[c] += sum over r of M[r][c] w[r]; with a second matrix and its weights, where there is one. */
static INLINE void add_transposed(const double *M, const double *M2, size_t stride, size_t rows, size_t columns,
                                  const double *w, const double *w2, double *out, size_t part)
{
    for (size_t c = 0; c < columns; c += ROWS) {
        vec sum[ROWS];
        for (size_t k = 0; k < ROWS; k++) sum[k] = CV(out, c + k);
        for (size_t r = 0; r < rows; r++) {
            vec v = CV(w, r);
            for (size_t k = 0; k < ROWS; k++) sum[k] += M[r * stride + c + k] * v;
            if (M2 == NULL) continue;
            v = CV(w2, r);
            for (size_t k = 0; k < ROWS; k++) sum[k] += M2[r * stride + c + k] * v;
        }
        for (size_t k = 0; k < ROWS; k++) V(out, c + k) = sum[k];
    }
}

/* ---- the transposed map: that of linear_map.c, by the same names */

/* The parts of a vector of the system. */
typedef struct panel_parts {
    double *price, *output, *wage, *revenue;
} panel_parts;

static INLINE panel_parts parts_of(const panel *p, const double *all)
{
    size_t rows = p->J * p->S * LANES;
    double *from = (double *)all;
    return (panel_parts){ from, from + rows, from + 2 * rows, from + 2 * rows + p->S * LANES };
}

/* Of one sector: the worth of spending (weight) and of a price with its sourcing response (along). */
static INLINE void spending_worths(const panel *p, size_t j, const panel_parts *x, size_t part)
{
    const cohong_gradient *g = p->g;
    size_t row = j * p->S;
    double theta = g->m->theta[j];
    for (size_t n = 0; n < p->N; n++) V(p->exports, n) = CV(x->output, row + n) + CV(x->wage, n);
    times(g->net_share + row * p->S, p->S, p->S, p->N, p->exports, p->weight + row * LANES, part);
    for (size_t n = 0; n < p->N; n++) {
        double F = g->net_of_tariff[row + n];
        vec spent = CV(p->weight, row + n) + (CV(x->revenue, n) * (1 - F) - CV(x->wage, n) * F);
        V(p->weight, row + n) = spent;
        V(p->along, row + n) = CV(x->price, row + n) + theta * spent;
    }
}

/* And that of a unit cost. */
static INLINE void cost_worths(const panel *p, size_t j, const panel_parts *x, size_t part)
{
    const cohong_gradient *g = p->g;
    size_t row = j * p->S;
    double theta = g->m->theta[j], e = cost_exponent(g->m, j), mu = cost_scale(g->m, j);
    for (size_t n = 0; n < p->N; n++) {
        double X = g->spending[row + n];
        V(p->shares, n) = mu * X * (CV(p->along, row + n) - theta * CV(x->revenue, n));
        V(p->sales, n) = e * X * (CV(x->wage, n) + CV(x->revenue, n));
        V(p->cost, row + n) = -e * g->output[row + n] * CV(p->exports, n);
    }
    add_transposed(g->share + row * p->S, g->net_share + row * p->S, p->S, p->N, p->S, p->shares, p->sales,
                   p->cost + row * LANES, part);
}

/* What the worths of one country's spending and costs make of its outputs, prices, income and pay. */
static INLINE void through_inputs(const panel *p, size_t n, const panel_parts *out, size_t part)
{
    const cohong_gradient *g = p->g;
    size_t J = p->J, S = p->S, width = p->stride;
    const double *gamma = p->gamma + n * width * width;
    vec income = { 0 }, wage = { 0 };
    for (size_t j = 0; j < J; j++) {
        size_t a = j * S + n;
        vec weight = CV(p->weight, a), cost = CV(p->cost, a);
        V(p->prices, j) = weight;
        V(p->outputs, j) = cost;
        income += g->m->final_share[a] * weight;
        wage += g->m->value_added_share[a] * cost;
    }
    times(gamma, width, width, J, p->prices, p->answer, part);
    for (size_t j = 0; j < J; j++) V(out->output, j * S + n) = CV(p->answer, j);
    for (size_t j = 0; j < width; j++) V(p->answer, j) = (vec){ 0 };
    add_transposed(gamma, NULL, width, J, width, p->outputs, NULL, p->answer, part);
    vec index = g->price_slope[n] * wage;
    for (size_t j = 0; j < J; j++) {
        size_t a = j * S + n;
        V(out->price, a) = (CV(p->answer, j) + g->m->final_share[a] * index) * g->per_spending[a];
    }
    V(out->revenue, n) = income;
    V(out->wage, n) = g->wage_slope[n] * wage;
}

/* incomes_transposed(): deficits lane by lane, through the closure. */
static void deficit_worths(const panel *p, size_t part)
{
    const cohong_gradient *g = p->g;
    double *worth = g->minus, *added = g->minus + p->S;
    for (size_t lane = part; lane < part + WIDTH; lane++) {
        for (size_t n = 0; n < p->N; n++)
            worth[n] = p->deficit[n * LANES + lane], added[n] = p->income[n * LANES + lane];
        g->m->deficits->slope_transposed(p->N, g->deficit, g->gdp, worth, added);
        for (size_t n = 0; n < p->N; n++) p->income[n * LANES + lane] = added[n];
    }
}

static INLINE void close_incomes(const panel *p, const panel_parts *x, const panel_parts *out, size_t part)
{
    const cohong_gradient *g = p->g;
    vec total = { 0 };
    for (size_t n = 0; n < p->N; n++) {
        V(p->income, n) = CV(out->revenue, n);
        V(p->deficit, n) = CV(out->revenue, n) + CV(x->wage, n);
    }
    deficit_worths(p, part);
    for (size_t j = 0; g->m->structure->profits && j < p->J; j++)
        for (size_t n = 0; n < p->N; n++) V(out->output, j * p->S + n) += g->m->profit_share[j] * CV(p->income, n);
    for (size_t n = 0; n < p->N; n++) {
        vec wage = CV(out->wage, n) + g->elasticity[n] * CV(x->wage, n) + g->factor_income[n] * CV(p->income, n);
        V(out->wage, n) = wage;
        total += wage;
    }
    total /= g->world_elasticity;
    for (size_t n = 0; n < p->N; n++) V(out->wage, n) = CV(out->wage, n) / g->elasticity[n] - total;
}

static INLINE void transposed(const panel *p, const double *in, double *out, size_t part)
{
    panel_parts x = parts_of(p, in), to = parts_of(p, out);
    for (size_t j = 0; j < p->J; j++) {
        spending_worths(p, j, &x, part);
        cost_worths(p, j, &x, part);
    }
    for (size_t n = 0; n < p->N; n++) through_inputs(p, n, &to, part);
    close_incomes(p, &x, &to, part);
}

/* ---- the preconditioner: precondition() of linear_solve.c, country by country */

/* One unit of income spent at home comes round as profits (close_profit_loops). */
static INLINE void add_profit_loop(const panel *p, size_t n, size_t part)
{
    const cohong_gradient *g = p->g;
    vec income = { 0 };
    for (size_t j = 0; j < p->J; j++) {
        size_t a = j * p->S + n;
        income += g->m->final_share[a] * g->home_share[a] * CV(p->outputs, j);
    }
    income *= g->profit_loop[n];
    for (size_t j = 0; j < p->J; j++) V(p->outputs, j) += g->profit_worth[j * p->S + n] * income;
}

static INLINE void precondition_country(const panel *p, size_t n, const panel_parts *r, const panel_parts *out,
                                        size_t part)
{
    const cohong_gradient *g = p->g;
    size_t J = p->J, S = p->S, width = p->stride;
    const double *C = p->response + n * width * width;
    vec income = { 0 }, wage = { 0 };
    for (size_t j = 0; j < J; j++) V(p->prices, j) = g->home_share[j * S + n] * CV(r->output, j * S + n);
    times(C, width, width, J, p->prices, p->outputs, part);
    for (size_t j = 0; j < J; j++) V(p->outputs, j) += CV(r->output, j * S + n);
    if (g->m->structure->profits) add_profit_loop(p, n, part);
    for (size_t j = 0; j < J; j++) {
        size_t a = j * S + n;
        V(p->prices, j) = g->home_worth[a] * CV(r->price, a) - g->response[a] * CV(p->outputs, j);
    }
    for (size_t j = 0; j < width; j++) V(p->answer, j) = (vec){ 0 };
    add_transposed(C, NULL, width, J, width, p->prices, NULL, p->answer, part);
    for (size_t j = 0; j < J; j++) {
        size_t a = j * S + n;
        vec y = CV(p->outputs, j), price = CV(r->price, a) + g->per_spending[a] * CV(p->answer, j);
        income += g->m->final_share[a] * g->home_share[a] * y;
        wage += g->m->value_added_share[a] * (g->home_worth[a] * price - g->response[a] * y);
        V(out->output, a) = y;
        V(out->price, a) = price;
    }
    V(out->wage, n) = CV(r->wage, n) + (g->wage_slope[n] * wage + g->factor_income[n] * income) / g->elasticity[n];
    V(out->revenue, n) = CV(r->revenue, n) + income;
}

static INLINE void precondition(const panel *p, const double *r, double *out, size_t part)
{
    panel_parts from = parts_of(p, r), to = parts_of(p, out);
    for (size_t n = 0; n < p->N; n++) precondition_country(p, n, &from, &to, part);
}

/* out = M (I - K^T) in */
static void apply(const panel *p, const double *in, double *out, size_t part)
{
    double *r = p->image;
    transposed(p, in, r, part);
    for (size_t a = 0; a < p->length; a++) V(r, a) = CV(in, a) - CV(r, a);
    precondition(p, r, out, part);
}

/* ---- GMRES (base/gmres.c), each lane for itself */

static INLINE vec root(vec x)
{
    double lanes[WIDTH];
    memcpy(lanes, &x, sizeof x);
    for (size_t lane = 0; lane < WIDTH; lane++) lanes[lane] = sqrt(lanes[lane]);
    memcpy(&x, lanes, sizeof x);
    return x;
}

static INLINE bool any(mask m)
{
    int64_t lanes[WIDTH], found = 0;
    memcpy(lanes, &m, sizeof m);
    for (size_t lane = 0; lane < WIDTH; lane++) found |= lanes[lane];
    return found != 0;
}

/* max |x|; not a number where some entry is none. */
static INLINE vec largest(size_t length, const double *x, size_t part)
{
    vec most = { 0 }, doubt = { 0 };
    for (size_t a = 0; a < length; a++) {
        vec v = CV(x, a);
        most = MAX(most, ABS(v));
        doubt += v - v;
    }
    return most + doubt;
}

/* h = sums over w v of `count` vectors of the basis, in two partial sums each; then w -= h v. */
static INLINE void orthogonalise(const panel *p, const double *basis, size_t count, double *w, double *h, size_t part)
{
    size_t length = p->length, apart = length * LANES;
    vec even[4] = { 0 }, odd[4] = { 0 };
    for (size_t a = 0; a < length; a += 2) {
        vec x = CV(w, a), y = CV(w, a + 1);
        for (size_t i = 0; i < count; i++) {
            even[i] += x * CV(basis + i * apart, a);
            odd[i] += y * CV(basis + i * apart, a + 1);
        }
    }
    for (size_t i = 0; i < count; i++) V(h, i) = even[i] = even[i] + odd[i];
    for (size_t a = 0; a < length; a++) {
        vec x = CV(w, a);
        for (size_t i = 0; i < count; i++) x -= even[i] * CV(basis + i * apart, a);
        V(w, a) = x;
    }
}

/* The 2-norm, in four partial sums; lengths are multiples of 8. */
static INLINE vec norm_of(size_t length, const double *x, size_t part)
{
    vec sum[4] = { 0 };
    for (size_t a = 0; a < length; a += 4)
        for (size_t k = 0; k < 4; k++) sum[k] += CV(x, a + k) * CV(x, a + k);
    return root((sum[0] + sum[1]) + (sum[2] + sum[3]));
}

/* x / by, and 0 in lanes that do not go on. */
static INLINE void normalise(size_t length, vec by, mask goes_on, double *x, size_t part)
{
    vec zero = { 0 }, factor = CHOOSE(LESS(zero, by) & goes_on, 1.0 / by, zero);
    for (size_t a = 0; a < length; a++) V(x, a) *= factor;
}

/* The next direction, made orthogonal to the earlier ones, and its column of H; answers its length. */
static INLINE vec arnoldi(const panel *p, size_t j, size_t part)
{
    size_t apart = p->length * LANES;
    double *w = p->basis + (j + 1) * apart, *h = p->hessenberg + j * (PANEL_RESTART + 1) * LANES;
    apply(p, p->basis + j * apart, w, part);
    size_t i = 0;
    for (; i + 4 <= j + 1; i += 4) orthogonalise(p, p->basis + i * apart, 4, w, h + i * LANES, part);
    for (; i <= j; i++) orthogonalise(p, p->basis + i * apart, 1, w, h + i * LANES, part);
    vec length = norm_of(p->length, w, part);
    V(h, j + 1) = length;
    return length;
}

static INLINE vec rotate(const panel *p, size_t j, size_t part)
{
    double *h = p->hessenberg + j * (PANEL_RESTART + 1) * LANES;
    vec zero = { 0 }, one = ALL(1.0);
    for (size_t i = 0; i < j; i++) {
        vec upper = CV(h, i), lower = CV(h, i + 1), c = CV(p->cosine, i), s = CV(p->sine, i);
        V(h, i) = c * upper + s * lower;
        V(h, i + 1) = c * lower - s * upper;
    }
    vec a = CV(h, j), b = CV(h, j + 1), length = root(a * a + b * b);
    mask some = LESS(zero, length);
    vec by = CHOOSE(some, length, one), c = CHOOSE(some, a / by, one), s = CHOOSE(some, b / by, zero);
    vec target = CV(p->target, j);
    V(p->cosine, j) = c;
    V(p->sine, j) = s;
    V(h, j) = length;
    V(p->target, j + 1) = zero - s * target;
    V(p->target, j) = c * target;
    return ABS(s * target);
}

/* x += V y with H y = target, over `columns` columns; one without length is left out. */
static INLINE void step(const panel *p, size_t columns, size_t part)
{
    vec zero = { 0 }, one = ALL(1.0);
    for (size_t j = columns; j-- > 0;) {
        const double *h = p->hessenberg + j * (PANEL_RESTART + 1) * LANES;
        mask some = LESS(zero, CV(h, j));
        vec y = CHOOSE(some, CV(p->target, j) / CHOOSE(some, CV(h, j), one), zero);
        V(p->target, j) = y;
        for (size_t i = 0; i < j; i++) V(p->target, i) -= CV(h, i) * y;
    }
    for (size_t j = 0; j < columns; j++) {
        const double *v = p->basis + j * p->length * LANES;
        vec y = CV(p->target, j);
        for (size_t a = 0; a < p->length; a++) V(p->x, a) += y * CV(v, a);
    }
}

/* The first row of the basis: right - M (I - K^T) x; answers max |r|. */
static INLINE vec residual_of(const panel *p, size_t part)
{
    apply(p, p->x, p->basis, part);
    for (size_t a = 0; a < p->length; a++) V(p->basis, a) = CV(p->right, a) - CV(p->basis, a);
    return largest(p->length, p->basis, part);
}

/* One cycle from the residual in the first row of the basis, in the lanes that are marked; answers the number of iterations. */
static INLINE size_t cycle(panel *p, mask going, vec goal, size_t limit, size_t part)
{
    vec norm = norm_of(p->length, p->basis, part);
    going &= LESS(goal, norm);
    normalise(p->length, norm, going, p->basis, part);
    V(p->target, 0) = CHOOSE(going, norm, (vec){ 0 });
    size_t j = 0;
    while (j < PANEL_RESTART && j < limit && any(going)) {
        V(p->iterations, 0) += CHOOSE(going, ALL(1.0), (vec){ 0 });
        vec length = arnoldi(p, j, part);
        norm = rotate(p, j, part);
        going &= LESS(goal, norm);
        j++;
        normalise(p->length, length, going, p->basis + j * p->length * LANES, part);
    }
    step(p, j, part);
    return j;
}

static void solve_part(panel *p, size_t part)
{
    size_t done = 0, count;
    precondition(p, p->right, p->image, part);
    for (size_t a = 0; a < p->length; a++) V(p->right, a) = CV(p->image, a);
    vec zero = { 0 }, scale = largest(p->length, p->right, part), goal = p->g->tolerance * scale;
    mask set = LESS(zero, scale);
    for (size_t a = 0; a < p->length; a++) V(p->x, a) = CHOOSE(set, CV(p->x, a), zero);
    vec error = residual_of(p, part);
    V(p->iterations, 0) = zero;
    for (mask going = LESS(goal, error); any(going) && done < LINEAR_STEPS; done += count) {
        vec before = error;
        count = cycle(p, going, goal, LINEAR_STEPS - done, part);
        error = residual_of(p, part);
        going &= LESS(goal, error) & LESS(error, before);
        if (count == 0) break;
    }
    panel_parts x = parts_of(p, p->x);
    for (size_t j = 0; j < p->J; j++) spending_worths(p, j, &x, part);
    V(p->residual, 0) = CHOOSE(set, error / CHOOSE(set, scale, ALL(1.0)), error);
}

static void adjoints(panel *p)
{
    EACH_PART
    solve_part(p, part);
}
