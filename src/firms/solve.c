/* A solve: room, choices of all firms, and the answer with what follows from its sums. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/vmath.h"
#include "firms/blocks.h"
#include "firms/run.h"
#include "firms/shocks.h"

static bool has_congestion(const cohong_firms *firms)
{
    for (size_t m = 0; m < firms->market_count; m++)
        if (firms->markets[m].congestion > 0) return true;
    return false;
}

static void layout(firms_run *run, arena *from)
{
    size_t M = run->firms->market_count, G = run->firms->group_count;
    run->lines = arena_take(from, 2 * G * M, sizeof *run->lines);
    run->visibility = arena_take(from, M, sizeof(double));
    run->tried_visibility = arena_take(from, M, sizeof(double));
    run->best_visibility = arena_take(from, M, sizeof(double));
    run->settling = arena_take(from, M, sizeof *run->settling);
    run->points = arena_take(from, 3 * M, sizeof(double));
    run->tally = firms_tally_in(arena_take(from, run->tally.length, sizeof(double)), run->firms);
    run->desk.z = arena_take(from, M, sizeof(double));
    run->desk.moment = arena_take(from, M, sizeof(double));
    run->desk.choices.with = arena_take(from, M, sizeof(firms_choice));
    run->desk.choices.without = arena_take(from, M, sizeof(firms_choice));
    if (run->kernels != NULL) firms_sample_layout(run, from);
}

static cohong_status start(firms_run *run, cohong_error *error)
{
    size_t M = run->firms->market_count, doubles;
    arena room = { 0 };
    if (run->population != NULL && firms_have_shocks(run->firms)) {
        run->kernels = firms_kernels_find("auto");
        run->shocks = firms_shocks_of(run->firms, run->population->seed, run->population->world);
    }
    if (run->threads < 1) run->threads = 1;
    if (run->threads > FIRMS_THREADS_MOST) run->threads = FIRMS_THREADS_MOST;
    if (!firms_tally_length(run->firms, &run->tally.length) ||
        !memory_product(2 * run->firms->group_count, M, sizeof(firms_line), &doubles))
        return fail(error, COHONG_TOO_LARGE, NOWHERE, "%zu markets are more than can be held", M);
    layout(run, &room);
    run->memory = room.overflow ? NULL : memory_block(room.used);
    if (run->memory == NULL) return fail_memory(error);
    room = (arena){ .block = run->memory, .size = room.used };
    layout(run, &room);
    if (run->kernels != NULL) firms_sample_start(run, has_congestion(run->firms));
    for (size_t m = 0; m < M; m++) run->visibility[m] = run->firms->markets[m].terms[COHONG_PLATFORM].visibility;
    return COHONG_OK;
}

/* ---- the answer */

typedef struct answer {
    cohong_firm_outcome outcome; /* first, so that the block is the outcome */
    double *numbers;
} answer;

static void answer_layout(answer *to, size_t market_count, size_t length, arena *from)
{
    arena_take(from, 1, sizeof *to);
    to->numbers = arena_take(from, length, sizeof(double));
    to->outcome.visibility = arena_take(from, market_count, sizeof(double));
    to->outcome.effective_iceberg = arena_take(from, market_count, sizeof(double));
}

static answer *new_answer(size_t market_count, size_t length)
{
    answer made = { 0 };
    arena room = { 0 };
    answer_layout(&made, market_count, length, &room);
    void *block = room.overflow ? NULL : memory_block(room.used);
    if (block == NULL) return NULL;
    room = (arena){ .block = block, .size = room.used };
    answer_layout(&made, market_count, length, &room);
    made.outcome.memory = block;
    memcpy(block, &made, sizeof made);
    return block;
}

void cohong_firm_outcome_free(cohong_firm_outcome *outcome)
{
    if (outcome != NULL) free(outcome->memory);
}

/* k = tail (sigma - 1), where all groups have one Pareto tail; else NAN. */
static double trade_elasticity(const cohong_firms *firms)
{
    double tail = firms->groups[0].tail;
    for (size_t g = 0; g < firms->group_count; g++)
        if (firms->groups[g].size != COHONG_PARETO || firms->groups[g].tail != tail) return NAN;
    return tail * (firms->sigma - 1);
}

static double effective_iceberg(double k, const cohong_firm_sums *sums)
{
    double with = sums->sales[COHONG_PLATFORM] + sums->sales[COHONG_DIRECT];
    return isnan(k) || sums->sales_without <= 0 ? NAN : vmath_power(with / sums->sales_without, -1 / k);
}

static void add_sums(cohong_firm_sums *to, const cohong_firm_sums *more)
{
    double *all = (double *)to;
    const double *part = (const double *)more;
    for (size_t k = 0; k < sizeof *to / sizeof *all; k++) all[k] += part[k];
}

static cohong_status answer_of(const firms_run *run, cohong_firm_outcome **outcome, cohong_error *error)
{
    size_t M = run->firms->market_count;
    answer *to = new_answer(M, run->tally.length);
    if (to == NULL) return fail_memory(error);
    memcpy(to->numbers, run->tally.numbers, run->tally.length * sizeof(double));
    firms_tally kept = firms_tally_in(to->numbers, run->firms);
    cohong_firm_outcome *o = &to->outcome;
    double k = trade_elasticity(run->firms);
    o->totals = *kept.totals;
    o->market_count = M;
    o->markets = kept.markets;
    o->exporters_by_markets = kept.exporters_by_markets;
    o->sales_by_markets = kept.sales_by_markets;
    if (kept.class_count > 0) {
        o->exporters_by_sales = kept.exporters_by_sales;
        o->sales_by_sales = kept.sales_by_sales;
    }
    for (size_t m = 0; m < M; m++) {
        add_sums(&o->all, &kept.markets[m]);
        o->visibility[m] = run->visibility[m];
        o->effective_iceberg[m] = effective_iceberg(k, &kept.markets[m]);
    }
    *outcome = o;
    return COHONG_OK;
}

static cohong_status is_usable(const cohong_firms *firms, const cohong_population *population, cohong_error *error)
{
    cohong_status status = cohong_firms_check(firms, error);
    if (status != COHONG_OK) return status;
    if (population != NULL && population->group_count != firms->group_count)
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "the sample is of %zu groups, found %zu",
                    population->group_count, firms->group_count);
    if (population == NULL && firms_have_shocks(firms))
        return fail(error, COHONG_UNSUPPORTED, NOWHERE,
                    "%s_shock is %g: there is no closed form with shocks, draw a sample",
                    firms->demand_shock > 0 ? "demand" : "entry",
                    firms->demand_shock > 0 ? firms->demand_shock : firms->entry_shock);
    return COHONG_OK;
}

cohong_status cohong_firms_solve(const cohong_firms *firms, const cohong_population *population, size_t threads,
                                 cohong_firm_outcome **outcome, cohong_error *error)
{
    firms_run run = { .firms = firms, .population = population, .threads = threads };
    double residual = 0;
    size_t iterations = 0;
    *outcome = NULL;
    cohong_status status = is_usable(firms, population, error);
    if (status == COHONG_OK) status = start(&run, error);
    if (status != COHONG_OK) return status;
    if (has_congestion(firms))
        iterations = firms_settle(&run, &residual);
    else
        firms_evaluate(&run);
    status = answer_of(&run, outcome, error);
    if (status == COHONG_OK) {
        (*outcome)->visibility_residual = residual;
        (*outcome)->visibility_iterations = iterations;
    }
    free(run.own_kept);
    free(run.memory);
    return status;
}
