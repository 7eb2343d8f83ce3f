/* Making, timing and reporting one counterfactual. */
#include "solve_case.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/economy.h"
#include "random_economy.h"

enum { WORLD_SEED = 20150, TARIFF_SEED = 1993 };
static const double RATIO_BAR = 300; /* times faster than the textbook's method, where both are timed */

static cohong_status make_ready(solve_case *c, cohong_error *error)
{
    cohong_status status = cohong_model_new(c->world, &c->settings, &c->model, error);
    if (status == COHONG_OK) status = cohong_solution_new(c->model, false, &c->solution, error);
    if (status == COHONG_OK && !textbook_result_new(c->world->country_count, c->world->sector_count, &c->result))
        status = COHONG_OUT_OF_MEMORY;
    return status;
}

cohong_status solve_case_random(const char *name, size_t N, size_t J, const char *instructions, double bar,
                                solve_case *c, cohong_error *error)
{
    *c = (solve_case){ .name = name, .bar = bar, .settings = cohong_settings_default() };
    c->settings.instructions = instructions;
    c->setup_settings = c->settings;
    c->setup_settings.deficits = "zero"; /* so that there is a base to be solved: these worlds hold exactly as drawn */
    cohong_status status = random_economy(N, J, WORLD_SEED, &c->own_world, error);
    if (status != COHONG_OK) return status;
    c->own_tariff = malloc(J * N * N * sizeof *c->own_tariff);
    if (c->own_tariff == NULL) return COHONG_OUT_OF_MEMORY;
    random_tariffs(c->own_world, TARIFF_SEED, c->own_tariff);
    c->own_shock.tariff = c->own_tariff;
    c->world = c->own_world;
    c->shock = &c->own_shock;
    return make_ready(c, error);
}

cohong_status solve_case_read(const char *name, const char *path, double bar, solve_case *c, cohong_error *error)
{
    *c = (solve_case){ .name = name, .bar = bar };
    cohong_status status = cohong_scenario_read(path, COHONG_CACHE_OFF, &c->scenario, error);
    if (status != COHONG_OK) return status;
    c->world = c->scenario->world;
    c->shock = &c->scenario->shock;
    c->settings = c->setup_settings = c->scenario->settings;
    return make_ready(c, error);
}

void solve_case_free(solve_case *c)
{
    textbook_result_free(&c->result);
    cohong_solution_free(c->solution);
    cohong_model_free(c->model);
    cohong_scenario_free(c->scenario);
    cohong_world_free(c->own_world);
    free(c->own_tariff);
    *c = (solve_case){ 0 };
}

static const double *new_tariffs(const solve_case *c)
{
    return c->shock->tariff != NULL ? c->shock->tariff : c->world->tariff;
}

static work work_of(const solve_case *c)
{
    size_t N = c->world->country_count, J = c->world->sector_count, tariffed = 0;
    for (size_t j = 0; j < J; j++) {
        size_t k = j * N * N, end = k + N * N;
        while (k < end && new_tariffs(c)[k] == 0) k++;
        tariffed += k < end;
    }
    size_t S = (N + 7) / 8 * 8; /* large worlds are read in single precision, mostly */
    return work_of_evaluation(N, J, tariffed, J * S * S >= SINGLE_WORTHWHILE ? sizeof(float) : sizeof(double));
}

size_t solve_case_bytes(const solve_case *c)
{
    return (size_t)work_of(c).bytes;
}

bool solve_case_time(solve_case *c)
{
    cohong_error error;
    cohong_status status = cohong_model_solve(c->model, c->shock, c->solution, &error);
    double start = seconds_now();
    if (status == COHONG_OK) status = cohong_model_solve(c->model, c->shock, c->solution, &error);
    samples_add(&c->solve, start);
    bool solved = status == COHONG_OK && c->solution->outcome == COHONG_CONVERGED;
    if (!solved) line_failed(c->name, "counterfactual", status != COHONG_OK ? error.message : c->solution->why);
    return solved;
}

bool solve_case_time_setup(solve_case *c)
{
    cohong_error error;
    cohong_model *model = NULL;
    double start = seconds_now();
    cohong_status status = cohong_model_new(c->world, &c->setup_settings, &model, &error);
    samples_add(&c->setup, start);
    if (status != COHONG_OK) {
        line_failed(c->name, "setup with base re-solve", error.message);
        return false;
    }
    c->setup_iterations = cohong_model_base_solution(model)->iterations;
    c->setup_residual = cohong_model_base_solution(model)->residual;
    cohong_model_free(model);
    return true;
}

/* The same base, bit by bit, for the baseline. */
static textbook_economy economy_of(const solve_case *c)
{
    const cohong_world *base = cohong_model_base(c->model);
    const cohong_accounts *accounts = cohong_model_base_accounts(c->model);
    return (textbook_economy){ .N = base->country_count,
                               .J = base->sector_count,
                               .theta = base->theta,
                               .trade_share = accounts->trade_share,
                               .tariff = base->tariff,
                               .new_tariff = new_tariffs(c),
                               .value_added_share = base->value_added_share,
                               .input_share = base->input_share,
                               .final_share = base->final_share,
                               .value_added = accounts->value_added,
                               .deficit = accounts->deficit };
}

bool solve_case_time_textbook(solve_case *c)
{
    textbook_economy economy = economy_of(c);
    textbook_settings settings = textbook_default();
    double start = seconds_now();
    bool done = textbook_solve(&economy, &settings, &c->result);
    samples_add(&c->textbook, start);
    if (!done) line_failed(c->name, "textbook method", "out of memory, or a singular matrix");
    return done;
}

static void report_limit(const solve_case *c, double flops)
{
    work each = work_of(c);
    double bandwidth = samples_median(&c->bandwidth), evaluations = (double)c->solution->iterations + 1;
    double by_bytes = evaluations * each.bytes / bandwidth, by_flops = evaluations * each.flops / flops;
    line_number("limit_s", fmax(by_bytes, by_flops));
    line_text("limit_by", by_bytes > by_flops ? "bytes" : "flops");
    line_number("read_bytes_s", bandwidth);
    line_number("flops_s", flops);
}

/* Largest difference of a wage hat between the library's result and the baseline's. */
static double wage_gap(const solve_case *c)
{
    double gap = 0;
    for (size_t n = 0; n < c->world->country_count; n++)
        gap = fmax(gap, fabs(c->result.wage[n] - c->solution->wage_hat[n]));
    return gap;
}

static void report_textbook(const solve_case *c)
{
    textbook_economy economy = economy_of(c);
    double seconds = samples_median(&c->textbook), ratio = seconds / samples_median(&c->solve);
    line_number("baseline_s", seconds);
    line_count("baseline_runs", c->textbook.count);
    line_count("baseline_wage_steps", c->result.outer);
    line_count("baseline_price_passes", c->result.inner);
    line_truth("baseline_converged", c->result.converged);
    line_number("baseline_residual", textbook_residual(&economy, &c->result));
    line_number("wage_gap", wage_gap(c));
    line_number("ratio", ratio);
    line_number("ratio_bar", RATIO_BAR);
    line_truth("ratio_met", ratio >= RATIO_BAR);
}

static void begin(const solve_case *c, const char *what, const char *instructions)
{
    line_begin(c->name, what);
    line_count("countries", c->world->country_count);
    line_count("sectors", c->world->sector_count);
    line_text("instructions", strcmp(instructions, "auto") == 0 ? cohong_instructions() : instructions);
}

void solve_case_report(const solve_case *c, double flops)
{
    if (c->solve.count > 0) {
        begin(c, "counterfactual", c->settings.instructions);
        line_samples(&c->solve, c->bar);
        line_count("iterations", c->solution->iterations);
        line_number("residual", c->solution->residual);
        report_limit(c, flops);
        if (c->textbook.count > 0) report_textbook(c);
        line_end();
    }
    if (c->setup.count > 0) {
        begin(c, "setup with base re-solve", c->setup_settings.instructions);
        line_text("deficits", c->setup_settings.deficits);
        line_samples(&c->setup, 0);
        line_count("iterations", c->setup_iterations);
        line_number("residual", c->setup_residual);
        line_end();
    }
}
