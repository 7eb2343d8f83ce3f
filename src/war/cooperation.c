/* Bargains over one scenario side by side (cohong_cooperate). The disagreement of all of them is the equilibrium under the scenario's tariffs, or
 * that with the parties' tariffs on each other at 0. */
#include "war/cooperation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

cohong_status cooperation_new(const cohong_scenario *scenario, cohong_model *model, cooperation *to,
                              cohong_error *error)
{
    size_t N = scenario->world->country_count;
    *to = (cooperation){ .scenario = scenario, .model = model, .N = N, .kind = COHONG_BARGAIN_COUNT };
    to->rules = cohong_war_rules_default();
    to->party = calloc(N, sizeof *to->party);
    to->disagreement = calloc(N, sizeof *to->disagreement);
    to->treaties = calloc(COHONG_BARGAIN_COUNT + N, sizeof *to->treaties);
    to->terms.party = to->party;
    bool whole = to->party != NULL && to->disagreement != NULL && to->treaties != NULL;
    return whole ? COHONG_OK : fail_memory(error);
}

cohong_status cooperation_weigh(cooperation *of, cohong_error *error)
{
    if (of->weight == NULL) of->weight = calloc(of->N, sizeof *of->weight);
    if (of->weight == NULL) return fail_memory(error);
    for (size_t n = 0; n < of->N; n++) of->weight[n] = 1;
    return COHONG_OK;
}

void cooperation_free(cooperation *of)
{
    for (size_t k = 0; of->treaties != NULL && k < COHONG_BARGAIN_COUNT + of->N; k++)
        cohong_treaty_free(of->treaties[k]);
    free(of->treaties);
    free(of->party);
    free(of->weight);
    free(of->disagreement);
    *of = (cooperation){ 0 };
}

/* ---- without agreement */

static double *tariffs_without(const cooperation *of)
{
    const cohong_world *base = cohong_model_base(of->model);
    const double *given = of->scenario->shock.tariff != NULL ? of->scenario->shock.tariff : base->tariff;
    size_t cells = base->sector_count * of->N * of->N;
    double *tariff = malloc(cells * sizeof *tariff);
    for (size_t at = 0; tariff != NULL && at < cells; at++)
        tariff[at] = of->free_trade && of->party[at % of->N] && of->party[at / of->N % of->N] ? 0 : given[at];
    return tariff;
}

static cohong_status find_disagreement(cooperation *of, cohong_error *error)
{
    cohong_shock shock = of->scenario->shock;
    cohong_solution *solution = NULL;
    double *tariff = tariffs_without(of);
    if (tariff == NULL) return fail_memory(error);
    shock.tariff = tariff;
    cohong_status status = cohong_solution_new(of->model, true, &solution, error);
    if (status == COHONG_OK) status = cohong_model_solve(of->model, &shock, solution, error);
    cohong_case solved = { of->model, &shock, solution };
    if (status == COHONG_OK && solution->outcome != COHONG_CONVERGED)
        snprintf(of->why, sizeof of->why, "no equilibrium without agreement: %.200s", solution->why);
    for (size_t n = 0; status == COHONG_OK && of->why[0] == '\0' && n < of->N; n++)
        of->disagreement[n] = cohong_measure_find("welfare")->of(&solved, n);
    of->terms.disagreement = of->disagreement;
    cohong_solution_free(solution);
    free(tariff);
    return status;
}

/* ---- agreements */

static cohong_status agree(cooperation *of, cohong_bargain_kind kind, size_t slot, cohong_error *error)
{
    of->terms.kind = kind;
    return cohong_cooperate(of->model, &of->scenario->shock, &of->terms, &of->rules, &of->treaties[slot], error);
}

cohong_status cooperation_find(cooperation *of, cohong_error *error)
{
    bool all = of->kind == COHONG_BARGAIN_COUNT;
    cohong_status status = find_disagreement(of, error);
    if (status != COHONG_OK || of->why[0] != '\0') return status;
    of->terms.weight = of->weight;
    for (int kind = 0; status == COHONG_OK && kind < COHONG_BARGAIN_COUNT; kind++)
        if (of->kind == kind || (all && kind != COHONG_TAKES_ALL))
            status = agree(of, (cohong_bargain_kind)kind, (size_t)kind, error);
    for (size_t n = 0; status == COHONG_OK && all && n < of->N; n++) {
        if (!of->party[n]) continue;
        of->terms.taker = n;
        status = agree(of, COHONG_TAKES_ALL, COHONG_BARGAIN_COUNT + n, error);
    }
    return status;
}
