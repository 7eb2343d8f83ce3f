/* The choices of a game, and one step of all players.
 *   u = ln(1+t');   step = H^-1 d ln W(n)/du, no larger than 1/4,
 *   H = X' v (theta diag(pi') - (theta-1) pi' pi'^T) for the tariffs of one importer on one sector,
 * v = 1/I'(n), or what income is worth to another payoff:
 * the curvature of welfare when flows answer to tariffs with elasticity theta within the sector and 1 (Cobb-Douglas) across sectors.
 * Its diagonal is what makes flows of every size come to rest in the same number of steps; the rank-one part, inverted by the formula
 * of Sherman and Morrison, does the same for tariffs that rise together where little is bought at home. */
#include "war/game.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/vmath.h"

enum { DEPTH = 12 };
static const double BALANCED = 1e-9; /* a deficit below this share of value added is none */

/* ---- what may be set */

static bool is_free(const game *of, const bool *player, size_t flow)
{
    const cohong_world *base = of->model->base;
    size_t i = flow % of->N, n = flow / of->N % of->N, j = flow / of->N / of->N;
    if (i == n || (player != NULL && !player[n]) || !(base->trade[flow] > 0)) return false;
    if (game_together(of, i, n) && !of->rules->bloc_inside) return false;
    if (of->rules->exporter != NULL && !of->rules->exporter[i]) return false;
    return !of->rules->goods_only || base->sectors[j].kind == COHONG_GOODS;
}

/* The choices of one importer. */
static void list_importer(game *of, const bool *player, size_t n, size_t *flow_count)
{
    for (size_t j = 0; j < of->J; j++)
        for (size_t i = 0, first = *flow_count; i < of->N; i++) {
            size_t flow = (j * of->N + n) * of->N + i;
            if (!is_free(of, player, flow)) continue;
            bool joins = of->rules->most_favoured_nation && *flow_count > first;
            if (!joins) {
                if (of->choices != NULL) of->choices[of->choice_count] = (choice){ j, n, *flow_count, 0 };
                of->choice_count++;
            }
            if (of->choices != NULL) {
                of->choices[of->choice_count - 1].count++;
                of->flows[*flow_count] = flow;
            }
            ++*flow_count;
        }
}

static bool leads(const game *of, size_t n)
{
    for (size_t earlier = 0; earlier < n; earlier++)
        if (game_together(of, earlier, n)) return false;
    return true;
}

/* Lists the choices, those of a bloc together; while counting (choices NULL) only their numbers. */
static void list_choices(game *of, const bool *player, size_t *flow_count)
{
    of->choice_count = *flow_count = of->player_count = 0;
    for (size_t n = 0; n < of->N; n++) {
        size_t before = of->choice_count;
        for (size_t member = n; leads(of, n) && member < of->N; member++)
            if (game_together(of, member, n)) list_importer(of, player, member, flow_count);
        if (of->choice_count == before) continue;
        if (of->player != NULL) of->player[of->player_count] = n;
        of->player_count++;
    }
    of->padded = (of->choice_count + LANES - 1) / LANES * LANES;
}

/* ---- setting up */

static cohong_status check_game(const game *of, const bool *player, cohong_error *error)
{
    const cohong_model *m = of->model;
    for (size_t n = 0; n < m->N; n++)
        if (fabs(m->base_deficit[n]) > BALANCED * m->value_added[n])
            return fail(error, COHONG_UNSUPPORTED, NOWHERE,
                        "a game needs a base without trade deficits, and %s has one of %.4g: purge them with "
                        "deficits = \"zero\"",
                        m->base->countries[n].code, m->base_deficit[n]);
    for (size_t j = 0; of->rules->goods_only && j < m->J; j++)
        if (m->base->sectors[j].kind == COHONG_KIND_UNKNOWN)
            return fail(error, COHONG_INCOMPLETE, NOWHERE,
                        "goods only: the world does not say whether sector %s is goods or services",
                        m->base->sectors[j].code);
    for (size_t flow = 0; flow < m->J * m->N * m->N; flow++)
        if (is_free(of, player, flow) && !(of->tariff[flow] >= of->rules->least && of->tariff[flow] <= of->rules->most))
            return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE,
                        "the game starts from a tariff of %g (sector %s, importer %s, exporter %s), outside the bounds "
                        "%g to %g",
                        of->tariff[flow], m->base->sectors[flow / m->N / m->N].code,
                        m->base->countries[flow / m->N % m->N].code, m->base->countries[flow % m->N].code,
                        of->rules->least, of->rules->most);
    return COHONG_OK;
}

static void layout(game *of, arena *from, size_t flow_count)
{
    double **rows[] = { &of->x, &of->g, &of->f, &of->best };
    of->choices = arena_take(from, of->choice_count, sizeof *of->choices);
    of->flows = arena_take(from, flow_count, sizeof *of->flows);
    of->player = arena_take(from, of->player_count, sizeof *of->player);
    of->worth = arena_take(from, of->player_count, of->length * sizeof(double));
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) *rows[k] = arena_take(from, of->padded, sizeof(double));
    of->promise = arena_take(from, of->player_count, sizeof(double));
    of->ones = arena_take(from, of->N, sizeof(double));
    of->mean = arena_take(from, 2 * of->N, sizeof(double));
    of->member = arena_take(from, of->N, sizeof(bool));
    of->row = arena_take(from, of->model->S, sizeof(double));
    anderson_layout(&of->history, from, of->padded, DEPTH);
}

static cohong_status take_memory(game *of, const bool *player, cohong_error *error)
{
    size_t flow_count;
    arena from = { 0 };
    list_choices(of, player, &flow_count);
    if (of->choice_count == 0)
        return fail(error, COHONG_INCOMPLETE, NOWHERE, "no player of this game has a tariff to set");
    layout(of, &from, flow_count);
    of->memory = from.overflow ? NULL : memory_block(from.used);
    if (of->memory == NULL) return fail_memory(error);
    from = (arena){ .block = of->memory, .size = from.used };
    layout(of, &from, flow_count);
    list_choices(of, player, &flow_count);
    of->history.dots = of->model->k->dots;
    of->history.combine = of->model->k->combine;
    return COHONG_OK;
}

/* Without another payoff each country cares for its welfare. */
static void choose_payoff(game *of)
{
    for (size_t n = 0; n < of->N; n++) of->ones[n] = 1;
    of->payoff = of->rules->payoff != NULL ? *of->rules->payoff : (cohong_objective){ .welfare = of->ones };
    game_share_payoff(of);
}

cohong_status game_new(game *of, cohong_model *model, const cohong_shock *start, double *tariff,
                       const cohong_war_rules *rules, const bool *player, cohong_error *error)
{
    *of = (game){ .model = model, .rules = rules, .tariff = tariff, .N = model->N, .J = model->J };
    if (start != NULL) of->shock = *start;
    of->shock.tariff = tariff;
    of->length = model->point_length;
    cohong_status status = check_game(of, player, error);
    if (status == COHONG_OK) status = game_check_blocs(of, player, error);
    if (status == COHONG_OK) status = take_memory(of, player, error);
    if (status == COHONG_OK) choose_payoff(of);
    if (status == COHONG_OK) status = cohong_gradient_new(model, &of->gradient, error);
    if (status == COHONG_OK) status = cohong_solution_new(model, true, &of->solution, error);
    if (status == COHONG_OK)
        game_read_tariffs(of);
    else
        game_free(of);
    return status;
}

void game_free(game *of)
{
    cohong_gradient_free(of->gradient);
    cohong_solution_free(of->solution);
    free(of->memory);
    of->gradient = NULL;
    of->solution = NULL;
    of->memory = NULL;
}

/* ---- tariffs */

/* Under the MFN rule the start is the mean of ln(1+t'), weighted by what the base imports. */
void game_read_tariffs(game *of)
{
    for (size_t k = 0; k < of->choice_count; k++) {
        const choice *c = &of->choices[k];
        double sum = 0, imports = 0;
        for (size_t a = c->first; a < c->first + c->count; a++) {
            double M = of->model->base->trade[of->flows[a]];
            sum += M * log1p(of->tariff[of->flows[a]]);
            imports += M;
        }
        of->x[k] = sum / imports;
    }
}

void game_write_tariffs(game *of, const double *x)
{
    for (size_t k = 0; k < of->choice_count; k++)
        for (size_t a = of->choices[k].first; a < of->choices[k].first + of->choices[k].count; a++)
            of->tariff[of->flows[a]] = fmax(of->rules->least, fmin(of->rules->most, expm1(x[k])));
}

bool game_solve(game *of, const double *x)
{
    game_write_tariffs(of, x);
    of->solves++;
    cohong_error error;
    cohong_status status = cohong_model_solve(of->model, &of->shock, of->solution, &error);
    if (status != COHONG_OK) {
        of->solution->outcome = COHONG_NO_SOLUTION;
        memcpy(of->solution->why, error.message, sizeof of->solution->why - 1);
        of->solution->why[sizeof of->solution->why - 1] = '\0';
    }
    return of->solution->outcome == COHONG_CONVERGED;
}

double game_log_welfare(game *of, size_t country)
{
    cohong_objective own = { .welfare = of->ones };
    of->member[country] = true;
    double value = objective_value(of->model, of->solution, &own, of->member);
    of->member[country] = false;
    return value;
}

double game_payoff(game *of, size_t country)
{
    game_mark(of, country, of->member, true);
    double value = objective_value(of->model, of->solution, &of->payoff, of->member);
    game_mark(of, country, of->member, false);
    return value;
}

/* ---- a step */

/* Slopes of a choice in f, and what the country spends on its flows in g. Answers the spending. */
static double slope_of(game *of, size_t k)
{
    const choice *c = &of->choices[k];
    of->f[k] = of->g[k] = 0;
    for (size_t a = c->first; a < c->first + c->count; a++) {
        size_t flow = of->flows[a];
        of->f[k] += of->row[flow % of->N];
        of->g[k] += of->solution->trade[flow] * (1 + of->tariff[flow]);
    }
    return of->g[k];
}

/* The steps of one player in one sector, whose choices begin at `first`; answers where the next ones begin. */
static size_t step_of_sector(game *of, size_t p, size_t first)
{
    size_t n = of->choices[first].player, j = of->choices[first].sector, next = first;
    double low = log1p(of->rules->least), high = log1p(of->rules->most), spent = 0, slopes = 0;
    double X = of->solution->expenditure[j * of->N + n], theta = of->model->theta[j];
    double worth = objective_scale(of->gradient, &of->payoff, n);
    adjoint_tariff_row(of->gradient, j, n, of->row);
    for (; next < of->choice_count && of->choices[next].player == n && of->choices[next].sector == j; next++) {
        spent += slope_of(of, next);
        slopes += of->f[next];
    }
    double within = (theta - 1) / theta, common = within * slopes / (X - within * spent);
    for (size_t k = first; k < next; k++) {
        double step = of->g[k] > 0 && worth > 0 ? (of->f[k] / of->g[k] + common) / (theta * worth) : 0;
        double slope = of->f[k];
        step = fmax(-LARGEST_STEP, fmin(LARGEST_STEP, step));
        of->g[k] = fmax(low, fmin(high, of->x[k] + step));
        of->f[k] = of->g[k] - of->x[k];
        of->promise[p] += slope * of->f[k];
    }
    return next;
}

static cohong_status step_of_player(game *of, size_t p, size_t *first, cohong_error *error)
{
    cohong_linear_solve how;
    double *worth = of->worth + p * of->length;
    game_mark(of, of->player[p], of->member, true);
    adjoint_right_side(of->gradient, &of->payoff, of->member, of->gradient->right.all);
    game_mark(of, of->player[p], of->member, false);
    cohong_status status = adjoint_solve(of->gradient, of->gradient->right.all, worth, &how, error);
    if (status != COHONG_OK) return status;
    of->adjoints++;
    adjoint_use(of->gradient, worth);
    of->promise[p] = 0;
    while (*first < of->choice_count && game_together(of, of->choices[*first].player, of->player[p]))
        *first = step_of_sector(of, p, *first);
    return COHONG_OK;
}

double game_step(game *of, double accuracy, cohong_error *error)
{
    size_t first = 0;
    double largest = 0;
    cohong_status status = cohong_gradient_at(of->gradient, &of->shock, of->solution, error);
    of->gradient->tolerance = accuracy;
    for (size_t p = 0; status == COHONG_OK && p < of->player_count; p++) status = step_of_player(of, p, &first, error);
    for (size_t k = 0; k < of->choice_count; k++) largest = fmax(largest, fabs(of->f[k]));
    return status == COHONG_OK ? largest : NAN;
}
