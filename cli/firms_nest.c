/* cohong firms --world, --scenario: firms in general equilibrium. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/data.h"
#include "firms.h"
#include "solved.h"

/* The exporter's wage stays, so that employment takes all: of the closures the one with most net jobs. A scenario has its own. */
static cohong_settings settings_of_worlds(const cohong_firms *firms)
{
    cohong_settings made = cohong_settings_default();
    made.labour = "rigid";
    if (firms->exporter.code != NULL)
        snprintf(made.labour_country, sizeof made.labour_country, "%s", firms->exporter.code);
    return made;
}

static cohong_status set_up(firms_answer *a, const given *from, const cohong_shock **shock, cohong_error *error)
{
    char found[DATA_PATH];
    cohong_settings settings = settings_of_worlds(a->firms);
    cohong_status status;
    if (a->flags->world != NULL) {
        status = cohong_world_read(data_find(DATA_WORLD, a->flags->world, found), COHONG_CACHE_AUTO, &a->own_world,
                                   error);
        if (status == COHONG_OK) status = options_apply(from, &settings, error);
        return status == COHONG_OK ? cohong_model_new(a->own_world, &settings, &a->model, error) : status;
    }
    status = cohong_scenario_read(data_find(DATA_SCENARIO, a->flags->scenario, found), COHONG_CACHE_AUTO, &a->scenario,
                                  error);
    if (status == COHONG_OK) status = options_apply(from, &a->scenario->settings, error);
    if (status == COHONG_OK) status = cohong_model_new(a->scenario->world, &a->scenario->settings, &a->model, error);
    if (status == COHONG_OK) {
        a->scenario->shock.firms = NULL; /* these firms take the place of the scenario's */
        *shock = &a->scenario->shock;
    }
    return status;
}

cohong_status firms_nest(firms_answer *a, const given *from, cohong_error *error)
{
    const cohong_shock *shock = NULL;
    cohong_status status = set_up(a, from, &shock, error);
    double started = screen_clock();
    if (status == COHONG_OK) status = cohong_firms_nest(a->firms, a->model, shock, &a->nest, error);
    a->nest_seconds = screen_clock() - started;
    if (status != COHONG_OK || a->nest->outcome != COHONG_CONVERGED) return status;
    /* the answer is at the equilibrium's demand and tariffs */
    cohong_firm_outcome_free(a->outcome);
    a->outcome = a->nest->firms;
    a->nest->firms = NULL;
    return status;
}

/* ---- as text */

static void row(const char *code, const cohong_firm_nest_market *m, table *to)
{
    char cell[PEOPLE_SIZE];
    const struct {
        const char *format;
        double value;
    } numbers[] = { { "%.1f", 100 * m->share },
                    { "%.4f", m->psi },
                    { "%.4f", m->demand_hat },
                    { NULL, m->trade_base },
                    { NULL, m->trade_without },
                    { NULL, m->trade },
                    { "%+.2f", 100 * (m->trade / m->trade_without - 1) } };
    table_cell(to, code);
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
        if (numbers[k].format == NULL)
            people_level(numbers[k].value, 1, cell);
        else
            snprintf(cell, sizeof cell, numbers[k].format, numbers[k].value); /* NOLINT: all of the formats are above */
        table_cell(to, cell);
    }
}

static double percent(const firms_answer *a, const char *measure, const cohong_solution *solution)
{
    cohong_case of = { a->model, NULL, solution };
    return 100 * cohong_measure_find(measure)->of(&of, a->nest->exporter);
}

static void country_text(const firms_answer *a, text *to)
{
    const cohong_firm_nest *nest = a->nest;
    char line[512];
    snprintf(line, sizeof line,
             "%s with the platform, against the same without it: welfare %+.4f, real wage %+.4f percentage points.",
             cohong_model_base(a->model)->countries[nest->exporter].name,
             percent(a, "welfare", nest->with) - percent(a, "welfare", nest->without),
             percent(a, "real_wage", nest->with) - percent(a, "real_wage", nest->without));
    text_paragraph(to, line, screen_width(), 2);
    snprintf(line, sizeof line,
             "Closure: deficits %s, labour %s; market structure %s. Firms and others sum to trade within %.1e; "
             "%zu step%s, %.4f s.",
             cohong_model_settings(a->model)->deficits, cohong_model_settings(a->model)->labour,
             cohong_model_settings(a->model)->structure, nest->gap, nest->iterations, nest->iterations == 1 ? "" : "s",
             a->nest_seconds);
    text_paragraph(to, line, screen_width(), 2);
    text_add(to, "\n");
}

void firms_nest_text(const firms_answer *a, text *to)
{
    static const char *const HEADINGS[] = { "Firms' share\n% of flow",
                                            "Sales factor\nof platform",
                                            "Demand\nfactor",
                                            "Flow\nbase",
                                            "Flow\nwithout",
                                            "Flow\nwith",
                                            "Change\n%" };
    table made = { 0 };
    char unit[PEOPLE_SIZE * 2], line[640];
    if (a->nest == NULL || a->nest->outcome != COHONG_CONVERGED) return;
    const cohong_world *base = cohong_model_base(a->model);
    table_column(&made, TABLE_LEFT, "Market");
    for (size_t k = 0; k < sizeof HEADINGS / sizeof *HEADINGS; k++) table_column(&made, TABLE_RIGHT, HEADINGS[k]);
    for (size_t m = 0; m < a->nest->market_count; m++) row(a->firms->markets[m].code, &a->nest->markets[m], &made);
    snprintf(line, sizeof line,
             "In general equilibrium on %.100s%s%.200s: all sales of %.60s in the firms' sectors, %s", base->name,
             a->scenario != NULL ? ", " : "", a->scenario != NULL ? a->scenario->title : "",
             base->countries[a->nest->exporter].name, unit_text(base->currency, base->unit, base->year, unit));
    text_paragraph(to, line, screen_width(), 2);
    table_render(&made, screen_bold(), to);
    table_free(&made);
    text_add(to, "\n");
    country_text(a, to);
}

/* ---- as JSON */

void firms_nest_json(const firms_answer *a, json *j)
{
    if (a->nest == NULL || a->nest->outcome != COHONG_CONVERGED) return;
    const cohong_settings *settings = cohong_model_settings(a->model);
    json_key(j, "equilibrium");
    nest_json(a->nest, a->firms, cohong_model_base(a->model), j);
    json_key_text(j, "world", cohong_model_base(a->model)->name);
    json_key_text(j, "scenario", a->scenario != NULL ? a->scenario->path : NULL);
    json_key_text(j, "labour", settings->labour);
    json_key_text(j, "deficits", settings->deficits);
    json_key_number(j, "equilibrium_seconds", a->nest_seconds);
    json_key_number(j, "welfare_points",
                    percent(a, "welfare", a->nest->with) - percent(a, "welfare", a->nest->without));
    json_key_number(j, "real_wage_points",
                    percent(a, "real_wage", a->nest->with) - percent(a, "real_wage", a->nest->without));
}
