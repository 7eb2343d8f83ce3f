/* Free entry (krugman, melitz): in every sector of every country the number of firms is N^ = Y^/c^, or there are none left and
 * Y^/c^ would be less than N^.
 *
 * For a given N^ the markets clear as under perfect competition, with N^ in the place of technology (solve_markets). Left is
 *   F(u) = ln Y^ - ln c^ - u = 0,    u = ln N^.
 * Profits per firm move with F: firms enter where it is positive and leave where it is negative, u += ENTRY_SPEED F.
 * - Where the base is stable under these moves (base_is_stable), they lead from it to the answer, and Newton makes it exact. Sectors may
 *   lose all firms on the way.
 * - Where it is not, because inputs get cheaper with the number of firms that buy them, they lead far away whatever the shock. Then Newton
 *   finds the equilibrium that hangs together with the base, the shock being put on in parts; at a fold of that path there is none.
 * Newton: (I - K) dN/N = F, K = d(ln Y^ - ln c^)/du, by a GMRES that takes products K v from differences of solved markets and is
 * preconditioned by each sector alone, with spending, wages and costs held:
 *   d ln Y^(i) = du(i) - sum_m Q(i,m) du(m),   Q(i,m) = sum over n of s(n,i) pi'(n,m),   s(n,i) the share of n in i's sales,
 * so that I - K = Q there. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/gmres.h"
#include "base/vmath.h"
#include "model/economy.h"

enum {
    ENTRY_LIMIT = 20000,
    POWER_ROUNDS = 60,
    DIRECT_NEWTON = 8,
    PATH_NEWTON = 6,
    NEWTON_LIMIT = 12,
    HALVINGS = 12,
    HOLD_ROUNDS = 8,
    LINEAR_LIMIT = 2 * ENTRY_RESTART
};
static const double ENTRY_SPEED = 0.3;
static const double ENTRY_ENOUGH = 1e-6; /* gap at which Newton takes over, */
static const double NEWTON_REACH = 0.1;  /* which then may not move N^ by more, as a share of the larger of 1 and N^ */
static const double ROOM_FOR_ROUNDING = 1e-4; /* in the growth of a push */
static const double INNER_SHARE = 0.01;       /* of the tolerance, for the markets inside */
static const double STEP = 1e-5;              /* of the differences, in u */
static const double LINEAR_TOLERANCE = 1e-3;  /* of an inexact Newton step */
static const double SMALLEST_PIVOT = 1e-13;
/* The first part of the shock, the smallest one that is tried, and how exactly parts are solved. */
static const double FIRST_PART = 0.25, LEAST_PART = 0.01, PATH_TOLERANCE = 1e-6;
/* A Newton step changes N^ by at most these, as a share. */
static const double MOST = 2, LEAST = -0.9, LEAST_OF_FEW = -0.9999;
/* u below which firms are few (those who lose money then all leave), gone, and no longer counted. */
static const double FEW = -4, GONE = -25, NONE = -32;

typedef struct newton {
    cohong_model *m;
    cohong_solution *solution;
    double tolerance; /* of the markets inside */
    bool failed;      /* some market inside was not cleared */
    bool hit_limit;   /* and once because of the iteration limit */
    double gap;       /* of the last point */
} newton;

void entry_layout(entry_space *e, arena *from, size_t J, size_t S, size_t point_length)
{
    double **rows[] = { &e->u, &e->image, &e->gap, &e->change, &e->right, &e->bound, &e->target, &e->start };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) *rows[k] = arena_take(from, J * S, sizeof(double));
    e->held = arena_take(from, J * S, sizeof(bool));
    e->inverse = arena_take(from, J * S * S, sizeof(double));
    e->square = arena_take(from, 2 * S * S, sizeof(double));
    e->point = arena_take(from, point_length, sizeof(double));
    e->start_point = arena_take(from, point_length, sizeof(double));
    e->A = arena_take(from, J * S * S, sizeof(double));
    e->B = arena_take(from, J * S * S, sizeof(double));
    e->labour = arena_take(from, S, sizeof(double));
    e->krylov = arena_take(from, gmres_workspace(J * S, ENTRY_RESTART), sizeof(double));
}

/* Clears the markets for N^ = exp(u + step v) (v may be NULL) and writes ln Y^ - ln c^; idle sectors stay at 0. */
static bool clear_markets(newton *s, const double *u, double step, const double *v, double *image)
{
    cohong_model *m = s->m;
    for (size_t k = 0; k < m->J * m->S; k++)
        m->firms_hat[k] = m->idle[k] > 0 ? 1 : vmath_exp(u[k]) * (v != NULL ? 1 + step * v[k] : 1);
    solve_markets(m, s->tolerance, s->solution);
    if (s->solution->outcome != COHONG_CONVERGED) s->failed = true;
    if (s->solution->outcome == COHONG_LIMIT) s->hit_limit = true;
    for (size_t k = 0; k < m->J * m->S; k++)
        image[k] = m->idle[k] > 0 ? 0 : vmath_log(m->x.output_hat[k]) - m->log_cost[k];
    return !s->failed;
}

/* square = [Q | I] of sector j at the cleared markets; rows and columns beyond N are those of I. */
static void sector_slope(const cohong_model *m, size_t j, double *square)
{
    size_t N = m->N, S = m->S, width = 2 * S;
    const double *A = m->A + j * S * S, *B = (m->tariffed[j] ? m->B : m->A) + j * S * S, *z = m->z + j * S;
    memset(square, 0, width * S * sizeof *square);
    for (size_t i = 0; i < S; i++) {
        double sales = m->output[j * S + i] * m->x.output_hat[j * S + i];
        bool fixed = i >= N || !(sales > 0) || m->entry.held[j * S + i];
        square[i * width + S + i] = 1;
        if (fixed) square[i * width + i] = 1;
        for (size_t n = 0; n < N && !fixed; n++) {
            double share = B[n * S + i] * z[i] * m->per_phi[j * S + n] / sales / m->phi[j * S + n];
            for (size_t o = 0; o < N && share > 0; o++) square[i * width + o] += share * (A[n * S + o] * z[o]);
        }
    }
}

/* Gauss-Jordan with row exchanges; a column without a pivot is left out (its unknown stays as it is). */
static void invert(size_t S, double *square)
{
    size_t width = 2 * S;
    for (size_t p = 0; p < S; p++) {
        size_t best = p;
        for (size_t r = p + 1; r < S; r++)
            if (fabs(square[r * width + p]) > fabs(square[best * width + p])) best = r;
        if (!(fabs(square[best * width + p]) > SMALLEST_PIVOT)) continue;
        double *row = square + p * width, *other = square + best * width;
        for (size_t c = 0; best != p && c < width; c++) {
            double kept = row[c];
            row[c] = other[c];
            other[c] = kept;
        }
        double scale = 1 / row[p];
        for (size_t c = 0; c < width; c++) row[c] *= scale;
        for (size_t r = 0; r < S; r++) {
            double factor = square[r * width + p];
            if (r == p || factor == 0) continue;
            for (size_t c = p; c < width; c++) square[r * width + c] -= factor * row[c];
        }
    }
}

static void make_preconditioner(cohong_model *m)
{
    size_t S = m->S;
    for (size_t j = 0; j < m->J; j++) {
        sector_slope(m, j, m->entry.square);
        invert(S, m->entry.square);
        for (size_t i = 0; i < S; i++)
            memcpy(m->entry.inverse + (j * S + i) * S, m->entry.square + i * 2 * S + S, S * sizeof(double));
    }
}

/* out = Q^-1 v, sector by sector */
static void precondition(const cohong_model *m, const double *v, double *out)
{
    for (size_t row = 0; row < m->J * m->S; row++) {
        const double *inverse = m->entry.inverse + row * m->S, *sector = v + row / m->S * m->S;
        double sum = 0;
        for (size_t o = 0; o < m->N; o++) sum += inverse[o] * sector[o];
        out[row] = sum;
    }
}

/* out = Q^-1 (v - K v); v itself when markets did not clear. */
static void apply(const void *context, const double *v, double *out)
{
    newton *s = *(newton *const *)context;
    cohong_model *m = s->m;
    entry_space *e = &m->entry;
    size_t length = m->J * m->S;
    double largest = 0;
    for (size_t k = 0; k < length; k++) largest = fmax(largest, fabs(v[k]));
    memcpy(out, v, length * sizeof *out);
    if (s->failed || !(largest > 0)) return;
    memcpy(m->x.all, e->point, m->point_length * sizeof *m->x.all);
    double step = STEP / largest;
    if (!clear_markets(s, e->u, step, v, e->right)) return;
    for (size_t k = 0; k < length; k++) e->right[k] = e->held[k] ? v[k] : v[k] - (e->right[k] - e->image[k]) / step;
    precondition(m, e->right, out);
}

/* gap = F(u); answers max over accounts of |Y^/c^ - N^| / max(1, N^) */
static double entry_gap(cohong_model *m)
{
    entry_space *e = &m->entry;
    double worst = 0;
    for (size_t k = 0; k < m->J * m->S; k++) {
        e->gap[k] = e->image[k] - e->u[k];
        double gap = e->gap[k] > 0 ? vmath_exp(e->gap[k]) - 1
                                   : fmin(1, vmath_exp(e->u[k])) * (1 - vmath_exp(e->gap[k]));
        if (!(gap <= worst)) worst = gap;
    }
    return worst;
}

/* (I - K) du = F, with du = bound where it is held; as exact as the part that is not held asks for. */
static void linear_step(newton *s)
{
    cohong_model *m = s->m;
    entry_space *e = &m->entry;
    size_t length = m->J * m->S;
    double open = 0, largest = 0;
    make_preconditioner(m);
    for (size_t k = 0; k < length; k++) {
        e->right[k] = e->held[k] ? e->bound[k] : e->gap[k];
        if (!e->held[k]) open = fmax(open, fabs(e->gap[k]));
    }
    precondition(m, e->right, e->target);
    memcpy(e->change, e->target, length * sizeof *e->change);
    for (size_t k = 0; k < length; k++) largest = fmax(largest, fabs(e->target[k]));
    double tolerance = largest > 0 ? LINEAR_TOLERANCE * fmin(1, open / largest) : LINEAR_TOLERANCE;
    gmres_system system = { .apply = apply,
                            .context = &s,
                            .length = length,
                            .restart = ENTRY_RESTART,
                            .dots = m->k->dots,
                            .combine = m->k->combine };
    gmres_solve(&system, e->target, e->change, tolerance, LINEAR_LIMIT, e->krylov);
}

/* Holds what would go beyond its bound; answers how many there are of these. A sector with few firms may lose all. */
static size_t hold_beyond_bounds(cohong_model *m)
{
    entry_space *e = &m->entry;
    size_t count = 0;
    for (size_t k = 0; k < m->J * m->S; k++) {
        double least = e->u[k] < FEW ? LEAST_OF_FEW : LEAST;
        if (e->held[k] || (e->change[k] >= least && e->change[k] <= MOST)) continue;
        e->bound[k] = e->change[k] > MOST ? MOST : least;
        e->held[k] = true;
        count++;
    }
    return count;
}

/* change = a Newton step from the cleared markets within the bounds: what would go beyond is held at its bound, and the others are
 * asked again. */
static void newton_step(newton *s)
{
    cohong_model *m = s->m;
    entry_space *e = &m->entry;
    size_t length = m->J * m->S;
    memcpy(e->point, m->x.all, m->point_length * sizeof *e->point);
    for (size_t k = 0; k < length; k++) {
        e->held[k] = e->u[k] < FEW && e->gap[k] < 0;
        e->bound[k] = e->u[k] < GONE ? 0 : LEAST_OF_FEW;
    }
    for (int round = 0; round < HOLD_ROUNDS; round++) {
        linear_step(s);
        if (hold_beyond_bounds(m) == 0 || s->failed) break;
    }
    for (size_t k = 0; k < length; k++)
        if (e->held[k]) e->change[k] = e->bound[k];
}

/* Goes along `change`, half as far each time, until the gap is smaller than before (or the last try). */
static double go(newton *s, double before)
{
    cohong_model *m = s->m;
    entry_space *e = &m->entry;
    size_t length = m->J * m->S;
    double far = 1, gap = INFINITY;
    for (int halving = 0; halving <= HALVINGS; halving++, far /= 2) {
        s->failed = false;
        memcpy(m->x.all, e->point, m->point_length * sizeof *e->point);
        if (!clear_markets(s, e->u, far, e->change, e->image)) continue;
        for (size_t k = 0; k < length; k++) e->gap[k] = e->u[k] + vmath_log(1 + far * e->change[k]);
        double *kept = e->right;
        memcpy(kept, e->u, length * sizeof *kept);
        memcpy(e->u, e->gap, length * sizeof *kept);
        gap = entry_gap(m);
        if (gap < before * (1 - 1e-4 * far) || halving == HALVINGS) break;
        memcpy(e->u, kept, length * sizeof *kept);
    }
    return gap;
}

static void newton_steps(newton *s, double tolerance, int limit)
{
    for (int k = 0; k < limit && s->gap > tolerance && !s->failed; k++) {
        newton_step(s);
        s->gap = go(s, s->gap);
    }
}

/* Firms enter and leave until the gap is at most `enough`; false when they never stop. */
static bool enter_and_leave(newton *s, double enough)
{
    cohong_model *m = s->m;
    entry_space *e = &m->entry;
    for (int k = 0; k < ENTRY_LIMIT; k++) {
        if (!clear_markets(s, e->u, 0, NULL, e->image)) return false;
        s->gap = entry_gap(m);
        if (s->gap <= enough) return true;
        for (size_t at = 0; at < m->J * m->S; at++) e->u[at] = fmax(NONE, e->u[at] + ENTRY_SPEED * e->gap[at]);
    }
    return false;
}

/* Newton from cleared markets at u; false, with u as it was, when it fails or goes elsewhere. */
static bool make_exact(newton *s, double tolerance)
{
    cohong_model *m = s->m;
    entry_space *e = &m->entry;
    memcpy(e->start, e->u, m->J * m->S * sizeof *e->start);
    newton_steps(s, tolerance, NEWTON_LIMIT);
    double moved = 0;
    for (size_t k = 0; k < m->J * m->S; k++) {
        double from = vmath_exp(e->start[k]), to = vmath_exp(e->u[k]);
        moved = fmax(moved, fabs(to - from) / fmax(1, from));
    }
    if (!s->failed && s->gap <= tolerance && moved <= NEWTON_REACH) return true;
    memcpy(e->u, e->start, m->J * m->S * sizeof *e->u);
    s->failed = false;
    return false;
}

static bool settle(newton *s, double tolerance)
{
    if (!enter_and_leave(s, fmax(ENTRY_ENOUGH, tolerance))) return false;
    return make_exact(s, tolerance) || enter_and_leave(s, tolerance);
}

/* Newton from u, which is moved only when it converges. */
static bool newton_solve(newton *s, double tolerance, int limit)
{
    cohong_model *m = s->m;
    entry_space *e = &m->entry;
    s->failed = false;
    if (!clear_markets(s, e->u, 0, NULL, e->image)) return false;
    s->gap = entry_gap(m);
    newton_steps(s, tolerance, limit);
    return !s->failed && s->gap <= tolerance;
}

/* The shock, share of the way from the base to the whole: everything that is multiplied moves evenly in logs. */
static void partial_shock(cohong_model *m, double share)
{
    size_t N = m->N, S = m->S;
    for (size_t j = 0; j < m->J; j++)
        for (size_t n = 0; n < N; n++)
            for (size_t i = 0; i < N; i++) {
                size_t at = (j * S + n) * S + i;
                double pi = m->trade_share[at], whole = m->entry.A[at];
                if (!(pi > 0)) continue;
                double a = share < 1 ? pi * vmath_power(whole / pi, share) : whole;
                double t = 1 + m->base->tariff[(j * N + n) * N + i], t_new = whole / m->entry.B[at];
                m->A[at] = a;
                m->B[at] = share < 1 ? a / (t * vmath_power(t_new / t, share)) : m->entry.B[at];
                if (i == n) m->A_home[j * S + n] = a;
            }
    for (size_t n = 0; n < N; n++)
        m->labour[n] = m->value_added[n] * vmath_power(m->entry.labour[n] / m->value_added[n], share);
}

/* Step by step from the base, so that the solution is the one that hangs together with it. */
static bool follow_path(newton *s, double tolerance)
{
    cohong_model *m = s->m;
    entry_space *e = &m->entry;
    size_t squares = m->J * m->S * m->S, rows = m->J * m->S;
    double done = 0, part = FIRST_PART;
    memcpy(e->A, m->A, squares * sizeof *e->A);
    memcpy(e->B, m->B, squares * sizeof *e->B);
    memcpy(e->labour, m->labour, m->S * sizeof *e->labour);
    memset(e->u, 0, rows * sizeof *e->u);
    for (size_t j = 0; j < m->J; j++) m->tariffed[j] = true; /* on the way, also where the end is free trade */
    start_at_base(m);
    memcpy(e->start, e->u, rows * sizeof *e->start);
    memcpy(e->start_point, m->x.all, m->point_length * sizeof *e->start_point);
    while (done < 1 && part > LEAST_PART) {
        double next = fmin(1, done + part);
        partial_shock(m, next);
        if (newton_solve(s, next < 1 ? PATH_TOLERANCE : tolerance, PATH_NEWTON)) {
            done = next;
            part *= 1.5;
            memcpy(e->start, e->u, rows * sizeof *e->start);
            memcpy(e->start_point, m->x.all, m->point_length * sizeof *e->start_point);
        } else {
            part /= 2;
            memcpy(e->u, e->start, rows * sizeof *e->start);
            memcpy(m->x.all, e->start_point, m->point_length * sizeof *e->start_point);
        }
    }
    partial_shock(m, 1);
    return done >= 1;
}

/* The growth of a push away from the base in one step of entry and exit, by the power method. */
static double growth_of_push(newton *s)
{
    cohong_model *m = s->m;
    entry_space *e = &m->entry;
    size_t length = m->J * m->S;
    double growth = 0;
    for (size_t k = 0; k < length; k++) e->change[k] = m->idle[k] > 0 ? 0 : (k * 2654435761u >> 7) % 2 ? 1 : -1;
    for (int round = 0; round < POWER_ROUNDS; round++) {
        memcpy(m->x.all, e->point, m->point_length * sizeof *m->x.all);
        if (!clear_markets(s, e->u, STEP, e->change, e->right)) return INFINITY;
        growth = 0;
        for (size_t k = 0; k < length; k++) {
            e->change[k] += ENTRY_SPEED * ((e->right[k] - e->image[k]) / STEP - e->change[k]);
            growth = fmax(growth, fabs(e->change[k]));
        }
        if (!(growth > 0)) return 0;
        for (size_t k = 0; k < length; k++) e->change[k] /= growth;
    }
    return growth;
}

bool base_is_stable(cohong_model *m, cohong_solution *scratch)
{
    newton s = { .m = m, .solution = scratch, .tolerance = 1e-12 };
    entry_space *e = &m->entry;
    start_at_base(m);
    memset(e->u, 0, m->J * m->S * sizeof *e->u);
    if (!clear_markets(&s, e->u, 0, NULL, e->image)) return false;
    memcpy(e->point, m->x.all, m->point_length * sizeof *e->point);
    return growth_of_push(&s) <= 1 + ROOM_FOR_ROUNDING;
}

void solve_with_entry(cohong_model *m, double tolerance, cohong_solution *solution)
{
    newton s = { .m = m, .solution = solution, .tolerance = fmax(INNER_SHARE * tolerance, 1e-13), .gap = NAN };
    memset(m->entry.u, 0, m->J * m->S * sizeof *m->entry.u);
    bool solved = m->stable ? settle(&s, tolerance)
                            : newton_solve(&s, tolerance, DIRECT_NEWTON) || follow_path(&s, tolerance);
    solution->residuals.entry = s.gap;
    solution->residual = fmax(solution->residual, s.gap);
    if (solved) return;
    solution->outcome = s.hit_limit ? COHONG_LIMIT : COHONG_NO_SOLUTION;
    snprintf(solution->why, sizeof solution->why,
             s.hit_limit ? "markets for given numbers of firms did not clear within iteration_limit; entry is %.3g off"
             : m->stable ? "firms keep entering and leaving: their number stays %.3g off"
                         : "under free entry this base is not stable, and no equilibrium hangs together with it: "
                           "the number of firms stays %.3g off",
             s.gap);
}
