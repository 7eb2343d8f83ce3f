/* 1,048,576 sampled firms in 15 markets with 2 channels, of which two thirds sell somewhere: with shocks drawn anew and with kept ones, on
 * one thread and on two; without shocks under a new policy each time; and the shipped firms in equilibrium with the shipped world.
 * Evaluations are firms x markets x channels. The peak that a fraction is of is that of single precision, twice that of double; what
 * integers do (Philox has no other operations) takes its time as well, but is not counted. */
#include "firms_case.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cohong.h"
#include "limits.h"
#include "timing.h"

enum { FIRMS = 1 << 20, MARKETS = 15, POLICY_RUNS = 200 };
static const double FRESH_BAR = 40e-3, TWO_THREADS_BAR = 22e-3, KEPT_BAR = 4e-3, POLICY_BAR = 50e-6,
                    EQUILIBRIUM_BAR = 0.5;

/* Additions and multiplications a firm and market (src/firms/kernels_body.h): half of the 44 that two normals take, and 16 for the
 * shock; 3 multiplications and 7 additions for a choice; one each where it is known beforehand. */
static const double DRAW_FLOPS = 44 / 2.0 + 16, CHOICE_FLOPS = 10, KNOWN_FLOPS = 2;
static const double DEMAND_SHOCK = 0.5;

typedef struct economy {
    cohong_firms firms;
    cohong_firm_group group;
    cohong_firm_market markets[MARKETS];
    cohong_population *population;
} economy;

static cohong_status make(economy *e, cohong_error *error)
{
    e->firms = cohong_firms_default();
    e->group = cohong_firm_group_default();
    e->group.name = "firms";
    e->group.firms = 1e6;
    e->group.tail = 1.06;
    for (size_t m = 0; m < MARKETS; m++) {
        cohong_firm_market *to = &e->markets[m];
        *to = cohong_firm_market_default();
        to->code = "ABC";
        to->demand = 1e5 / (1 + 0.1 * (double)m);
        to->terms[COHONG_PLATFORM] = (cohong_firm_terms){
            .vat = 0.091, .iceberg = 1.05, .commission = 0.04, .fixed_cost = 4000, .eligible = 0.9, .visibility = 0.6
        };
        to->terms[COHONG_DIRECT] = (cohong_firm_terms){
            .tariff = 0.07, .vat = 0.13, .iceberg = 1.2, .fixed_cost = 60000, .eligible = 1, .visibility = 1.7
        };
    }
    e->firms.groups = &e->group;
    e->firms.group_count = 1;
    e->firms.markets = e->markets;
    e->firms.market_count = MARKETS;
    return cohong_population_new(&e->firms, COHONG_WEIGHTED, FIRMS, 1, 0, &e->population, error);
}

static bool time_solve(const economy *e, size_t threads, samples *to, cohong_error *error)
{
    cohong_firm_outcome *outcome;
    double start = seconds_now();
    if (cohong_firms_solve(&e->firms, e->population, threads, &outcome, error) != COHONG_OK) return false;
    samples_add(to, start);
    cohong_firm_outcome_free(outcome);
    return true;
}

static void report(const char *what, const samples *times, double bar)
{
    line_begin("1048576x15x2", what);
    line_samples(times, bar);
    line_number("evaluations_per_s", 2.0 * FIRMS * MARKETS / samples_median(times));
}

/* The share of the sample whose choices depend on their shocks: firms that sell directly to all markets at the least of shocks do not, which
 * is exp(-s^2/2 - 6.67 s). A tenth is drawn from the Pareto distribution, the others by size. */
static double share_of_choices(const economy *e, cohong_error *error)
{
    const double a = e->group.tail, s = DEMAND_SHOCK, least = exp(-0.5 * s * s - 6.67 * s);
    double most = 0;
    for (size_t m = 0; m < MARKETS; m++) {
        cohong_firm_cutoffs of;
        if (cohong_firms_cutoffs(&e->firms, 0, m, &of, error) != COHONG_OK) return NAN;
        most = fmax(most, of.second / least);
    }
    return 1 - 0.1 * pow(most, -a) - 0.9 * pow(most, 1 - a);
}

static void time_fresh(economy *e, size_t runs, double flops, cohong_error *error)
{
    samples one = { .count = 0 }, two = { .count = 0 };
    bool sound = true;
    for (size_t k = 0; k < runs && sound; k++) sound = time_solve(e, 1, &one, error) && time_solve(e, 2, &two, error);
    if (!sound) {
        line_failed("1048576x15x2", "firms with shocks", error->message);
        return;
    }
    double looked_at = share_of_choices(e, error);
    double operations = (double)FIRMS * MARKETS * (DRAW_FLOPS + KNOWN_FLOPS + looked_at * (CHOICE_FLOPS - KNOWN_FLOPS));
    report("firms, shocks drawn anew", &one, FRESH_BAR);
    line_number("fraction_of_peak_flops", operations / samples_median(&one) / (2 * flops));
    line_end();
    report("firms, shocks drawn anew, 2 threads", &two, TWO_THREADS_BAR);
    line_number("speedup", samples_median(&one) / samples_median(&two));
    line_end();
}

/* What has to be read: of firms that choose, size, weight and moment, and two bytes a shock; of the others the weight, and in every market
 * 16 sums of 512 firms. How fast the machine reads is measured on as much memory as they all have. */
static void time_kept(economy *e, size_t runs, cohong_error *error)
{
    const size_t bytes = (size_t)FIRMS * (3 * sizeof(float) + MARKETS * sizeof(unsigned short));
    samples one = { .count = 0 }, two = { .count = 0 }, bandwidth = { .count = 0 };
    double chosen = (double)bytes / FIRMS, known = sizeof(float) * (1 + MARKETS * 16.0 / 512);
    double looked_at = share_of_choices(e, error), read = FIRMS * (looked_at * chosen + (1 - looked_at) * known);
    double *buffer = limits_buffer(bytes);
    bool sound = buffer != NULL && cohong_population_keep_shocks(e->population, &e->firms, 2, error) == COHONG_OK;
    for (size_t k = 0; k < runs && sound; k++) {
        bandwidth.seconds[bandwidth.count++] = limits_bandwidth(buffer, bytes);
        sound = time_solve(e, 1, &one, error) && time_solve(e, 2, &two, error);
    }
    free(buffer);
    if (!sound) {
        line_failed("1048576x15x2", "firms with kept shocks", error->message);
        return;
    }
    report("firms, kept shocks", &one, KEPT_BAR);
    line_number("bandwidth_bytes_per_s", samples_median(&bandwidth));
    line_number("share_that_chooses", looked_at);
    line_number("fraction_of_bandwidth", read / samples_median(&one) / samples_median(&bandwidth));
    line_end();
    report("firms, kept shocks, 2 threads", &two, 0);
    line_end();
}

/* A tariff that is another one each time. */
static void time_policies(economy *e, cohong_error *error)
{
    samples times = { .count = 0 };
    bool sound = true;
    e->firms.demand_shock = 0;
    for (size_t k = 0; k < POLICY_RUNS && sound; k++) {
        for (size_t m = 0; m < MARKETS; m++) e->markets[m].terms[COHONG_DIRECT].tariff = 0.002 * (double)(k + m);
        sound = time_solve(e, 1, &times, error);
    }
    if (!sound) {
        line_failed("1048576x15x2", "firms, a new policy", error->message);
        return;
    }
    report("firms, a new policy without shocks", &times, POLICY_BAR);
    line_end();
}

static void time_equilibrium(size_t runs, cohong_error *error)
{
    samples times = { .count = 0 };
    cohong_firms *firms = NULL;
    cohong_world *world = NULL;
    cohong_firm_nest *nest = NULL;
    size_t iterations = 0;
    double gap = NAN;
    cohong_status status = cohong_firms_read(COHONG_SOURCE_DIR "/data/firms/one-million.toml", &firms, error);
    if (status == COHONG_OK)
        status = cohong_world_read(COHONG_SOURCE_DIR "/data/worlds/seven-2017", COHONG_CACHE_OFF, &world, error);
    for (size_t k = 0; k < runs && status == COHONG_OK; k++) {
        cohong_model *model = NULL;
        double start = seconds_now();
        status = cohong_model_new(world, NULL, &model, error);
        if (status == COHONG_OK) status = cohong_firms_nest(firms, model, NULL, &nest, error);
        samples_add(&times, start);
        if (status == COHONG_OK) {
            iterations = nest->iterations;
            gap = nest->gap;
        }
        cohong_firm_nest_free(nest);
        nest = NULL;
        cohong_model_free(model);
    }
    cohong_world_free(world);
    cohong_firms_free(firms);
    if (status != COHONG_OK) {
        line_failed("one-million", "firms in equilibrium", error->message);
        return;
    }
    line_begin("one-million", "firms in equilibrium with seven-2017, and its model");
    line_samples(&times, EQUILIBRIUM_BAR);
    line_count("iterations", iterations);
    line_number("gap", gap);
    line_end();
}

void firms_cases(size_t runs, double flops)
{
    static economy e;
    cohong_error error = { 0 };
    if (make(&e, &error) != COHONG_OK) {
        line_failed("1048576x15x2", "firms", error.message);
    } else {
        e.firms.demand_shock = DEMAND_SHOCK;
        time_fresh(&e, runs, flops, &error);
        time_kept(&e, runs, &error);
        time_policies(&e, &error);
    }
    cohong_population_free(e.population);
    time_equilibrium(runs, &error);
}
