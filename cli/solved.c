/* A scenario read, set up and solved. */
#include "solved.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/data.h"
#include "report/answers.h"

static cohong_status set_up(const char *path, bool use_cache, const given *flags, solved *to, cohong_error *error)
{
    cohong_status status = cohong_scenario_read(path, use_cache ? COHONG_CACHE_AUTO : COHONG_CACHE_OFF, &to->scenario,
                                                error);
    if (status == COHONG_OK && flags != NULL) status = options_apply(flags, &to->scenario->settings, error);
    if (status == COHONG_OK) status = cohong_model_new(to->scenario->world, &to->scenario->settings, &to->model, error);
    if (status == COHONG_OK) status = cohong_solution_new(to->model, true, &to->solution, error);
    return status;
}

/* The solution of the last equilibrium that was tried becomes the scenario's, with the reason if there is none. */
static void take_solution(solved *to)
{
    cohong_firm_nest *nest = to->nest;
    cohong_solution **last = nest->iterations > 0 ? &nest->with : &nest->without;
    cohong_solution_free(to->solution);
    to->solution = *last;
    *last = NULL;
    to->solution->outcome = nest->outcome;
    memcpy(to->solution->why, nest->why, sizeof nest->why);
    to->scenario->shock.trade_cost_hat = nest->trade_cost_hat;
    to->scenario->shock.firms = NULL;
}

static cohong_status solve_with_firms(solved *to, cohong_error *error)
{
    cohong_status status = cohong_firms_read(to->scenario->shock.firms, &to->firms, error);
    if (status == COHONG_OK) status = cohong_firms_nest(to->firms, to->model, &to->scenario->shock, &to->nest, error);
    if (status == COHONG_OK) take_solution(to);
    return status;
}

int solved_new(const char *scenario_path, bool use_cache, bool quiet, const given *flags, solved *to)
{
    cohong_error error = { 0 };
    char found[DATA_PATH];
    *to = (solved){ .started = screen_clock() };
    screen_working("solving", quiet);
    cohong_status status = set_up(data_find(DATA_SCENARIO, scenario_path, found), use_cache, flags, to, &error);
    double before = screen_clock();
    if (status == COHONG_OK && to->scenario->shock.firms != NULL)
        status = solve_with_firms(to, &error);
    else if (status == COHONG_OK)
        status = cohong_model_solve(to->model, &to->scenario->shock, to->solution, &error);
    to->solve_seconds = screen_clock() - before;
    screen_worked();
    return status == COHONG_OK ? EXIT_SOLVED : complain_of(&error);
}

void solved_free(solved *of)
{
    cohong_solution_free(of->solution);
    cohong_firm_nest_free(of->nest);
    cohong_firms_free(of->firms);
    cohong_model_free(of->model);
    cohong_scenario_free(of->scenario);
    *of = (solved){ 0 };
}

void solved_title_text(const solved *of, text *to)
{
    const cohong_world *world = of->scenario->world;
    char unit[PEOPLE_SIZE * 2];
    text_format(to, "%s\n%s: %zu countries, %zu sectors; values in %s\n", of->scenario->title, world->name,
                world->country_count, world->sector_count, unit_text(world->currency, world->unit, world->year, unit));
}

/* "USA: 1,234 jobs lost (-0.01 %) ...": only where the labour closure lets employment move. */
static void created_or_lost_text(const solved *of, text *to)
{
    const cohong_world *base = cohong_model_base(of->model);
    const cohong_settings *settings = &of->scenario->settings;
    const cohong_job_word_row *words = cohong_job_words(&(size_t){ 0 });
    cohong_case of_case = { of->model, &of->scenario->shock, of->solution };
    char line[640], change[PEOPLE_SIZE];
    bool any = false;
    if (!cohong_labour_moves(settings->labour)) return;
    for (size_t n = 0; n < base->country_count; n++) {
        double before = cohong_measure_find("employment_base")->of(&of_case, n);
        double after = cohong_measure_find("employment")->of(&of_case, n);
        if (isnan(before) || before == 0) continue;
        people_level(fabs(after - before), 0, change);
        snprintf(line, sizeof line, "%s: %s jobs %s (%+.2f %% of employment) [created or lost], under labour = %s.",
                 base->countries[n].code, change, after < before ? "lost" : "created", 100 * (after / before - 1),
                 settings->labour);
        text_paragraph(to, line, screen_width(), 2);
        any = true;
    }
    if (!any) return;
    snprintf(line, sizeof line, "created or lost: %s; %s.", words[COHONG_CREATED_OR_LOST].is,
             words[COHONG_CREATED_OR_LOST].is_not);
    text_paragraph(to, line, screen_width(), 2);
}

/* "Firms of x.toml: their platform multiplies USA's flow to CHN by 1.018 at given prices; ..." */
static void firms_text(const solved *of, text *to)
{
    char line[640];
    if (of->nest == NULL) return;
    for (size_t m = 0; m < of->nest->market_count; m++) {
        const cohong_firm_nest_market *market = &of->nest->markets[m];
        snprintf(line, sizeof line,
                 "Firms of %.200s: at given prices their platform multiplies what %.40s sells to %.40s by %.4f in the "
                 "sectors "
                 "concerned; in equilibrium by %.4f.",
                 of->firms->source.path, of->scenario->world->countries[of->nest->exporter].code,
                 of->firms->markets[m].code, market->flow_factor, market->trade / market->trade_without);
        text_paragraph(to, line, screen_width(), 2);
    }
}

void solved_closure_text(const solved *of, text *to)
{
    created_or_lost_text(of, to);
    firms_text(of, to);
    const cohong_settings *settings = &of->scenario->settings;
    char line[320];
    snprintf(line, sizeof line, "Closure: deficits %s, labour %s%s; market structure %s.", settings->deficits,
             settings->labour, strcmp(settings->labour, "full") == 0 ? " employment" : "", settings->structure);
    text_paragraph(to, line, screen_width(), 2);
    run_base_text(of->model, screen_width(), to);
    if (!cohong_model_base_stable(of->model))
        text_paragraph(
            to,
            "Free entry: the base is not stable (a few firms more make room for still more), so that these changes "
            "follow the one equilibrium that hangs together with it and may have the wrong sign.",
            screen_width(), 2);
    text_paragraph(to, "First order: an approximation (Caliendo & Parro 2015, eq. 15); exact: the model's answer.",
                   screen_width(), 2);
    snprintf(line, sizeof line,
             "Converged: largest residual %.1e after %zu iterations; %.3f s, of which %.4f s solving.",
             of->solution->residual, of->solution->iterations, screen_clock() - of->started, of->solve_seconds);
    text_paragraph(to, line, screen_width(), 2);
}

void nest_json(const cohong_firm_nest *nest, const cohong_firms *firms, const cohong_world *world, json *j)
{
    json_object(j);
    json_key_text(j, "file", firms->source.path);
    json_key_text(j, "exporter", world->countries[nest->exporter].code);
    json_key_text(j, "outcome", cohong_outcome_name(nest->outcome));
    json_key_whole(j, "iterations", (int64_t)nest->iterations);
    json_key_number(j, "residual", nest->residual);
    json_key_number(j, "gap", nest->gap);
    json_key(j, "markets");
    json_array(j);
    for (size_t m = 0; m < nest->market_count; m++) {
        const cohong_firm_nest_market *of = &nest->markets[m];
        json_object(j);
        json_key_text(j, "market", firms->markets[m].code);
        json_key_number(j, "share", of->share);
        json_key_number(j, "psi", of->psi);
        json_key_number(j, "flow_factor", of->flow_factor);
        json_key_number(j, "demand_hat", of->demand_hat);
        json_key_number(j, "trade_base", of->trade_base);
        json_key_number(j, "trade_without", of->trade_without);
        json_key_number(j, "trade", of->trade);
        json_key_number(j, "firms_trade", of->firms_trade);
        json_end(j);
    }
    json_end(j);
    json_end(j);
}

void solved_members_json(const solved *of, json *j)
{
    run_members_json(&(cohong_run){ of->scenario, of->model, of->solution, NULL, NULL, screen_clock() - of->started },
                     j);
    if (of->nest == NULL) return;
    json_key(j, "firms");
    nest_json(of->nest, of->firms, of->scenario->world, j);
}

int solved_complain(const solved *of)
{
    text line = { 0 };
    text_format(&line, "%s: %s after %zu iterations: %s; residuals:", of->scenario->path,
                cohong_outcome_name(of->solution->outcome), of->solution->iterations, of->solution->why);
#define RESIDUAL(name, sentence) text_format(&line, " " #name " %.1e", of->solution->residuals.name);
    COHONG_EQUATION_LIST(RESIDUAL)
#undef RESIDUAL
    complain("%s", line.failed ? "out of memory" : line.bytes);
    text_free(&line);
    return EXIT_NO_SOLUTION;
}

const char *unit_text(const char *currency, double unit, int year, char to[PEOPLE_SIZE * 2])
{
    char year_text[16] = "", scale[32];
    if (year != 0) snprintf(year_text, sizeof year_text, ", %d", year);
    const char *word = unit == 1     ? ""
                       : unit == 1e3 ? " thousand"
                       : unit == 1e6 ? " million"
                       : unit == 1e9 ? " billion"
                                     : NULL;
    if (word == NULL) snprintf(scale, sizeof scale, " x %g", unit);
    snprintf(to, (size_t)PEOPLE_SIZE * 2, "%.20s%s%s", currency, word != NULL ? word : scale, year_text);
    return to;
}
