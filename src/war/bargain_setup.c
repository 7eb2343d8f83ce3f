/* A bargain set up: who agrees on which tariffs, by which weights and against what, and where they start. */
#include <math.h>
#include <stdlib.h>

#include "base/vmath.h"
#include "model/adjoint.h"
#include "war/bargain.h"

enum { DEPTH = 12 };
static const double BALANCED = 1e-9; /* a deficit below this share of value added is none */

/* ---- what may be set */

static bool is_party(const bargain *of, size_t n)
{
    return of->terms->party == NULL || of->terms->party[n];
}

static bool is_free(const bargain *of, size_t flow)
{
    const cohong_world *base = of->model->base;
    size_t i = flow % of->N, n = flow / of->N % of->N, j = flow / of->N / of->N;
    if (i == n || !is_party(of, n) || !(base->trade[flow] > 0)) return false;
    if (!of->terms->outsiders && !is_party(of, i)) return false;
    return !of->rules->goods_only || base->sectors[j].kind == COHONG_GOODS;
}

/* Lists the clauses, by importer and sector; while counting (clauses NULL) only their numbers. */
static void list_clauses(bargain *of, size_t *flow_count)
{
    of->clause_count = *flow_count = 0;
    for (size_t row = 0; row < of->N * of->J; row++) {
        size_t n = row / of->J, j = row % of->J, first = *flow_count;
        for (size_t i = 0; i < of->N; i++) {
            size_t flow = (j * of->N + n) * of->N + i;
            if (!is_free(of, flow)) continue;
            bool joins = of->rules->most_favoured_nation && *flow_count > first;
            if (!joins && of->clauses != NULL) of->clauses[of->clause_count] = (clause){ n, j, *flow_count, 0 };
            if (!joins) of->clause_count++;
            if (of->clauses != NULL) {
                of->clauses[of->clause_count - 1].count++;
                of->flows[*flow_count] = flow;
            }
            ++*flow_count;
        }
    }
    of->padded = (of->clause_count + LANES - 1) / LANES * LANES;
}

static cohong_status check(const bargain *of, cohong_error *error)
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
        if (is_free(of, flow) && !(of->tariff[flow] >= of->rules->least && of->tariff[flow] <= of->rules->most))
            return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE,
                        "the bargain starts from a tariff of %g (sector %s, importer %s, exporter %s), outside the "
                        "bounds %g to %g",
                        of->tariff[flow], m->base->sectors[flow / m->N / m->N].code,
                        m->base->countries[flow / m->N % m->N].code, m->base->countries[flow % m->N].code,
                        of->rules->least, of->rules->most);
    return COHONG_OK;
}

/* ---- setting up */

static void layout(bargain *of, arena *from, size_t flow_count)
{
    size_t P = of->party_count, K = of->clause_count;
    double **parties[] = { &of->weight, &of->disagreement, &of->ahead, &of->multiplier, &of->frontier, &of->factor };
    double **rows[] = { &of->x, &of->g, &of->f, &of->best, &of->share, &of->metric, &of->base_weight, &of->weighted };
    of->party = arena_take(from, P, sizeof *of->party);
    of->clauses = arena_take(from, K, sizeof *of->clauses);
    of->flows = arena_take(from, flow_count, sizeof *of->flows);
    for (size_t k = 0; k < sizeof parties / sizeof *parties; k++) *parties[k] = arena_take(from, P, sizeof(double));
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) *rows[k] = arena_take(from, of->padded, sizeof(double));
    of->slope = arena_take(from, P, of->padded * sizeof(double));
    of->scaled = arena_take(from, P, of->padded * sizeof(double));
    of->slope_rows = arena_take(from, P, sizeof *of->slope_rows);
    of->scaled_rows = arena_take(from, P, sizeof *of->scaled_rows);
    of->common = arena_take(from, P, P * sizeof(double));
    of->worth = arena_take(from, P, of->length * sizeof(double));
    of->row = arena_take(from, of->model->S, sizeof(double));
    of->member = arena_take(from, of->N, sizeof(double));
    of->transfer = arena_take(from, of->N, sizeof(double));
    of->direction = arena_take(from, of->N, sizeof(double));
    of->system = arena_take(from, P + 1, (P + 2) * sizeof(double));
    of->held = arena_take(from, K, sizeof *of->held);
    anderson_layout(&of->history, from, of->padded, DEPTH);
}

static cohong_status take_memory(bargain *of, cohong_error *error)
{
    size_t flow_count;
    arena from = { 0 };
    for (size_t n = 0; n < of->N; n++) of->party_count += is_party(of, n);
    list_clauses(of, &flow_count);
    if (of->party_count < 2)
        return fail(error, COHONG_INCOMPLETE, NOWHERE, "a bargain needs two countries; found %zu", of->party_count);
    if (of->clause_count == 0)
        return fail(error, COHONG_INCOMPLETE, NOWHERE, "no party of this bargain has a tariff to set");
    layout(of, &from, flow_count);
    of->memory = from.overflow ? NULL : memory_block(from.used);
    if (of->memory == NULL) return fail_memory(error);
    from = (arena){ .block = of->memory, .size = from.used };
    layout(of, &from, flow_count);
    list_clauses(of, &flow_count);
    for (size_t n = 0, p = 0; n < of->N; n++)
        if (is_party(of, n)) of->party[p++] = n;
    for (size_t p = 0; p < of->party_count; p++) {
        of->slope_rows[p] = of->slope + p * of->padded;
        of->scaled_rows[p] = of->scaled + p * of->padded;
    }
    of->history.dots = of->model->k->dots;
    of->history.combine = of->model->k->combine;
    return COHONG_OK;
}

/* Weights as given, or the base's incomes for a sum and all alike for Nash's bargain; they sum to 1. */
static cohong_status take_terms(bargain *of, cohong_error *error)
{
    const cohong_bargain_terms *t = of->terms;
    double sum = 0;
    for (size_t p = 0; p < of->party_count; p++) {
        size_t n = of->party[p];
        bool income = t->kind == COHONG_EFFICIENT;
        double given = t->weight != NULL ? t->weight[n] : income ? of->model->accounts->income[n] : 1;
        if (!(given > 0 && given < INFINITY))
            return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "the weight of %s is %g; expected a number above 0",
                        of->model->base->countries[n].code, given);
        of->weight[p] = given;
        sum += given;
        of->disagreement[p] = log1p(t->disagreement != NULL ? t->disagreement[n] : 0);
    }
    for (size_t p = 0; p < of->party_count; p++) of->multiplier[p] = of->weight[p] /= sum;
    if (t->kind != COHONG_TAKES_ALL || (t->taker < of->N && is_party(of, t->taker))) return COHONG_OK;
    return fail(error, COHONG_UNKNOWN_NAME, NOWHERE, "who takes all has to be a party of the bargain");
}

static void weigh_clauses(bargain *of)
{
    const cohong_model *m = of->model;
    for (size_t n = 0; n < of->N; n++) of->world_income += m->accounts->income[n];
    for (size_t k = 0; k < of->clause_count; k++) {
        const clause *c = &of->clauses[k];
        double spent = 0;
        for (size_t a = c->first; a < c->first + c->count; a++)
            spent += m->base->trade[of->flows[a]] * (1 + m->base->tariff[of->flows[a]]);
        of->base_weight[k] = m->theta[c->sector] * spent / of->world_income;
        of->metric[k] = sqrt(of->base_weight[k]);
    }
}

/* Under the MFN rule the start is the mean of u, weighted by what the base imports. */
static void read_tariffs(bargain *of)
{
    for (size_t k = 0; k < of->clause_count; k++) {
        double sum = 0, imports = 0;
        for (size_t a = of->clauses[k].first; a < of->clauses[k].first + of->clauses[k].count; a++) {
            double M = of->model->base->trade[of->flows[a]];
            sum += M * log1p(of->tariff[of->flows[a]]);
            imports += M;
        }
        of->x[k] = sum / imports;
    }
}

cohong_status bargain_new(bargain *of, cohong_model *model, const cohong_shock *start, double *tariff,
                          const cohong_war_rules *rules, const cohong_bargain_terms *terms, cohong_error *error)
{
    *of = (bargain){ .model = model, .rules = rules, .terms = terms, .tariff = tariff, .N = model->N, .J = model->J };
    if (start != NULL) of->shock = *start;
    of->shock.tariff = tariff;
    of->length = model->point_length;
    cohong_status status = check(of, error);
    if (status == COHONG_OK) status = take_memory(of, error);
    if (status == COHONG_OK) status = take_terms(of, error);
    if (status == COHONG_OK) status = cohong_gradient_new(model, &of->gradient, error);
    struct panel *eight; /* so that a step allocates nothing */
    if (status == COHONG_OK) status = gradient_panel(of->gradient, &eight, error);
    if (status == COHONG_OK) status = cohong_solution_new(model, true, &of->solution, error);
    if (status != COHONG_OK) {
        bargain_free(of);
        return status;
    }
    weigh_clauses(of);
    read_tariffs(of);
    return COHONG_OK;
}

void bargain_free(bargain *of)
{
    cohong_gradient_free(of->gradient);
    cohong_solution_free(of->solution);
    free(of->memory);
    of->gradient = NULL;
    of->solution = NULL;
    of->memory = NULL;
}
