/* One step of all players, each towards its best response, from their adjoints.
 *
 * With r(i) = m/(1+t'), what a unit spent on exporter i is worth to the payoff (adjoint.h), the slope by u(i) = ln(1+t') is
 *   M (1+t') [ P + R - (theta+1) r(i) ],    R - r(i) = (R - Y(i) - b(i) + b(n)) / (1+t'),
 * and P + R = p + R + theta sum_i pi' r(i), p the worth of a price but for sourcing. The slopes are zero where all flows that are set
 * have the same r*. With the worths and the home share h of the point held, that is
 *   r* = (p + R + theta h r(home)) / (1 + theta h),    step = ln (R - r(i)) - ln (R - r*),
 * the tariffs that would be best if moving them changed neither: at the equilibrium exactly so. For one small country and one sector it
 * is 1/theta at once. Steps are at most LARGEST_STEP. */
#include <math.h>
#include <stdlib.h>

#include "base/vmath.h"
#include "base/workers.h"
#include "model/panel.h"
#include "war/game.h"

/* Of a step, where a bloc sets tariffs inside itself as well: what one member gains is what the other loses, and steps of both that each
 * takes the other as fixed go too far. */
static const double SHARE_INSIDE = 0.5;

/* ---- desks */

cohong_status desk_new(desk *made, const cohong_model *model, cohong_error *error)
{
    *made = (desk){ 0 };
    cohong_status status = cohong_gradient_new(model, &made->gradient, error);
    if (status != COHONG_OK) return status;
    made->row = memory_block(model->S * sizeof *made->row);
    made->member = memory_block(model->N * sizeof *made->member);
    return made->row != NULL && made->member != NULL ? COHONG_OK : fail_memory(error);
}

void desk_free(desk *made)
{
    cohong_gradient_free(made->gradient);
    free(made->row);
    free(made->member);
}

/* ---- a step */

/* Slopes of a choice in f, and what the country spends on its flows in g. */
static void slope_of(game *of, const desk *at, size_t k)
{
    const choice *c = &of->choices[k];
    of->f[k] = of->g[k] = 0;
    for (size_t a = c->first; a < c->first + c->count; a++) {
        size_t flow = of->flows[a];
        of->f[k] += at->row[flow % of->N];
        of->g[k] += of->solution->trade[flow] * (1 + of->tariff[flow]);
    }
}

/* What the choices of one importer in one sector share. */
typedef struct sector_worth {
    double theta;
    double revenue; /* R */
    double price;   /* P + R */
    double best;    /* r* */
} sector_worth;

static double spending_worth(const sector_worth *w, double slope, double spent)
{
    return (w->price - slope / spent) / (w->theta + 1);
}

static sector_worth worth_in_sector(const game *of, const desk *at, size_t first, size_t end)
{
    size_t n = of->choices[first].player, j = of->choices[first].sector;
    sector_worth w = { of->model->theta[j], at->gradient->solution.revenue[n], 0, 0 };
    double X = of->solution->expenditure[j * of->N + n], abroad = 0, sum = 0;
    w.price = at->gradient->along[j * of->model->S + n] + w.revenue;
    for (size_t k = first; k < end; k++) {
        if (!(of->g[k] > 0)) continue;
        abroad += of->g[k] / X;
        sum += of->g[k] / X * spending_worth(&w, of->f[k], of->g[k]);
    }
    w.best = (w.price - w.theta * sum) / (1 + w.theta * (1 - abroad));
    return w;
}

/* Where no tariff makes the slope vanish, uphill. */
static double step_of_choice(const sector_worth *w, double slope, double spent)
{
    if (!(spent > 0) || slope == 0) return 0;
    double loss = w->revenue - spending_worth(w, slope, spent), best = w->revenue - w->best;
    double step = loss > 0 && best > 0 ? vmath_log(loss / best)
                                       : slope / spent / ((w->theta + 1) * fmax(fabs(loss), fabs(best)));
    return fmax(-LARGEST_STEP, fmin(LARGEST_STEP, step));
}

/* The steps of one player in one sector, whose choices begin at `first`; answers where the next ones begin. */
static size_t step_of_sector(game *of, const desk *at, size_t p, size_t first)
{
    size_t n = of->choices[first].player, j = of->choices[first].sector, end = first;
    double low = log1p(of->rules->least), high = log1p(of->rules->most);
    double share = of->rules->bloc_inside ? SHARE_INSIDE : 1;
    adjoint_tariff_row(at->gradient, j, n, at->row);
    for (; end < of->first[p + 1] && of->choices[end].sector == j && of->choices[end].player == n; end++)
        slope_of(of, at, end);
    sector_worth w = worth_in_sector(of, at, first, end);
    for (size_t k = first; k < end; k++) {
        double slope = of->f[k];
        of->g[k] = fmax(low, fmin(high, of->x[k] + share * step_of_choice(&w, slope, of->g[k])));
        of->f[k] = of->g[k] - of->x[k];
        of->promise[p] += slope * of->f[k];
    }
    return end;
}

/* The objective of one player, as the right side of its adjoint; in the desk's gradient. */
static const double *right_side_of_player(const game *of, desk *at, size_t p)
{
    game_mark(of, of->player[p], at->member, true);
    adjoint_right_side(at->gradient, &of->payoff, at->member, at->gradient->right.all);
    game_mark(of, of->player[p], at->member, false);
    return at->gradient->right.all;
}

/* From the adjoint last used at this desk. */
static void step_of_player(game *of, const desk *at, size_t p)
{
    of->promise[p] = 0;
    for (size_t k = of->first[p]; k < of->first[p + 1];) k = step_of_sector(of, at, p, k);
}

static cohong_status step_alone(game *of, desk *at, size_t p, cohong_error *error)
{
    cohong_linear_solve how;
    double *worth = of->worth + p * of->length;
    cohong_status status = adjoint_solve(at->gradient, right_side_of_player(of, at, p), worth, &how, error);
    if (status != COHONG_OK) return status;
    step_of_player(of, at, p);
    return COHONG_OK;
}

/* Players from p on, up to eight, whose adjoints are solved together; *p is left at the one that failed. */
static cohong_status step_together(game *of, desk *at, size_t *p, cohong_error *error)
{
    panel *eight;
    cohong_linear_solve how;
    size_t first = *p, end = first + LANES < of->player_count ? first + LANES : of->player_count;
    cohong_status status = gradient_panel(at->gradient, &eight, error);
    if (status != COHONG_OK) return status;
    panel_begin(eight);
    for (size_t q = first; q < end; q++)
        panel_set(eight, q - first, right_side_of_player(of, at, q), of->worth + q * of->length);
    panel_solve(eight);
    for (; *p < end; ++*p) {
        status = panel_take(eight, *p - first, of->worth + *p * of->length, at->gradient, &how, error);
        if (status != COHONG_OK) return status;
        step_of_player(of, at, *p);
    }
    return COHONG_OK;
}

/* ---- on all threads */

/* Games of fewer players would leave lanes of eight empty, and threads idle. */
enum { FEW_PLAYERS = LANES - 1 };

static size_t players_a_task(const game *of)
{
    return of->player_count > FEW_PLAYERS ? LANES : 1;
}

size_t step_task_count(const game *of)
{
    return (of->player_count + players_a_task(of) - 1) / players_a_task(of);
}

typedef struct stepping {
    game *of;
    double accuracy;
} stepping;

static void step_task(void *context, size_t worker, size_t task)
{
    const stepping *s = context;
    game *of = s->of;
    desk *at = &of->desks[worker];
    cohong_error error;
    cohong_status status = COHONG_OK;
    size_t players = players_a_task(of), p = task * players;
    if (at->step != of->steps) {
        status = cohong_gradient_at(at->gradient, &of->shock, of->solution, &error);
        at->step = of->steps;
        at->failed = of->player_count;
    }
    at->gradient->tolerance = s->accuracy;
    if (status == COHONG_OK && players == 1) status = step_alone(of, at, p, &error);
    if (status == COHONG_OK && players > 1) status = step_together(of, at, &p, &error);
    if (status == COHONG_OK || at->failed < p) return;
    at->failed = p;
    at->error = error;
}

double game_step(game *of, double accuracy, cohong_error *error)
{
    stepping all = { of, accuracy };
    const desk *first = NULL;
    double largest = 0;
    of->steps++;
    workers_run(of->desk_count, step_task_count(of), step_task, &all);
    of->adjoints += of->player_count;
    for (const desk *at = of->desks; at < of->desks + of->desk_count; at++)
        if (at->step == of->steps && at->failed < of->player_count && (first == NULL || at->failed < first->failed))
            first = at;
    for (size_t k = 0; k < of->choice_count; k++) largest = fmax(largest, fabs(of->f[k]));
    if (first == NULL) return largest;
    *error = first->error;
    return NAN;
}
