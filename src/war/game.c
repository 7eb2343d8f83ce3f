/* The choices of a game: who sets what, the tariffs that they make, and the equilibrium there. */
#include "war/game.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/vmath.h"
#include "base/workers.h"

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

/* The choices of importer n in sector j. */
static void list_row(game *of, const bool *player, size_t j, size_t n, size_t *flow_count)
{
    size_t first = *flow_count;
    for (size_t i = 0; i < of->N; i++) {
        size_t flow = (j * of->N + n) * of->N + i;
        if (!is_free(of, player, flow)) continue;
        if (!of->rules->most_favoured_nation || *flow_count == first) {
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
            for (size_t j = 0; game_together(of, member, n) && j < of->J; j++)
                list_row(of, player, j, member, flow_count);
        if (of->choice_count == before) continue;
        if (of->choices != NULL) {
            of->player[of->player_count] = n;
            of->first[of->player_count] = before;
            of->first[of->player_count + 1] = of->choice_count;
        }
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
    of->first = arena_take(from, of->player_count + 1, sizeof *of->first);
    of->worth = arena_take(from, of->player_count, of->length * sizeof(double));
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) *rows[k] = arena_take(from, of->padded, sizeof(double));
    of->promise = arena_take(from, of->player_count, sizeof(double));
    of->ones = arena_take(from, of->N, sizeof(double));
    of->mean = arena_take(from, 2 * of->N, sizeof(double));
    of->member = arena_take(from, of->N, sizeof(bool));
    of->mover = arena_take(from, of->N, sizeof(bool));
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

/* A desk for each thread that can be of use. */
static cohong_status take_desks(game *of, cohong_error *error)
{
    size_t wanted = workers_wanted(of->rules->threads, step_task_count(of));
    of->desks = calloc(wanted, sizeof *of->desks);
    if (of->desks == NULL) return fail_memory(error);
    cohong_status status = COHONG_OK;
    for (; status == COHONG_OK && of->desk_count < wanted; of->desk_count++)
        status = desk_new(&of->desks[of->desk_count], of->model, error);
    of->gradient = of->desks[0].gradient;
    return status;
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
    if (status == COHONG_OK) status = take_desks(of, error);
    if (status == COHONG_OK) status = cohong_solution_new(model, true, &of->solution, error);
    if (status == COHONG_OK)
        game_read_tariffs(of);
    else
        game_free(of);
    return status;
}

cohong_status game_alone(game *of, const game *among, size_t p, cohong_model *model, cohong_solution *solution,
                         desk *at, double *tariff, const cohong_war_rules *rules, cohong_error *error)
{
    *of = *among;
    of->model = model;
    of->rules = rules;
    of->tariff = tariff;
    of->shock.tariff = tariff;
    of->solution = solution;
    of->desks = at;
    of->desk_count = 1;
    of->gradient = at->gradient;
    of->lent = true;
    of->choices = NULL;
    of->memory = NULL;
    of->solves = of->adjoints = of->steps = at->step = 0;
    memset(at->member, 0, of->N * sizeof *at->member);
    game_mark(among, among->player[p], at->member, true);
    cohong_status status = take_memory(of, at->member, error);
    game_mark(among, among->player[p], at->member, false);
    if (status != COHONG_OK) return status;
    choose_payoff(of);
    game_mark(among, among->player[p], of->mover, true);
    of->knows_mover = true;
    memcpy(of->worth, among->worth + p * of->length, of->length * sizeof *of->worth);
    game_read_tariffs(of);
    return COHONG_OK;
}

void game_free(game *of)
{
    for (size_t k = 0; !of->lent && k < of->desk_count; k++) desk_free(&of->desks[k]);
    if (!of->lent) {
        free(of->desks);
        cohong_solution_free(of->solution);
    }
    free(of->memory);
    of->gradient = NULL;
    of->desks = NULL;
    of->desk_count = 0;
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
    double tolerance = fmax(of->accuracy, of->model->settings.tolerance);
    cohong_status status = model_solve_again(of->model, &of->shock, of->knows_mover ? of->mover : NULL, tolerance,
                                             of->solution, &error);
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
