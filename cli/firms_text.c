/* cohong firms as text. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firms.h"
#include "job_section.h"

const char *const FIRMS_METHODS[3] = { "exact", "weighted", "granular" };

static void level_cell(table *to, double value, double unit, int decimals)
{
    char cell[PEOPLE_SIZE];
    table_cell(to, people_level(value / unit, decimals, cell));
}

static void finish(table *made, text *to)
{
    table_render(made, screen_bold(), to);
    table_free(made);
    text_add(to, "\n");
}

static void market_row(const char *code, const cohong_firm_sums *s, double iceberg, table *to)
{
    char cell[PEOPLE_SIZE];
    table_cell(to, code);
    level_cell(to, s->sellers_without, 1, 0);
    level_cell(to, s->sales_without, 1e6, 1);
    level_cell(to, s->sellers[COHONG_DIRECT], 1, 0);
    level_cell(to, s->sales[COHONG_DIRECT], 1e6, 1);
    level_cell(to, s->sellers[COHONG_PLATFORM], 1, 0);
    level_cell(to, s->sales[COHONG_PLATFORM], 1e6, 1);
    level_cell(to, s->new_sellers, 1, 0);
    level_cell(to, s->new_sales, 1e6, 1);
    level_cell(to, s->replaced_sales, 1e6, 1);
    snprintf(cell, sizeof cell, "%.4f", iceberg);
    table_cell(to, isnan(iceberg) ? "n/a" : cell);
}

static void markets_text(const firms_answer *a, text *to)
{
    static const char *const HEADINGS[] = { "Sellers\nwithout it", "Sales\nwithout it", "Direct\nsellers",
                                            "Direct\nsales",       "Platform\nsellers", "Platform\nsales",
                                            "New\nsellers",        "New\nsales",        "Direct sales\nreplaced",
                                            "Effective\niceberg" };
    const cohong_firm_outcome *o = a->outcome;
    table made = { 0 };
    table_column(&made, TABLE_LEFT, "Market");
    for (size_t k = 0; k < sizeof HEADINGS / sizeof *HEADINGS; k++) table_column(&made, TABLE_RIGHT, HEADINGS[k]);
    for (size_t m = 0; m < o->market_count; m++)
        market_row(a->firms->markets[m].code, &o->markets[m], o->effective_iceberg[m], &made);
    if (o->market_count > 1) market_row("all", &o->all, NAN, &made);
    text_format(to, "With the platform and without it%s; sales in millions of %s\n",
                a->nest != NULL ? ", at the equilibrium's demand" : "", a->firms->currency);
    finish(&made, to);
}

static void totals_text(const firms_answer *a, text *to)
{
    const cohong_firm_totals *t = &a->outcome->totals;
    char first[PEOPLE_SIZE], second[PEOPLE_SIZE];
    text_format(to, "Exporters: %s, without the platform %s.\n", people_level(t->exporters, 0, first),
                people_level(t->exporters_without, 0, second));
    text_format(to, "On the platform: %s firms, which pay %s million %s in fees for all markets",
                people_level(t->platform_firms, 0, first), people_level(t->fees / 1e6, 1, second), a->firms->currency);
    text_format(to, " and keep %s million.\n", people_level(t->platform_income / 1e6, 1, first));
    if (a->outcome->visibility_iterations > 0)
        text_format(to, "Visibility settled in %zu rounds, residual %.1e.\n", a->outcome->visibility_iterations,
                    a->outcome->visibility_residual);
    text_add(to, "\n");
}

/* What the law makes of each channel; a channel of the file's own numbers is shown beside it. */
static void law_text(const firms_answer *a, text *to)
{
    static const char *const CHANNELS[] = { "platform", "direct" };
    char day[COHONG_DATE_SIZE], cell[PEOPLE_SIZE];
    table made = { 0 };
    if (a->firms->law == NULL) return;
    text_format(to, "Channels by %s on %s\n", a->firms->law, cohong_date_write(a->firms->law_on, day));
    table_column(&made, TABLE_LEFT, "Market");
    table_column(&made, TABLE_LEFT, "Channel");
    table_column(&made, TABLE_RIGHT, "Tariff\n%");
    table_column(&made, TABLE_RIGHT, "VAT\n%");
    table_column(&made, TABLE_RIGHT, "Eligible\n%");
    for (size_t m = 0; m < a->firms->market_count; m++)
        for (size_t c = 0; c < COHONG_CHANNEL_COUNT; c++) {
            const cohong_firm_terms *of = &a->firms->markets[m].terms[c];
            const double numbers[] = { of->tariff, of->vat, of->eligible };
            table_cell(&made, c == 0 ? a->firms->markets[m].code : "");
            table_cell(&made, CHANNELS[c]);
            for (size_t k = 0; k < 3; k++) {
                snprintf(cell, sizeof cell, "%.2f", 100 * numbers[k]);
                table_cell(&made, cell);
            }
        }
    finish(&made, to);
}

/* Classes of the Census Bureau's profile of exporting companies. */
static const struct {
    const char *name;
    size_t least, most;
} CLASSES[] = { { "1", 1, 1 },          { "2 to 4", 2, 4 },     { "5 to 9", 5, 9 },
                { "10 to 24", 10, 24 }, { "25 to 49", 25, 49 }, { "50 and more", 50, SIZE_MAX } };
enum { CLASS_COUNT = sizeof CLASSES / sizeof *CLASSES };

static double class_sum(const double *by, size_t market_count, size_t k)
{
    double sum = 0;
    for (size_t n = CLASSES[k].least; n <= market_count && n <= CLASSES[k].most; n++) sum += by[n];
    return sum;
}

static void classes_text(const firms_answer *a, text *to)
{
    const cohong_firm_outcome *o = a->outcome;
    char cell[PEOPLE_SIZE];
    table made = { 0 };
    if (o->market_count < 2) return;
    table_column(&made, TABLE_LEFT, "Markets\na firm");
    table_column(&made, TABLE_RIGHT, "Exporters");
    table_column(&made, TABLE_RIGHT, "Sales");
    table_column(&made, TABLE_RIGHT, "of all\n%");
    for (size_t k = 0; k < CLASS_COUNT && CLASSES[k].least <= o->market_count; k++) {
        double sales = class_sum(o->sales_by_markets, o->market_count, k);
        table_cell(&made, CLASSES[k].name);
        level_cell(&made, class_sum(o->exporters_by_markets, o->market_count, k), 1, 0);
        level_cell(&made, sales, 1e6, 1);
        snprintf(cell, sizeof cell, "%.1f", 100 * sales / firms_all_sales(&o->all));
        table_cell(&made, firms_all_sales(&o->all) > 0 ? cell : "n/a");
    }
    finish(&made, to);
}

/* Exporters and their sales by what one sells in all markets together; classes without exporters are left out. */
static void sales_classes_text(const firms_answer *a, text *to)
{
    const cohong_firm_outcome *o = a->outcome;
    const double *edges = a->firms->sales_edges, all = firms_all_sales(&o->all);
    size_t last = a->firms->sales_edge_count;
    char from[PEOPLE_SIZE], below[PEOPLE_SIZE], name[2 * PEOPLE_SIZE + 16], cell[PEOPLE_SIZE], unit[64];
    table made = { 0 };
    if (!(o->totals.exporters >= 0.5)) return;
    snprintf(unit, sizeof unit, "Sales a firm,\n%.40s", a->firms->currency);
    table_column(&made, TABLE_LEFT, unit);
    table_column(&made, TABLE_RIGHT, "Exporters");
    table_column(&made, TABLE_RIGHT, "Sales,\nmillions");
    table_column(&made, TABLE_RIGHT, "of all\n%");
    for (size_t c = 0; c <= last; c++) {
        if (!(o->exporters_by_sales[c] >= 0.5)) continue;
        people_level(c > 0 ? edges[c - 1] : 0, 0, from);
        people_level(c < last ? edges[c] : 0, 0, below);
        snprintf(name, sizeof name, c == last ? "%s and more" : "%s to below %s", from, below);
        table_cell(&made, name);
        level_cell(&made, o->exporters_by_sales[c], 1, 0);
        level_cell(&made, o->sales_by_sales[c], 1e6, 1);
        snprintf(cell, sizeof cell, "%.1f", 100 * o->sales_by_sales[c] / all);
        table_cell(&made, cell);
    }
    finish(&made, to);
}

/* Net jobs and the closure that they depend on. */
static void net_text(const firms_answer *a, text *to)
{
    char line[400];
    if (a->nest == NULL) {
        text_paragraph(
            to,
            "Net jobs in the whole economy, after wages and demand have moved, need an equilibrium: --world WORLD "
            "or --scenario FILE. Under full employment they are 0 by assumption.",
            screen_width(), 2);
        return;
    }
    const cohong_settings *settings = cohong_model_settings(a->model);
    bool full = !cohong_labour_moves(settings->labour), all = strcmp(settings->labour_country, "*") == 0;
    snprintf(line, sizeof line, "Net jobs: under labour = %s%s%s%s.", settings->labour,
             full  ? ", which sets them to 0 (--labour rigid, elastic)"
             : all ? " in all countries"
                   : " in ",
             full || all ? "" : settings->labour_country,
             full ? "" : "; under full employment they are 0 by assumption");
    text_paragraph(to, line, screen_width(), 2);
    job_word_text(COHONG_CREATED_OR_LOST, to);
}

static void jobs_text(const firms_answer *a, text *to)
{
    cohong_firm_job jobs[COHONG_FIRM_JOB_COUNT];
    char wage[PEOPLE_SIZE], wage_words[128];
    size_t words;
    table made = { 0 };
    snprintf(wage_words, sizeof wage_words, "whose income on the platform reaches one full-time wage, %s",
             people_level(a->firms->labour.wage, 0, wage));
    if (cohong_firms_jobs(a->firms, a->outcome, a->nest, a->model, jobs, NULL) != COHONG_OK) return;
    table_column(&made, TABLE_LEFT, "Jobs");
    table_column(&made, TABLE_LEFT, "");
    table_column(&made, TABLE_RIGHT, "Persons");
    for (size_t k = 0; k < COHONG_FIRM_JOB_COUNT; k++) {
        table_cell(&made, cohong_job_words(&words)[jobs[k].word].word);
        table_cell(&made, jobs[k].what);
        if (isnan(jobs[k].persons))
            table_cell(&made, "n/a");
        else
            level_cell(&made, jobs[k].persons, 1, 0);
    }
    table_cell(&made, "(firms)");
    table_cell(&made, wage_words);
    level_cell(&made, a->outcome->totals.firms_at_wage, 1, 0);
    finish(&made, to);
    job_word_text(COHONG_SUPPORTED, to);
    job_word_text(COHONG_ADDITIONAL, to);
    net_text(a, to);
}

/* ---- worlds */

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Mean and quantiles (of the worlds themselves, the nearest below) of one number of the worlds. */
typedef struct spread {
    double mean, low, median, high;
} spread;

static bool spread_of(const firms_answer *a, size_t offset, spread *to)
{
    size_t count = (size_t)a->flags->world_count;
    double *sorted = calloc(count, sizeof *sorted);
    if (sorted == NULL) return false;
    to->mean = 0;
    for (size_t w = 0; w < count; w++) {
        sorted[w] = *(const double *)((const char *)&a->worlds[w] + offset);
        to->mean += sorted[w] / (double)count;
    }
    qsort(sorted, count, sizeof *sorted, ascending);
    to->low = sorted[(count - 1) / 20];
    to->median = sorted[(count - 1) / 2];
    to->high = sorted[(count - 1) - (count - 1) / 20];
    free(sorted);
    return true;
}

static const firms_world_number WORLD_NUMBERS[] = {
    { "Exports, million", "exports", offsetof(firms_world, exports), 1e6 },
    { "Platform sales, million", "platform_sales", offsetof(firms_world, platform_sales), 1e6 },
    { "Exporters", "exporters", offsetof(firms_world, exporters), 1 },
    { "Platform firms", "platform_firms", offsetof(firms_world, platform_firms), 1 },
    { "Additional jobs, persons", "additional", offsetof(firms_world, additional), 1 },
};

const firms_world_number *firms_world_numbers(const firms_answer *a, size_t *count)
{
    *count = sizeof WORLD_NUMBERS / sizeof *WORLD_NUMBERS - (a->firms->has_labour ? 0 : 1);
    return WORLD_NUMBERS;
}

static void worlds_text(const firms_answer *a, text *to)
{
    static const char *const HEADINGS[] = { "Mean", "5 %", "Median", "95 %" };
    table made = { 0 };
    size_t count;
    if (a->worlds == NULL) return;
    const firms_world_number *numbers = firms_world_numbers(a, &count);
    table_column(&made, TABLE_LEFT, "");
    for (size_t k = 0; k < 4; k++) table_column(&made, TABLE_RIGHT, HEADINGS[k]);
    for (size_t k = 0; k < count; k++) {
        spread s = { 0 };
        if (!spread_of(a, numbers[k].offset, &s)) made.failed = true;
        const double values[] = { s.mean, s.low, s.median, s.high };
        table_cell(&made, numbers[k].name);
        for (size_t n = 0; n < 4; n++) level_cell(&made, values[n], numbers[k].unit, numbers[k].unit > 1);
    }
    text_format(to, "Over %d worlds, with the platform (tables below: the first of them)\n", a->flags->world_count);
    finish(&made, to);
}

/* ---- break-even */

static void break_even_text(const firms_answer *a, text *to)
{
    char cell[PEOPLE_SIZE];
    table made = { 0 };
    if (!a->has_break_even) return;
    table_column(&made, TABLE_LEFT, "One number alone");
    table_column(&made, TABLE_RIGHT, "has to be\ntimes now");
    table_column(&made, TABLE_RIGHT, "Tried\nto times");
    table_column(&made, TABLE_RIGHT, "Most\npersons");
    table_column(&made, TABLE_RIGHT, "Platform\nsales there");
    table_column(&made, TABLE_LEFT, "");
    for (size_t k = 0; k < COHONG_FIRM_LEVER_COUNT; k++) {
        const cohong_firm_break_even *row = &a->rows[k];
        snprintf(cell, sizeof cell, "%.4g", row->factor);
        table_cell(&made, row->lever);
        table_cell(&made, isnan(row->factor) ? "not enough" : cell);
        snprintf(cell, sizeof cell, "%g", row->to);
        table_cell(&made, cell);
        level_cell(&made, row->best_persons, 1, 0);
        level_cell(&made, row->platform_sales, 1e6, 0);
        table_cell(&made, row->above_ceiling ? "more than the market" : "");
    }
    text_format(to, "What it takes for %s additional jobs, other numbers as they are; sales in millions of %s\n",
                people_level(a->flags->target_persons, 0, cell), a->firms->currency);
    finish(&made, to);
}

void firms_text(const firms_answer *a, text *to)
{
    char firms[PEOPLE_SIZE];
    double count = 0;
    for (size_t g = 0; g < a->firms->group_count; g++) count += a->firms->groups[g].firms;
    text_format(to, "%s\n%s firms in %zu group%s, %zu market%s, method %s\n\n", a->firms->title,
                people_level(count, 0, firms), a->firms->group_count, a->firms->group_count == 1 ? "" : "s",
                a->firms->market_count, a->firms->market_count == 1 ? "" : "s", FIRMS_METHODS[a->flags->by]);
    law_text(a, to);
    worlds_text(a, to);
    markets_text(a, to);
    totals_text(a, to);
    classes_text(a, to);
    sales_classes_text(a, to);
    firms_nest_text(a, to);
    break_even_text(a, to);
    jobs_text(a, to);
}
