/* The observed path of a trade war: every step that a country took, beside the one that would have been best for it.
 *   partners of n     countries on which some tariff of n moves on the path
 *   mean tariff of n  sum of t(j,n,i) M(j,n,i) / sum of M(j,n,i) over its partners i and over goods j, M base trade
 *   best response     of n's tariffs on goods of its partners, to the others' tariffs of the same day
 * Welfare is exact; the base is what it is counted against. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/economy.h"

/* A path being computed. */
typedef struct tour {
    cohong_model *model;
    const cohong_rounds *rounds;
    const cohong_war_rules *rules;
    cohong_war_path *to;
    bool *partner; /* N x N; importer's */
    size_t N, J;
    cohong_error *error;
} tour;

void cohong_war_path_free(cohong_war_path *path)
{
    if (path == NULL) return;
    free(path->memory);
    free(path->moves);
    free(path);
}

static void layout(tour *t, arena *from)
{
    t->to->welfare = arena_take(from, t->rounds->count, t->N * sizeof(double));
    t->to->mean = arena_take(from, t->rounds->count, t->N * sizeof(double));
    t->to->side = arena_take(from, t->N, sizeof(bool));
    t->partner = arena_take(from, t->N, t->N * sizeof(bool));
}

static cohong_status take_memory(tour *t)
{
    arena from = { 0 };
    t->to = calloc(1, sizeof *t->to);
    if (t->to == NULL) return fail_memory(t->error);
    layout(t, &from);
    t->to->memory = from.overflow ? NULL : memory_block(from.used);
    t->to->moves = calloc(t->rounds->count, t->N * sizeof *t->to->moves);
    if (t->to->memory == NULL || t->to->moves == NULL) return fail_memory(t->error);
    from = (arena){ .block = t->to->memory, .size = from.used };
    layout(t, &from);
    return COHONG_OK;
}

/* ---- who is in it */

static bool is_goods(const tour *t, size_t j)
{
    return cohong_model_base(t->model)->sectors[j].kind == COHONG_GOODS;
}

/* Whether a tariff of n on i moves into a round. */
static bool pair_moves(const tour *t, size_t round, size_t n, size_t i)
{
    for (size_t j = 0; j < t->J; j++) {
        size_t at = (j * t->N + n) * t->N + i;
        if (is_goods(t, j) && t->rounds->tariff[round][at] != t->rounds->tariff[round - 1][at]) return true;
    }
    return false;
}

static void find_sides(tour *t)
{
    for (size_t round = 1; round < t->rounds->count; round++)
        for (size_t n = 0; n < t->N; n++)
            for (size_t i = 0; i < t->N; i++)
                if (i != n && pair_moves(t, round, n, i)) t->partner[n * t->N + i] = t->to->side[n] = true;
}

static bool country_moves(const tour *t, size_t round, size_t n)
{
    for (size_t i = 0; i < t->N; i++)
        if (t->partner[n * t->N + i] && pair_moves(t, round, n, i)) return true;
    return false;
}

static double mean_tariff(const tour *t, const double *tariff, size_t n)
{
    const double *M = cohong_model_base(t->model)->trade;
    double sum = 0, imports = 0;
    for (size_t j = 0; j < t->J; j++)
        for (size_t i = 0; is_goods(t, j) && i < t->N; i++) {
            size_t at = (j * t->N + n) * t->N + i;
            if (!t->partner[n * t->N + i]) continue;
            sum += tariff[at] * M[at];
            imports += M[at];
        }
    return sum / imports; /* NAN without partners */
}

/* ---- rounds and moves */

static cohong_status solve_round(tour *t, size_t round, cohong_solution *solution)
{
    cohong_shock shock = t->rounds->scenario->shock;
    cohong_case of = { t->model, &shock, solution };
    char day[COHONG_DATE_SIZE];
    shock.tariff = t->rounds->tariff[round];
    cohong_status status = cohong_model_solve(t->model, &shock, solution, t->error);
    if (status != COHONG_OK) return status;
    if (solution->outcome != COHONG_CONVERGED)
        return fail(t->error, COHONG_OUT_OF_DOMAIN, NOWHERE, "there is no equilibrium under the tariffs of %s: %s",
                    cohong_date_write(t->rounds->on[round], day), solution->why);
    for (size_t n = 0; n < t->N; n++) {
        t->to->welfare[round * t->N + n] = cohong_measure_find("welfare")->of(&of, n);
        t->to->mean[round * t->N + n] = mean_tariff(t, shock.tariff, n);
    }
    return COHONG_OK;
}

static cohong_status add_move(tour *t, size_t round, size_t n)
{
    cohong_war_move *move = &t->to->moves[t->to->move_count];
    cohong_shock shock = t->rounds->scenario->shock;
    cohong_war_rules rules = *t->rules;
    cohong_war *war = NULL;
    rules.goods_only = true;
    rules.exporter = t->partner + n * t->N;
    shock.tariff = t->rounds->tariff[round];
    cohong_status status = cohong_best_response(t->model, &shock, n, &rules, &war, t->error);
    if (status != COHONG_OK) return status;
    *move = (cohong_war_move){ .round = round,
                               .country = n,
                               .before = t->to->mean[(round - 1) * t->N + n],
                               .set = t->to->mean[round * t->N + n],
                               .best = mean_tariff(t, war->tariff, n),
                               .best_welfare = war->welfare[n],
                               .gain = war->largest_gain,
                               .outcome = war->outcome };
    memcpy(move->why, war->why, sizeof move->why);
    t->to->move_count++;
    cohong_war_free(war);
    return COHONG_OK;
}

static cohong_status follow(tour *t)
{
    cohong_solution *solution = NULL;
    cohong_status status = cohong_solution_new(t->model, true, &solution, t->error);
    for (size_t round = 0; status == COHONG_OK && round < t->rounds->count; round++) {
        status = solve_round(t, round, solution);
        for (size_t n = 0; status == COHONG_OK && round > 0 && n < t->N; n++)
            if (country_moves(t, round, n)) status = add_move(t, round, n);
    }
    cohong_solution_free(solution);
    return status;
}

static cohong_status check_kinds(const tour *t)
{
    const cohong_world *base = cohong_model_base(t->model);
    for (size_t j = 0; j < t->J; j++)
        if (base->sectors[j].kind == COHONG_KIND_UNKNOWN)
            return fail(
                t->error, COHONG_INCOMPLETE, NOWHERE,
                "a path is one of tariffs on goods: the world does not say whether sector %s is goods or services",
                base->sectors[j].code);
    return COHONG_OK;
}

cohong_status cohong_war_path_new(cohong_model *model, const cohong_rounds *rounds, const cohong_war_rules *rules,
                                  cohong_war_path **path, cohong_error *error)
{
    const cohong_world *base = cohong_model_base(model);
    cohong_war_rules defaults = cohong_war_rules_default();
    tour t = { .model = model,
               .rounds = rounds,
               .rules = rules != NULL ? rules : &defaults,
               .N = base->country_count,
               .J = base->sector_count,
               .error = error };
    *path = NULL;
    cohong_status status = check_kinds(&t);
    if (status == COHONG_OK) status = take_memory(&t);
    if (status == COHONG_OK) find_sides(&t);
    if (status == COHONG_OK) status = follow(&t);
    if (status == COHONG_OK)
        *path = t.to;
    else
        cohong_war_path_free(t.to);
    return status;
}
