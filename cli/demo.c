/* cohong demo: the tariffs of 2018-19 of both sides on the world that ships, as an economist reads them: welfare, trade
 * between the two, and two kinds of jobs of the United States, each with its word. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "job_section.h"
#include "solved.h"
#include "verbs.h"

enum { SHOWN = 5 };

static const char SCENARIO[] = "us-china-2018-19", HOME[] = "USA", PARTNER[] = "CHN";

/* One country's sales to another over all sectors, net of tariffs, and the mean tariff on its goods with the weights of before. */
typedef struct sales {
    const char *exporter, *importer;
    double before, after, tariff_before, tariff_after;
} sales;

/* Everything that is shown. */
typedef struct demo_answer {
    solved of;
    cohong_jobs *jobs;
    size_t home, partner;
    sales exports, imports;
    double employment;    /* of HOME, persons */
    double *supported;    /* by destination of HOME's exports */
    double supported_all; /* by exports to all destinations */
    job_row *moved;       /* sectors of HOME by change, gains first */
    double moved_all;     /* persons who change sector: half the sum of |change| */
    job_row *rows;        /* scratch for the sections of --json */
} demo_answer;

static const char ABOUT[] =
    "Solves the shipped scenario us-china-2018-19 and prints what an economist asks first: welfare, exact and\n"
    "first order, real wages and tariff revenue by country; trade between the United States and China; US jobs\n"
    "supported by exports and US jobs reallocated between sectors, which are different numbers.";

/* ---- numbers */

static sales sales_between(const demo_answer *a, size_t exporter, size_t importer)
{
    const cohong_world *base = cohong_model_base(a->of.model);
    const double *tariff = a->of.scenario->shock.tariff != NULL ? a->of.scenario->shock.tariff : base->tariff;
    size_t N = base->country_count;
    double goods = 0;
    sales sum = { .exporter = base->countries[exporter].code, .importer = base->countries[importer].code };
    for (size_t j = 0; j < base->sector_count; j++) {
        size_t at = (j * N + importer) * N + exporter;
        sum.before += base->trade[at];
        sum.after += a->of.solution->trade[at];
        if (base->sectors[j].kind == COHONG_SERVICES) continue;
        goods += base->trade[at];
        sum.tariff_before += base->tariff[at] * base->trade[at];
        sum.tariff_after += tariff[at] * base->trade[at];
    }
    sum.tariff_before /= goods;
    sum.tariff_after /= goods;
    return sum;
}

static int by_change(const void *left, const void *right)
{
    double a = ((const job_row *)left)->persons, b = ((const job_row *)right)->persons;
    return (a < b) - (a > b);
}

static cohong_status count_supported(demo_answer *a, cohong_error *error)
{
    cohong_job_flows flows = { .by_destination = a->supported };
    cohong_status status = cohong_jobs_of_world(cohong_model_base(a->of.model), &a->jobs, error);
    if (status == COHONG_OK) status = cohong_jobs_in_flows(a->jobs, COHONG_EXPORTS, a->home, &flows, error);
    if (status != COHONG_OK) return status;
    a->supported_all = flows.foreign;
    a->employment = cohong_jobs_employment(a->jobs, a->home);
    return COHONG_OK;
}

static cohong_status count_moved(demo_answer *a, double *change, cohong_error *error)
{
    const cohong_world *base = cohong_model_base(a->of.model);
    size_t N = base->country_count, J = base->sector_count;
    cohong_status status = cohong_jobs_reallocated(a->of.model, a->of.solution, change, NULL, error);
    if (status != COHONG_OK) return status;
    for (size_t j = 0; j < J; j++) {
        double before = base->employment[j * N + a->home], here = change[j * N + a->home];
        a->moved[j] = (job_row){ base->sectors[j].code, base->sectors[j].name, here, before, before + here };
        a->moved_all += fabs(here) / 2;
    }
    qsort(a->moved, J, sizeof *a->moved, by_change);
    return COHONG_OK;
}

/* What the scenario leaves to be computed once it is solved. */
static cohong_status fill(demo_answer *a, cohong_error *error)
{
    const cohong_world *base = cohong_model_base(a->of.model);
    size_t N = base->country_count, J = base->sector_count;
    a->home = cohong_world_country(base, HOME);
    a->partner = cohong_world_country(base, PARTNER);
    if (a->home >= N || a->partner >= N || base->employment == NULL)
        return fail(error, COHONG_INCOMPLETE, (place){ .file = a->of.scenario->world_path },
                    "the demo needs a world with %s, %s and employment", HOME, PARTNER);
    double *numbers = calloc(N + J * N, sizeof *numbers);
    job_row *rows = calloc(J + N, sizeof *rows);
    a->supported = numbers;
    a->moved = rows;
    if (numbers == NULL || rows == NULL) return fail_memory(error);
    a->rows = rows + J;
    a->exports = sales_between(a, a->home, a->partner);
    a->imports = sales_between(a, a->partner, a->home);
    cohong_status status = count_supported(a, error);
    return status == COHONG_OK ? count_moved(a, numbers + N, error) : status;
}

static void release(demo_answer *a)
{
    free(a->supported);
    free(a->moved);
    cohong_jobs_free(a->jobs);
    solved_free(&a->of);
}

/* ---- for people */

static void countries_text(const demo_answer *a, text *to)
{
    static const char *const MEASURES[] = { "welfare", "welfare_first_order", "real_wage", "tariff_revenue_base",
                                            "tariff_revenue" };
    static const char *const HEADINGS[] = { "Welfare, %\nexact", "Welfare, %\nfirst order", "Real\nwage, %",
                                            "Tariff\nrevenue\nbefore", "Tariff\nrevenue\nafter" };
    const cohong_world *base = cohong_model_base(a->of.model);
    cohong_case of_case = { a->of.model, &a->of.scenario->shock, a->of.solution };
    char cell[PEOPLE_SIZE];
    table made = { 0 };
    table_column(&made, TABLE_LEFT, "Country");
    table_column(&made, TABLE_LEFT, "");
    for (size_t c = 0; c < sizeof HEADINGS / sizeof *HEADINGS; c++) table_column(&made, TABLE_RIGHT, HEADINGS[c]);
    for (size_t n = 0; n < base->country_count; n++) {
        table_cell(&made, base->countries[n].code);
        table_cell(&made, base->countries[n].name);
        for (size_t c = 0; c < sizeof MEASURES / sizeof *MEASURES; c++) {
            const cohong_measure *measure = cohong_measure_find(MEASURES[c]);
            double value = measure->of(&of_case, n);
            table_cell(&made,
                       measure->unit == COHONG_CHANGE ? people_percent(value, 3, cell) : people_level(value, 0, cell));
        }
    }
    table_render(&made, screen_bold(), to);
    table_free(&made);
}

static void sales_row(const sales *s, const char *label, table *made)
{
    char cell[PEOPLE_SIZE];
    table_cell(made, label);
    table_cell(made, people_level(s->before, 0, cell));
    table_cell(made, people_level(s->after, 0, cell));
    table_cell(made, people_percent(s->after / s->before - 1, 1, cell));
    snprintf(cell, sizeof cell, "%.1f", 100 * s->tariff_before);
    table_cell(made, cell);
    snprintf(cell, sizeof cell, "%.1f", 100 * s->tariff_after);
    table_cell(made, cell);
}

static void trade_text(const demo_answer *a, text *to)
{
    const cohong_world *base = cohong_model_base(a->of.model);
    char heading[PEOPLE_SIZE * 4], unit[PEOPLE_SIZE * 2];
    table made = { 0 };
    snprintf(heading, sizeof heading, "Trade without tariffs,\n%s",
             unit_text(base->currency, base->unit, base->year, unit));
    table_column(&made, TABLE_LEFT, heading);
    table_column(&made, TABLE_RIGHT, "Before");
    table_column(&made, TABLE_RIGHT, "After");
    table_column(&made, TABLE_RIGHT, "Change\n%");
    table_column(&made, TABLE_RIGHT, "Tariff, goods,\nbefore, %");
    table_column(&made, TABLE_RIGHT, "Tariff, goods,\nafter, %");
    sales_row(&a->exports, "US exports to China", &made);
    sales_row(&a->imports, "US imports from China", &made);
    table_render(&made, screen_bold(), to);
    table_free(&made);
}

static void supported_text(const demo_answer *a, text *to)
{
    char line[320], china[PEOPLE_SIZE], all[PEOPLE_SIZE];
    snprintf(line, sizeof line,
             "US jobs supported before the tariffs: %s by exports to China (%.2f %% of employment), %s by all exports "
             "(%.2f %%).",
             people_level(a->supported[a->partner], 0, china), 100 * a->supported[a->partner] / a->employment,
             people_level(a->supported_all, 0, all), 100 * a->supported_all / a->employment);
    text_paragraph(to, line, screen_width(), 2);
    job_word_text(COHONG_SUPPORTED, to);
}

static void moved_row(const job_row *row, table *made)
{
    char cell[PEOPLE_SIZE];
    table_cell(made, row->name != NULL && row->name[0] != '\0' ? row->name : row->code);
    table_cell(made, people_level(row->before, 0, cell));
    table_cell(made, people_change(row->persons, 0, cell));
    table_cell(made, people_percent(row->persons / row->before, 1, cell));
}

static void moved_text(const demo_answer *a, text *to)
{
    size_t J = cohong_model_base(a->of.model)->sector_count, ends = J < 2 * SHOWN ? J / 2 : SHOWN;
    char all[PEOPLE_SIZE];
    table made = { 0 };
    text_format(to, "US jobs reallocated: %s people change sector (%.2f %% of employment):\n",
                people_level(a->moved_all, 0, all), 100 * a->moved_all / a->employment);
    table_column(&made, TABLE_LEFT, "Sector");
    table_column(&made, TABLE_RIGHT, "Persons before");
    table_column(&made, TABLE_RIGHT, "Change");
    table_column(&made, TABLE_RIGHT, "%");
    for (size_t k = 0; k < ends; k++) moved_row(&a->moved[k], &made);
    for (size_t k = J - ends; k < J; k++) moved_row(&a->moved[k], &made);
    table_render(&made, screen_bold(), to);
    table_free(&made);
    job_word_text(COHONG_REALLOCATED, to);
}

static void answer_text(const demo_answer *a, text *to)
{
    const cohong_world *base = cohong_model_base(a->of.model);
    char about[320];
    snprintf(about, sizeof about,
             "Computed: the world of %d with only these tariffs changed, after prices, wages and trade have adjusted; "
             "means of tariffs have the weights of trade before.",
             base->year);
    solved_title_text(&a->of, to);
    text_paragraph(to, about, screen_width(), 0);
    text_add(to, "\n");
    countries_text(a, to);
    text_add(to, "\n");
    trade_text(a, to);
    text_add(to, "\n");
    supported_text(a, to);
    text_add(to, "\n");
    moved_text(a, to);
    text_add(to, "\n");
    solved_closure_text(&a->of, to);
    text_format(to,
                "Next: cohong run %s --deficits zero --name zero\n"
                "      cohong jobs %s --country %s\n",
                SCENARIO, SCENARIO, HOME);
}

/* ---- for machines */

static void sales_json(const sales *s, json *j)
{
    json_object(j);
    json_key_text(j, "exporter", s->exporter);
    json_key_text(j, "importer", s->importer);
    json_key_number(j, "value_base", s->before);
    json_key_number(j, "value", s->after);
    json_key_number(j, "change", s->after / s->before - 1);
    json_key_number(j, "goods_tariff_base", s->tariff_before);
    json_key_number(j, "goods_tariff", s->tariff_after);
    json_end(j);
}

static void jobs_json(const demo_answer *a, json *j)
{
    const cohong_world *base = cohong_model_base(a->of.model);
    job_section supported = { .title = "USA: jobs supported by exports",
                              .flow = "exports",
                              .by = "destination",
                              .word = COHONG_SUPPORTED,
                              .rows = a->rows };
    job_section moved = { .title = "USA: jobs reallocated between sectors",
                          .flow = "reallocated",
                          .by = "sector",
                          .word = COHONG_REALLOCATED,
                          .is_change = true,
                          .rows = a->moved,
                          .count = base->sector_count };
    for (size_t d = 0; d < base->country_count; d++)
        if (d != a->home)
            a->rows[supported.count++] = (job_row){ .code = base->countries[d].code, .persons = a->supported[d] };
    json_array(j);
    job_section_json(&supported, j);
    job_section_json(&moved, j);
    json_end(j);
}

static void answer_json(const demo_answer *a, text *to)
{
    const cohong_world *base = cohong_model_base(a->of.model);
    cohong_case of_case = { a->of.model, &a->of.scenario->shock, a->of.solution };
    country_table countries = {
        .value = measure_of_case, .from = &of_case, .countries = base->countries, .country_count = base->country_count
    };
    json j = json_to(to);
    json_object(&j);
    solved_members_json(&a->of, &j);
    json_key(&j, "countries");
    country_table_json(&countries, &j);
    json_key(&j, "trade");
    json_array(&j);
    sales_json(&a->exports, &j);
    sales_json(&a->imports, &j);
    json_end(&j);
    json_key_number(&j, "persons_who_change_sector", a->moved_all);
    json_key(&j, "jobs");
    jobs_json(a, &j);
    json_end(&j);
}

static int answer(demo_answer *a, bool as_json)
{
    cohong_error error = { 0 };
    text to = { 0 };
    if (a->of.solution->outcome != COHONG_CONVERGED) return solved_complain(&a->of);
    if (fill(a, &error) != COHONG_OK) return complain_of(&error);
    if (as_json)
        answer_json(a, &to);
    else
        answer_text(a, &to);
    return screen_print(&to);
}

int verb_demo(int argc, char **argv)
{
    bool as_json = false, no_cache = false;
    const option options[] = { { "json", NULL, "print everything as JSON (fractions: 0.01 is +1 %)", NULL, &as_json },
                               { "no-cache", NULL, "read the world's CSV files even if its cache is valid", NULL,
                                 &no_cache } };
    const command of = { .name = "cohong demo",
                         .operands = "",
                         .about = ABOUT,
                         .options = options,
                         .option_count = sizeof options / sizeof *options };
    given from;
    demo_answer made = { 0 };
    int status;
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    status = solved_new(SCENARIO, !no_cache, false, NULL, &made.of);
    if (status == EXIT_SOLVED) status = answer(&made, as_json);
    release(&made);
    return status;
}
