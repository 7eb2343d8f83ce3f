/* Retaliation by every rule (cohong_retaliate) beside two equilibria that are no rule's: without an answer, where the tariffs of the two countries'
 * own quarrel are those of the base on the side that answers, and with the answer that the scenario itself has. */
#include "war/replies.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "war/retaliate.h"

void replies_free(replies *of)
{
    for (size_t k = 0; k < COHONG_RETALIATION_COUNT; k++) cohong_retaliation_free(of->by_rule[k]);
    free(of->plain[0]);
    free(of->plain[1]);
    *of = (replies){ 0 };
}

double replies_world_welfare(const replies *of, const double *welfare)
{
    const double *income = cohong_model_base_accounts(of->model)->income;
    double sum = 0, all = 0;
    for (size_t n = 0; n < cohong_model_base(of->model)->country_count; n++)
        sum += income[n] * welfare[n], all += income[n];
    return sum / all;
}

/* Persons that change sectors, and by how many employment moves, in the two countries. */
static void count_jobs(const replies *of, const cohong_solution *solution, reply *row)
{
    const cohong_world *base = cohong_model_base(of->model);
    size_t N = base->country_count, cells = base->sector_count * N, who[2] = { of->terms.by, of->terms.against };
    double *change = calloc(cells, sizeof *change), *after = calloc(cells, sizeof *after);
    bool counted = change != NULL && after != NULL && base->employment != NULL &&
                   cohong_jobs_reallocated(of->model, solution, change, after, NULL) == COHONG_OK;
    for (size_t k = 0; k < 2; k++) {
        row->reallocated[k] = row->moved[k] = counted ? 0 : NAN;
        for (size_t at = who[k]; counted && at < cells; at += N) {
            row->reallocated[k] += change[at] < 0 ? -change[at] : isnan(change[at]) ? NAN : 0;
            row->moved[k] += after[at] - base->employment[at];
        }
    }
    free(change);
    free(after);
}

/* ---- equilibria of no rule */

static double *plain_tariffs(const replies *of, bool answered)
{
    const cohong_world *base = cohong_model_base(of->model);
    const double *given = of->scenario->shock.tariff != NULL ? of->scenario->shock.tariff : base->tariff;
    size_t N = base->country_count, cells = base->sector_count * N * N;
    double *tariff = malloc(cells * sizeof *tariff);
    if (tariff == NULL) return NULL;
    memcpy(tariff, given, cells * sizeof *tariff);
    for (size_t j = 0; !answered && j < base->sector_count; j++) {
        size_t at = (j * N + of->terms.by) * N + of->terms.against;
        tariff[at] = base->tariff[at];
    }
    return tariff;
}

static void put_plain(replies *of, const cohong_shock *shock, const cohong_solution *solution, double *welfare,
                      reply *row)
{
    cohong_case solved = { of->model, shock, solution };
    if (solution->outcome != COHONG_CONVERGED) {
        snprintf(row->why, sizeof row->why, "no equilibrium: %.250s", solution->why);
        return;
    }
    for (size_t n = 0; n < cohong_model_base(of->model)->country_count; n++)
        welfare[n] = cohong_measure_find("welfare")->of(&solved, n);
    row->welfare = welfare;
    count_jobs(of, solution, row);
}

/* Whether the scenario has an answer of its own. */
static bool has_own_answer(const replies *of)
{
    const cohong_world *base = cohong_model_base(of->model);
    const double *tariff = of->scenario->shock.tariff;
    size_t N = base->country_count;
    for (size_t j = 0; tariff != NULL && j < base->sector_count; j++) {
        size_t at = (j * N + of->terms.by) * N + of->terms.against;
        if (base->trade[at] > 0 && tariff[at] != base->tariff[at]) return true;
    }
    return false;
}

static cohong_status goes_on(const replies *of, cohong_error *error)
{
    size_t rules = of->rule == COHONG_RETALIATION_COUNT ? COHONG_RETALIATION_COUNT : 1;
    if (of->progress == NULL || of->progress(of->context, of->count, rules + 1 + has_own_answer(of))) return COHONG_OK;
    return fail(error, COHONG_STOPPED, NOWHERE, "the answers were stopped");
}

static cohong_status add_plain(replies *of, bool answered, const char *name, cohong_error *error)
{
    cohong_shock shock = of->scenario->shock;
    cohong_solution *solution = NULL;
    double *tariff = plain_tariffs(of, answered);
    of->plain[answered] = calloc(cohong_model_base(of->model)->country_count, sizeof *of->plain[answered]);
    cohong_status status = tariff != NULL && of->plain[answered] != NULL ? goes_on(of, error) : fail_memory(error);
    shock.tariff = tariff;
    if (status == COHONG_OK) status = cohong_solution_new(of->model, true, &solution, error);
    if (status == COHONG_OK) status = cohong_model_solve(of->model, &shock, solution, error);
    if (status == COHONG_OK) {
        of->rows[of->count] = (reply){ .name = name };
        put_plain(of, &shock, solution, of->plain[answered], &of->rows[of->count++]);
    }
    cohong_solution_free(solution);
    free(tariff);
    return status;
}

/* ---- rules */

static cohong_status add_rule(replies *of, cohong_retaliation_rule rule, cohong_error *error)
{
    reply *row = &of->rows[of->count];
    cohong_error wrong = { 0 };
    cohong_status status = goes_on(of, error);
    if (status != COHONG_OK) return status;
    status = cohong_retaliate(of->model, &of->scenario->shock, &of->terms, rule, &of->by_rule[rule], &wrong);
    bool beside_others = of->rule == COHONG_RETALIATION_COUNT;
    bool tolerated = status == COHONG_OUT_OF_DOMAIN || (beside_others && status == COHONG_UNSUPPORTED);
    if (status != COHONG_OK && !tolerated) {
        if (error != NULL) *error = wrong;
        return status;
    }
    *row = (reply){ .name = cohong_retaliation_name(rule) };
    of->count++;
    if (status != COHONG_OK) {
        snprintf(row->why, sizeof row->why, "%.300s", wrong.message);
        return COHONG_OK;
    }
    const cohong_retaliation *found = of->by_rule[rule];
    of->attack = found->attack;
    of->available = found->available;
    if (found->solution->outcome != COHONG_CONVERGED) {
        snprintf(row->why, sizeof row->why, "no equilibrium: %.250s", found->solution->why);
        return COHONG_OK;
    }
    row->welfare = found->welfare;
    row->hit = &found->answer;
    count_jobs(of, found->solution, row);
    return COHONG_OK;
}

cohong_status replies_find(replies *of, cohong_error *error)
{
    cohong_status status = retaliation_check(cohong_model_base(of->model), &of->terms, of->rule, error);
    if (status == COHONG_OK) status = add_plain(of, false, "none", error);
    if (status == COHONG_OK && has_own_answer(of)) status = add_plain(of, true, "as in the scenario", error);
    for (int rule = 0; status == COHONG_OK && rule < COHONG_RETALIATION_COUNT; rule++)
        if (of->rule == COHONG_RETALIATION_COUNT || of->rule == rule)
            status = add_rule(of, (cohong_retaliation_rule)rule, error);
    return status;
}
