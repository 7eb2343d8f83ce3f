/* The report of a claim for people: on a terminal, or as Markdown with the same words. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "claim.h"

enum { LINE = 2048 };

/* Where it goes and how. */
typedef struct page {
    text *to;
    bool markdown;
    size_t width;
} page;

/* ---- layout */

static void heading(const page *p, const char *words, int level)
{
    if (p->markdown) {
        text_format(p->to, "\n%s %s\n\n", level == 1 ? "#" : level == 2 ? "##" : "###", words);
    } else if (level < 3) {
        bool bold = screen_bold();
        text_format(p->to, "\n%s%s%s\n", bold ? "\033[1m" : "", words, bold ? "\033[0m" : "");
        text_repeat(p->to, level == 1 ? '=' : '-', text_width(words));
        text_add(p->to, "\n");
    } else {
        text_format(p->to, "%s\n", words);
    }
}

static void paragraph(const page *p, const char *words)
{
    text_paragraph(p->to, words, p->markdown ? 4096 : p->width, 0);
    if (p->markdown) text_add(p->to, "\n");
}

static void item(const page *p, const char *words)
{
    char line[LINE];
    snprintf(line, sizeof line, "%s%s", p->markdown ? "- " : "* ", words);
    text_paragraph(p->to, line, p->markdown ? 4096 : p->width, p->markdown ? 2 : 4);
}

/* A line under an item. */
static void under(const page *p, const char *label, const char *words, bool is_code)
{
    char line[LINE];
    const char *quote = p->markdown && is_code ? "`" : "";
    if (words == NULL || words[0] == '\0') return;
    snprintf(line, sizeof line, "%s%s%s%s%s", p->markdown ? "- " : "", label, quote, words, quote);
    text_repeat(p->to, ' ', p->markdown ? 2 : 4);
    text_paragraph(p->to, line, p->markdown ? 4096 : p->width - 4, 6);
}

/* ---- numbers */

static bool is_money(const char *unit)
{
    return unit != NULL && (strncmp(unit, "USD", 3) == 0 || strncmp(unit, "CNY", 3) == 0) &&
           (unit[3] == '\0' || unit[3] == ' ');
}

/* Money from a billion on in billions, what is a fraction with four digits, the rest whole. */
static const char *number(double value, const char *unit, char to[PEOPLE_SIZE])
{
    if (isnan(value)) return "n/a";
    if (fabs(value) < 1e-6) return "0"; /* what is left of a solver's tolerance */
    if (is_money(unit) && fabs(value) >= 1e9)
        snprintf(to, PEOPLE_SIZE, "%.1f bn", value / 1e9);
    else if (fabs(value) >= 1000)
        people_level(value, 0, to);
    else
        snprintf(to, PEOPLE_SIZE, "%.4g", value);
    return to;
}

static void add_interval(char line[LINE], const char *words, double low, double high, const char *unit)
{
    char a[PEOPLE_SIZE], b[PEOPLE_SIZE];
    size_t used = strlen(line);
    if (!isnan(low))
        snprintf(line + used, LINE - used, "; %s %s to %s", words, number(low, unit, a), number(high, unit, b));
}

/* "Title (ex post): 206.4 bn USD; published 206.0 bn: reproduced" */
static void row_line(const cohong_claim_row *r, char line[LINE])
{
    char value[PEOPLE_SIZE], published[PEOPLE_SIZE];
    bool is_range = isnan(r->value) && !isnan(r->low95);
    snprintf(line, LINE, "%s%s%s%s:", r->title, r->vintage != NULL ? " (" : "", r->vintage != NULL ? r->vintage : "",
             r->vintage != NULL ? ")" : "");
    size_t used = strlen(line);
    if (is_range) {
        snprintf(line + used, LINE - used, " %s to", number(r->low95, r->unit, value));
        used = strlen(line);
        snprintf(line + used, LINE - used, " %s %s", number(r->high95, r->unit, value), r->unit);
    } else if (isnan(r->value)) {
        snprintf(line + used, LINE - used, " %s", r->verdict != NULL ? r->verdict : "n/a");
        return;
    } else {
        snprintf(line + used, LINE - used, "%s%s %s %s", r->part == COHONG_PART_BOUNDS ? " " : "",
                 r->part == COHONG_PART_BOUNDS ? r->group : "", number(r->value, r->unit, value),
                 r->unit != NULL ? r->unit : "");
        add_interval(line, "two thirds", r->low67, r->high67, r->unit);
        add_interval(line, "95 %", r->low95, r->high95, r->unit);
    }
    used = strlen(line);
    if (!isnan(r->published))
        snprintf(line + used, LINE - used, "; published: %s", number(r->published, r->unit, published));
    used = strlen(line);
    if (r->verdict != NULL && !is_range) snprintf(line + used, LINE - used, "; %s", r->verdict);
}

/* What the row before has said, of the same model under another closure, is not said again. */
static const char *news(const char *words, const char *before)
{
    return words != NULL && before != NULL && strcmp(words, before) == 0 ? NULL : words;
}

static void row(const page *p, const cohong_claim_row *r, const cohong_claim_row *before)
{
    static const cohong_claim_row NOTHING = { 0 };
    char line[LINE];
    if (before == NULL || before->id != r->id) before = &NOTHING;
    row_line(r, line);
    item(p, line);
    under(p, "= ", news(r->formula, before->formula), true);
    if (r->formula != NULL) under(p, "= ", news(news(r->numbers, r->formula), before->numbers), true);
    under(p, "", news(r->note, before->note), false);
    under(p, "command: ", r->command, true);
}

/* ---- parts */

static void part_claim(const page *p, const cohong_claim *c)
{
    char line[LINE];
    snprintf(line, sizeof line, "%s\"%s\"", p->markdown ? "> " : "", c->text);
    paragraph(p, line);
    snprintf(line, sizeof line, "%s, %s. Read at %s", c->speaker, c->date, c->address);
    paragraph(p, line);
}

static void part_meaning(const page *p, const cohong_claim *c)
{
    char line[LINE], value[PEOPLE_SIZE];
    snprintf(line, sizeof line, "Checked: %s, %s %s %s. Horizon: %s.", c->metric, c->at_most ? "at most" : "at least",
             number(c->threshold, c->unit, value), c->unit, c->horizon);
    paragraph(p, line);
    for (size_t k = 0; k < c->reading_count; k++) {
        snprintf(line, sizeof line, "%s%s: %s", k == 0 ? "Checked here - " : "Other reading - ", c->readings[k].title,
                 c->readings[k].text);
        item(p, line);
    }
}

static void part_vintage(const page *p, const checked *of)
{
    const cohong_claim *c = of->claim;
    char line[LINE];
    size_t before = 0;
    for (size_t k = 0; k < of->answer->fact_count; k++)
        before += strcmp(c->facts[of->answer->facts[k]].known, c->vintage[COHONG_EX_ANTE]) <= 0;
    snprintf(line, sizeof line,
             "Ex ante: what was public by %s (%zu of the %zu figures used). Ex post: by %s. A part marked ex ante uses "
             "nothing later.",
             c->vintage[COHONG_EX_ANTE], before, of->answer->fact_count, c->vintage[COHONG_EX_POST]);
    paragraph(p, line);
}

static void part_sources(const page *p, const checked *of)
{
    const cohong_claim *c = of->claim;
    const cohong_claim_answer *a = of->answer;
    char line[LINE], value[PEOPLE_SIZE];
    for (size_t k = 0; k < a->fact_count; k++) {
        const cohong_fact *f = &c->facts[a->facts[k]];
        snprintf(line, sizeof line, "%s = %s %s (%d, public by %s): %s. %s, %s", f->id,
                 number(f->value, f->unit, value), f->unit, f->year, f->known, f->what, f->source, f->address);
        item(p, line);
    }
    snprintf(line, sizeof line,
             "Settings: %zu quasi-random draws (Halton) for quantiles and probabilities; %zu pairs by counter, seed "
             "%llu, for "
             "the indices. Engine: cohong %s. Recompute: cohong claim %s",
             a->draws, a->sobol_draws, (unsigned long long)a->seed, COHONG_VERSION, of->given);
    if (p->markdown) text_add(p->to, "\n");
    paragraph(p, line);
    for (size_t k = 0; k < c->source_count; k++) {
        snprintf(line, sizeof line, "%s  sha256 %s", c->sources[k].path, c->sources[k].sha256);
        item(p, line);
    }
}

/* Rows under the headings of their groups, in the order in which the groups first come. */
static void part_rows(const page *p, const cohong_claim_answer *a, cohong_claim_part part)
{
    bool grouped = part != COHONG_PART_BOUNDS && part != COHONG_PART_PROBABILITY, any = false;
    for (size_t first = 0; first < a->row_count; first++) {
        const cohong_claim_row *r = &a->rows[first];
        bool seen = false;
        if (r->part != part) continue;
        any = true;
        if (!grouped) {
            row(p, r, NULL);
            continue;
        }
        for (size_t k = 0; k < first; k++) seen |= a->rows[k].part == part && strcmp(a->rows[k].group, r->group) == 0;
        if (seen) continue;
        heading(p, r->group, 3);
        const cohong_claim_row *before = NULL;
        for (size_t k = first; k < a->row_count; k++) {
            if (a->rows[k].part != part || strcmp(a->rows[k].group, r->group) != 0) continue;
            row(p, &a->rows[k], before);
            before = &a->rows[k];
        }
    }
    if (!any) paragraph(p, "None: the claim file declares nothing that this part could be computed from.");
}

static void part(const page *p, const checked *of, cohong_claim_part which)
{
    heading(p, cohong_claim_part_heading(which), 2);
    if (which == COHONG_PART_CLAIM)
        part_claim(p, of->claim);
    else if (which == COHONG_PART_MEANING)
        part_meaning(p, of->claim);
    else if (which == COHONG_PART_VINTAGE)
        part_vintage(p, of);
    else if (which == COHONG_PART_CHANGE)
        for (size_t k = 0; k < of->claim->change_count; k++) item(p, of->claim->changes[k]);
    else if (which == COHONG_PART_SOURCES)
        part_sources(p, of);
    else
        part_rows(p, of->answer, which);
}

void claim_text(const checked *of, bool markdown, text *to)
{
    page p = { .to = to, .markdown = markdown, .width = screen_width() };
    heading(&p, of->claim->title, 1);
    for (int which = 0; which < COHONG_CLAIM_PART_COUNT; which++) part(&p, of, (cohong_claim_part)which);
    if (!markdown)
        text_format(to, "\nThe whole as a page: cohong claim %s --markdown; as data: --json, --csv, --jsonld.\n",
                    of->given);
}
