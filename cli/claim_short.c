/* A claim on one screen: the lines that the claim file gives a label, and where the models stand. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "claim.h"
#include "base/data.h"

enum { INDENT = 10 };

/* "Claim     words, wrapped behind the label". */
static void labelled(const char *label, const char *words, text *to)
{
    text wrapped = { 0 };
    text_paragraph(&wrapped, words, screen_width() - INDENT, 0);
    text_format(to, "%-*s", (int)INDENT, label);
    for (const char *c = wrapped.bytes != NULL ? wrapped.bytes : "\n"; *c != '\0'; c++) {
        text_bytes(to, c, 1);
        if (*c == '\n' && c[1] != '\0') text_repeat(to, ' ', INDENT);
    }
    to->failed |= wrapped.failed;
    text_free(&wrapped);
}

static void top(const checked *of, text *to)
{
    const cohong_claim *c = of->claim;
    char line[CLAIM_LINE], value[PEOPLE_SIZE];
    snprintf(line, sizeof line, "\"%s\" - %s, %s", c->text, c->speaker, c->date);
    labelled("Claim", line, to);
    snprintf(line, sizeof line, "%s %s %s: %s. Horizon: %s.", c->at_most ? "at most" : "at least",
             claim_number(c->threshold, c->unit, value), c->unit, c->metric, c->horizon);
    labelled("True if", line, to);
    labelled("In short", of->answer->finding, to);
}

/* ---- lines with labels */

static void value_cell(const cohong_claim_row *r, table *made)
{
    char a[PEOPLE_SIZE], b[PEOPLE_SIZE], cell[3 * PEOPLE_SIZE + 64];
    const char *side = r->part == COHONG_PART_BOUNDS ? r->group : "", *gap = side[0] != '\0' ? " " : "";
    if (isnan(r->value) && !isnan(r->low95))
        snprintf(cell, sizeof cell, "%s to %s %.40s", claim_number(r->low95, r->unit, a),
                 claim_number(r->high95, r->unit, b), r->unit);
    else if (isnan(r->value))
        snprintf(cell, sizeof cell, "%.60s", r->verdict);
    else
        snprintf(cell, sizeof cell, "%s%s%s %.40s", side, gap, claim_number(r->value, r->unit, a), r->unit);
    table_cell(made, cell);
}

/* "= 188e9 / (911000 / 1e6)", and which years a published figure mixes; what a goal is about has no such line. */
static void how_cell(const cohong_claim_row *r, char cell[CLAIM_LINE])
{
    static const char MIXED[] = "Figures of different years: ";
    const char *years = r->note != NULL && !isnan(r->published) ? strstr(r->note, MIXED) : NULL;
    cell[0] = '\0';
    if (r->part == COHONG_PART_BREAK_EVEN || r->numbers == NULL) return;
    snprintf(cell, CLAIM_LINE, "= %.1000s", r->numbers);
    if (years == NULL) return;
    snprintf(cell, CLAIM_LINE, "= %.1000s  (%.*s)", r->numbers, (int)strcspn(years + sizeof MIXED - 1, "."),
             years + sizeof MIXED - 1);
}

static void label_rows(const checked *of, cohong_claim_part part, table *made)
{
    char cell[CLAIM_LINE];
    for (size_t k = 0; k < of->answer->row_count; k++) {
        const cohong_claim_row *r = &of->answer->rows[k];
        if (r->part != part || r->label == NULL) continue;
        table_cell(made, r->label);
        value_cell(r, made);
        how_cell(r, cell);
        table_cell(made, cell);
    }
}

static bool any_label(const checked *of, cohong_claim_part part)
{
    for (size_t k = 0; k < of->answer->row_count; k++)
        if (of->answer->rows[k].part == part && of->answer->rows[k].label != NULL) return true;
    return false;
}

static void lines(const checked *of, cohong_claim_part part, const char *heading, text *to)
{
    table made = { 0 };
    if (!any_label(of, part)) return;
    table_column(&made, TABLE_LEFT, heading);
    table_column(&made, TABLE_RIGHT, "");
    table_column(&made, TABLE_LEFT, "");
    label_rows(of, part, &made);
    text_add(to, "\n");
    table_render(&made, screen_bold(), to);
    table_free(&made);
}

/* ---- models, a line each */

/* All cases of one family: the range of centres and of 95 % intervals over closures, without and with the condition. */
typedef struct family_summary {
    double centre[2][2], interval[2], probability[2]; /* condition, end */
    bool has[2];
} family_summary;

static void widen(double range[2], double low, double high)
{
    if (isnan(range[0]) || low < range[0]) range[0] = low;
    if (isnan(range[1]) || high > range[1]) range[1] = high;
}

static family_summary summarise(const checked *of, const char *id)
{
    family_summary s = { { { NAN, NAN }, { NAN, NAN } }, { NAN, NAN }, { NAN, NAN }, { false, false } };
    for (size_t k = 0; k < of->answer->row_count; k++) {
        const cohong_claim_row *r = &of->answer->rows[k];
        if (strcmp(r->id, id) != 0) continue;
        size_t with = r->condition != NULL && strcmp(r->condition, "with") == 0;
        if (r->part == COHONG_PART_MODELS && !isnan(r->value)) {
            s.has[with] = true;
            widen(s.centre[with], r->value, r->value);
            if (!isnan(r->low95)) widen(s.interval, r->low95, r->high95);
        }
        if (r->part == COHONG_PART_PROBABILITY && strcmp(r->group, "difference") != 0 && !r->fixed)
            widen(s.probability, r->value, r->value);
    }
    return s;
}

static void range_cell(const double range[2], const char *unit, table *made)
{
    char a[PEOPLE_SIZE], b[PEOPLE_SIZE], cell[3 * PEOPLE_SIZE];
    claim_number(range[0], unit, a);
    claim_number(range[1], unit, b);
    const char *low = isnan(range[0]) ? "" : claim_number(range[0], unit, a), *high = claim_number(range[1], unit, b);
    if (isnan(range[0]) || strcmp(low, high) == 0)
        snprintf(cell, sizeof cell, "%s", low);
    else
        snprintf(cell, sizeof cell, "%s to %s", low, high);
    table_cell(made, cell);
}

static void models(const checked *of, text *to)
{
    const cohong_claim *c = of->claim;
    char central[128], with[128];
    table made = { 0 };
    snprintf(central, sizeof central, "Central%s%.60s", c->condition != NULL ? ", without\n" : "",
             c->condition != NULL ? c->condition : "");
    snprintf(with, sizeof with, "Central, with\n%.60s", c->condition != NULL ? c->condition : "");
    table_column(&made, TABLE_LEFT, "Models");
    table_column(&made, TABLE_RIGHT, central);
    if (c->condition != NULL) table_column(&made, TABLE_RIGHT, with);
    table_column(&made, TABLE_RIGHT, "95 %");
    table_column(&made, TABLE_RIGHT, "Probability");
    for (size_t k = 0; k < of->answer->row_count; k++) {
        const cohong_claim_row *r = &of->answer->rows[k];
        bool first = r->part == COHONG_PART_MODELS && r->label != NULL;
        for (size_t i = 0; i < k && first; i++)
            first = of->answer->rows[i].part != r->part || strcmp(of->answer->rows[i].id, r->id) != 0;
        if (!first) continue;
        family_summary s = summarise(of, r->id);
        table_cell(&made, r->label);
        range_cell(s.centre[0], r->unit, &made);
        if (c->condition != NULL) range_cell(s.centre[1], r->unit, &made);
        range_cell(s.interval, r->unit, &made);
        range_cell(s.probability, "probability", &made);
    }
    if (made.cell_count > 0) {
        text_add(to, "\n");
        table_render(&made, screen_bold(), to);
    }
    table_free(&made);
}

void claim_short(const checked *of, const char *folder, text *to)
{
    char found[DATA_PATH];
    top(of, to);
    lines(of, COHONG_PART_FIGURES, "Figures", to);
    lines(of, COHONG_PART_BOUNDS, "Bounds, before any model", to);
    models(of, to);
    lines(of, COHONG_PART_BREAK_EVEN, "What it would take", to);
    if (folder != NULL)
        text_format(to,
                    "\nFull report, every figure with its source and command: %s/%s\n(the same as text and data: "
                    "report.md, report.json, report.csv, claimreview.jsonld there)\n",
                    folder, *data_page(found) != '\0' ? "report.html, to be opened in a browser" : "report.md");
    else
        text_format(to, "\nFull report, every figure with its source and command: cohong claim %s\n", of->given);
}
