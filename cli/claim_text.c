/* The report of a claim for people: on a terminal, or as Markdown with the same words. Numbers in brackets after a line are those of the
 * sources at the end that it rests on. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "claim.h"

/* Where it goes and how. */
typedef struct page {
    text *to;
    bool markdown;
    size_t width;
    const checked *of;
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
        text_add(p->to, "\n");
        text_paragraph(p->to, words, p->width, 2);
    }
}

static void paragraph(const page *p, const char *words)
{
    text_paragraph(p->to, words, p->markdown ? 4096 : p->width, 0);
    if (p->markdown) text_add(p->to, "\n");
}

static void item(const page *p, const char *words)
{
    char line[CLAIM_LINE];
    snprintf(line, sizeof line, "%s%s", p->markdown ? "- " : "* ", words);
    text_paragraph(p->to, line, p->markdown ? 4096 : p->width, p->markdown ? 2 : 4);
}

/* A line under an item. */
static void under(const page *p, const char *label, const char *words, bool is_code)
{
    char line[CLAIM_LINE];
    const char *quote = p->markdown && is_code ? "`" : "";
    if (words == NULL || words[0] == '\0') return;
    snprintf(line, sizeof line, "%s%s%s%s%s", p->markdown ? "- " : "", label, quote, words, quote);
    text_repeat(p->to, ' ', p->markdown ? 2 : 4);
    text_paragraph(p->to, line, p->markdown ? 4096 : p->width - 4, 6);
}

static void render(const page *p, table *made)
{
    text_add(p->to, p->markdown ? "\n" : "");
    if (p->markdown)
        table_render_markdown(made, p->to);
    else
        table_render(made, screen_bold(), p->to);
    text_add(p->to, p->markdown ? "\n" : "");
    table_free(made);
}

/* ---- numbers */

static bool is_money(const char *unit)
{
    return unit != NULL && (strncmp(unit, "USD", 3) == 0 || strncmp(unit, "CNY", 3) == 0) &&
           (unit[3] == '\0' || unit[3] == ' ');
}

/* Of which there are no halves. */
static bool is_count(const char *unit)
{
    static const char *const COUNTS[] = { "jobs", "firms", "persons", "brands" };
    for (size_t k = 0; unit != NULL && k < sizeof COUNTS / sizeof *COUNTS; k++)
        if (strcmp(unit, COUNTS[k]) == 0) return true;
    return false;
}

const char *claim_number(double value, const char *unit, char to[PEOPLE_SIZE])
{
    if (isnan(value)) return "n/a";
    if (fabs(value) < 1e-6) return "0"; /* what is left of a solver's tolerance */
    if (is_money(unit) && fabs(value) >= 1e9)
        snprintf(to, PEOPLE_SIZE, "%.1f bn", value / 1e9);
    else if (fabs(value) >= 1000 || (is_count(unit) && fabs(value) >= 10))
        people_level(value, 0, to);
    else
        snprintf(to, PEOPLE_SIZE, "%.4g", value);
    return to;
}

/* "35,243 to 121,913"; empty where there is no interval. */
static const char *interval(double low, double high, const char *unit, char to[2 * PEOPLE_SIZE])
{
    char a[PEOPLE_SIZE], b[PEOPLE_SIZE];
    to[0] = '\0';
    if (!isnan(low)) snprintf(to, 2 * PEOPLE_SIZE, "%s to %s", claim_number(low, unit, a), claim_number(high, unit, b));
    return to;
}

const char *claim_again(const checked *of, const cohong_claim_row *r, char to[CLAIM_COMMAND])
{
    bool quote = strchr(r->id, ' ') != NULL;
    snprintf(to, CLAIM_COMMAND, "cohong claim %s --only %s%s%s", of->given, quote ? "'" : "", r->id, quote ? "'" : "");
    return to;
}

/* " [3, 7]"; in Markdown each a link to the source. */
static const char *references(const page *p, const cohong_claim_row *r, char to[CLAIM_LINE])
{
    size_t used = 0;
    to[0] = '\0';
    for (size_t k = 0; k < r->ground_count && used + 64 < CLAIM_LINE; k++) {
        const char *before = k == 0 ? " [" : ", ";
        size_t n = r->grounds[k] + 1;
        used += (size_t)(p->markdown ? snprintf(to + used, CLAIM_LINE - used, "%s[%zu](#source-%zu)", before, n, n)
                                     : snprintf(to + used, CLAIM_LINE - used, "%s%zu", before, n));
    }
    if (used > 0) snprintf(to + used, CLAIM_LINE - used, "]");
    return to;
}

/* "Title (ex post): 206.4 bn USD; published: 206.0 bn; reproduced [9, 11]" */
static void row_line(const page *p, const cohong_claim_row *r, char line[CLAIM_LINE])
{
    char value[PEOPLE_SIZE], both[2 * PEOPLE_SIZE], sources[CLAIM_LINE];
    size_t used = 0;
    used += (size_t)snprintf(line, CLAIM_LINE, "%s%s%s%s: ", r->title, r->vintage != NULL ? " (" : "",
                             r->vintage != NULL ? r->vintage : "", r->vintage != NULL ? ")" : "");
    if (isnan(r->value) && !isnan(r->low95))
        used += (size_t)snprintf(line + used, CLAIM_LINE - used, "%s %s", interval(r->low95, r->high95, r->unit, both),
                                 r->unit);
    else if (!isnan(r->value))
        used += (size_t)snprintf(line + used, CLAIM_LINE - used, "%s%s%s %s",
                                 r->part == COHONG_PART_BOUNDS ? r->group : "",
                                 r->part == COHONG_PART_BOUNDS ? " " : "", claim_number(r->value, r->unit, value),
                                 r->unit != NULL ? r->unit : "");
    if (!isnan(r->published))
        used += (size_t)snprintf(line + used, CLAIM_LINE - used, "; published: %s",
                                 claim_number(r->published, r->unit, value));
    bool said = r->verdict != NULL && strcmp(r->verdict, "range") != 0;
    if (said)
        used += (size_t)snprintf(line + used, CLAIM_LINE - used, "%s%s", isnan(r->value) && isnan(r->low95) ? "" : "; ",
                                 r->verdict);
    if (used < CLAIM_LINE) snprintf(line + used, CLAIM_LINE - used, "%s", references(p, r, sources));
}

static void commands(const page *p, const cohong_claim_row *r)
{
    char again[CLAIM_COMMAND];
    under(p, "recompute: ", claim_again(p->of, r, again), true);
    under(p, "its engine: ", r->command, true);
}

static void row(const page *p, const cohong_claim_row *r)
{
    char line[CLAIM_LINE];
    row_line(p, r, line);
    item(p, line);
    under(p, "= ", r->formula, true);
    if (r->formula != NULL && r->numbers != NULL && strcmp(r->numbers, r->formula) != 0)
        under(p, "= ", r->numbers, true);
    under(p, "", r->note, false);
    commands(p, r);
}

/* ---- rows that belong together */

/* The rows of a part with one id under one group, from `first` on. */
typedef struct family_rows {
    const cohong_claim_row *rows[32];
    size_t count;
} family_rows;

static family_rows rows_of(const cohong_claim_answer *a, size_t first)
{
    family_rows all = { .count = 0 };
    const cohong_claim_row *one = &a->rows[first];
    for (size_t k = first; k < a->row_count && all.count < 32; k++)
        if (a->rows[k].part == one->part && strcmp(a->rows[k].id, one->id) == 0) all.rows[all.count++] = &a->rows[k];
    return all;
}

static bool is_first_of_family(const cohong_claim_answer *a, size_t at)
{
    for (size_t k = 0; k < at; k++)
        if (a->rows[k].part == a->rows[at].part && strcmp(a->rows[k].id, a->rows[at].id) == 0) return false;
    return true;
}

/* "without the trade war; labour full" */
static const char *case_words(const page *p, const cohong_claim_row *r, char to[CLAIM_LINE])
{
    const char *condition = r->condition, *closure = r->closure;
    snprintf(to, CLAIM_LINE, "%s%s%s%s%s%s", condition != NULL ? condition : "", condition != NULL ? " " : "",
             condition != NULL ? p->of->claim->condition : "", condition != NULL && closure != NULL ? "; " : "",
             closure != NULL ? "labour " : "", closure != NULL ? closure : "");
    if (to[0] == '\0') snprintf(to, CLAIM_LINE, "as it is");
    return to;
}

/* The title of a family is that of its first row up to the case. */
static void family_title(const page *p, const cohong_claim_row *r, char to[CLAIM_LINE])
{
    char line[CLAIM_LINE], sources[CLAIM_LINE];
    const char *from = r->part == COHONG_PART_PROBABILITY && strstr(r->title, "): ") != NULL
                           ? strstr(r->title, "): ") + 3
                           : r->title;
    snprintf(line, sizeof line, "%s", from);
    char *end = strstr(line, "; labour: ");
    if (end == NULL) end = strstr(line, "; without ");
    if (end == NULL) end = strstr(line, "; with ");
    if (end != NULL) *end = '\0';
    snprintf(to, CLAIM_LINE, "%.1500s (%s)%.400s", line, r->vintage, references(p, r, sources));
}

static void model_table(const page *p, const family_rows *all)
{
    char cell[CLAIM_LINE], both[2 * PEOPLE_SIZE], value[PEOPLE_SIZE], heading_[64];
    table made = { 0 };
    snprintf(heading_, sizeof heading_, "Central, %.40s", all->rows[0]->unit);
    table_column(&made, TABLE_LEFT, "Case");
    table_column(&made, TABLE_RIGHT, heading_);
    table_column(&made, TABLE_RIGHT, "Two thirds");
    table_column(&made, TABLE_RIGHT, "95 %");
    table_column(&made, TABLE_LEFT, "");
    for (size_t k = 0; k < all->count; k++) {
        const cohong_claim_row *r = all->rows[k];
        table_cell(&made, case_words(p, r, cell));
        table_cell(&made, claim_number(r->value, r->unit, value));
        table_cell(&made, interval(r->low67, r->high67, r->unit, both));
        table_cell(&made, interval(r->low95, r->high95, r->unit, both));
        table_cell(&made, r->verdict != NULL ? r->verdict : "");
    }
    render(p, &made);
}

static void probability_table(const page *p, const family_rows *all)
{
    char cell[CLAIM_LINE], value[PEOPLE_SIZE];
    table made = { 0 };
    table_column(&made, TABLE_LEFT, "Case");
    table_column(&made, TABLE_RIGHT, "Probability");
    table_column(&made, TABLE_LEFT, "In words");
    for (size_t k = 0; k < all->count; k++) {
        const cohong_claim_row *r = all->rows[k];
        bool difference = strcmp(r->group, "difference") == 0;
        snprintf(cell, sizeof cell, "what %.80s changes", p->of->claim->condition);
        if (!difference) case_words(p, r, cell);
        table_cell(&made, cell);
        table_cell(&made, claim_number(r->value, r->unit, value));
        table_cell(&made, r->verdict);
    }
    render(p, &made);
}

/* One family: its title, its cases, and once what they share. */
static void family(const page *p, const family_rows *all)
{
    char line[CLAIM_LINE];
    const cohong_claim_row *first = all->rows[0], *last = NULL;
    family_title(p, first, line);
    item(p, line);
    if (first->part == COHONG_PART_MODELS)
        model_table(p, all);
    else
        probability_table(p, all);
    for (size_t k = 0; k < all->count; k++) {
        const cohong_claim_row *r = all->rows[k];
        bool again = last != NULL && last->formula != NULL && r->formula != NULL &&
                     strcmp(last->formula, r->formula) == 0;
        if (r->formula != NULL && !again) {
            under(p,
                  r->condition == NULL                ? "= "
                  : strcmp(r->condition, "with") == 0 ? "with = "
                                                      : "without = ",
                  r->formula, true);
            if (r->numbers != NULL && strcmp(r->numbers, r->formula) != 0) under(p, "= ", r->numbers, true);
        }
        if (r->formula != NULL) last = r;
    }
    under(p, "", first->note, false);
    char command[CLAIM_COMMAND];
    under(p, "recompute: ", claim_again(p->of, first, command), true);
    for (size_t k = 0; k < all->count; k++) {
        bool said = false;
        for (size_t i = 0; i < k; i++)
            said |= all->rows[i]->command != NULL && all->rows[k]->command != NULL &&
                    strcmp(all->rows[i]->command, all->rows[k]->command) == 0;
        if (!said) under(p, "its engine: ", all->rows[k]->command, true);
    }
}

/* Tornado and indices of all inputs of one family; rows come in threes. */
static void sensitivity_table(const page *p, const char *group)
{
    const cohong_claim_answer *a = p->of->answer;
    char cell[CLAIM_LINE], both[2 * PEOPLE_SIZE], sources[CLAIM_LINE];
    const cohong_claim_row *any = NULL;
    table made = { 0 };
    table_column(&made, TABLE_LEFT, "Input");
    table_column(&made, TABLE_RIGHT, "Over its\ntwo thirds");
    table_column(&made, TABLE_RIGHT, "First-order\nindex");
    table_column(&made, TABLE_RIGHT, "Total\nindex");
    for (size_t k = 0; k + 2 < a->row_count; k++) {
        const cohong_claim_row *r = &a->rows[k];
        if (r->part != COHONG_PART_SENSITIVITY || strcmp(r->group, group) != 0 || strcmp(r->verdict, "tornado") != 0)
            continue;
        any = r;
        table_cell(&made, r->title);
        table_cell(&made, interval(r->low67, r->high67, r->unit, both));
        for (size_t i = 1; i <= 2; i++) {
            snprintf(cell, sizeof cell, "%.3f +- %.3f", r[i].value, (r[i].high95 - r[i].low95) / 2 / 1.96);
            table_cell(&made, cell);
        }
    }
    if (any == NULL) {
        table_free(&made);
        return;
    }
    snprintf(cell, sizeof cell, "%.1000s%.900s", group, references(p, any, sources));
    heading(p, cell, 3);
    render(p, &made);
}

/* ---- parts */

static void part_claim(const page *p, const cohong_claim *c)
{
    char line[CLAIM_LINE];
    snprintf(line, sizeof line, "%s\"%s\"", p->markdown ? "> " : "", c->text);
    paragraph(p, line);
    snprintf(line, sizeof line, "%s, %s. Read at %s", c->speaker, c->date, c->address);
    paragraph(p, line);
    if (!p->markdown) text_add(p->to, "\n");
    snprintf(line, sizeof line, "In short: %s", p->of->answer->finding);
    paragraph(p, line);
}

static void part_meaning(const page *p, const cohong_claim *c)
{
    char line[CLAIM_LINE], value[PEOPLE_SIZE];
    snprintf(line, sizeof line, "Checked: %s, %s %s %s. Horizon: %s.", c->metric, c->at_most ? "at most" : "at least",
             claim_number(c->threshold, c->unit, value), c->unit, c->horizon);
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
    char line[CLAIM_LINE];
    size_t before = 0, count = 0;
    for (size_t k = 0; k < of->answer->ground_count; k++) {
        const char *known = of->answer->grounds[k].known;
        count += known != NULL;
        before += known != NULL && strcmp(known, c->vintage[COHONG_EX_ANTE]) <= 0;
    }
    snprintf(line, sizeof line,
             "Ex ante: what was public by %s (%zu of the %zu figures used). Ex post: by %s. A part marked ex ante uses "
             "nothing later.",
             c->vintage[COHONG_EX_ANTE], before, count, c->vintage[COHONG_EX_POST]);
    paragraph(p, line);
}

static void ground_line(const cohong_claim_ground *g, char line[CLAIM_LINE])
{
    char value[PEOPLE_SIZE], when[64] = "";
    const char *address = g->address != NULL ? g->address : "", *comma = g->address != NULL ? ", " : "";
    if (g->known != NULL) snprintf(when, sizeof when, " (%d, public by %s)", g->year, g->known);
    if (g->kind == COHONG_GROUND_ENGINE)
        snprintf(line, CLAIM_LINE, "%s, %s. %s%s%s", g->id, g->what, g->source, comma, address);
    else if (g->kind == COHONG_GROUND_PRIOR)
        snprintf(line, CLAIM_LINE, "%s, %s %s. %s", g->id, g->what, g->unit, g->source);
    else
        snprintf(line, CLAIM_LINE, "%s = %s %s%s: %s. %s%s%s", g->id, claim_number(g->value, g->unit, value), g->unit,
                 when, g->what, g->source, comma, address);
}

static void grounds(const page *p, const cohong_claim_answer *a)
{
    static const char *const HEADINGS[COHONG_GROUND_COUNT] = { "Published figures", "Assumptions",
                                                               "Distributions of what is not known", "Engines" };
    char line[CLAIM_LINE], whole[CLAIM_LINE];
    for (size_t k = 0; k < a->ground_count; k++) {
        const cohong_claim_ground *g = &a->grounds[k];
        if (k == 0 || a->grounds[k - 1].kind != g->kind) heading(p, HEADINGS[g->kind], 3);
        ground_line(g, line);
        if (p->markdown)
            snprintf(whole, sizeof whole, "- <a id=\"source-%zu\"></a>[%zu] %.1900s", k + 1, k + 1, line);
        else
            snprintf(whole, sizeof whole, "[%zu] %.2000s", k + 1, line);
        text_paragraph(p->to, whole, p->markdown ? 4096 : p->width, p->markdown ? 2 : 4);
    }
}

static void part_sources(const page *p, const checked *of)
{
    const cohong_claim *c = of->claim;
    const cohong_claim_answer *a = of->answer;
    char line[CLAIM_LINE];
    grounds(p, a);
    heading(p, "Settings and manifest", 3);
    snprintf(
        line, sizeof line,
        "%zu quasi-random draws (Halton) for quantiles and probabilities; %zu pairs by counter, seed %llu, for the "
        "indices. Engine: cohong %s. All of it again: cohong claim %s",
        a->draws, a->sobol_draws, (unsigned long long)a->seed, COHONG_VERSION, of->given);
    paragraph(p, line);
    for (size_t k = 0; k < c->source_count; k++) {
        snprintf(line, sizeof line, "%s  sha256 %s", c->sources[k].path, c->sources[k].sha256);
        item(p, line);
    }
}

static bool is_alone(const cohong_claim_row *r)
{
    return (r->part != COHONG_PART_MODELS && r->part != COHONG_PART_PROBABILITY) || strcmp(r->id, "disagreement") == 0;
}

/* A row, or at the first of a family all of it; a family of one case without a range is a row. */
static void one_or_family(const page *p, size_t at)
{
    const cohong_claim_answer *a = p->of->answer;
    const cohong_claim_row *r = &a->rows[at];
    family_rows all = rows_of(a, at);
    if (is_alone(r) || (all.count == 1 && isnan(r->low95) && r->part == COHONG_PART_MODELS))
        row(p, r);
    else if (is_first_of_family(a, at))
        family(p, &all);
}

/* The rows of one group; families of cases together. */
static void group_rows(const page *p, size_t first)
{
    const cohong_claim_answer *a = p->of->answer;
    const cohong_claim_row *one = &a->rows[first];
    for (size_t k = first; k < a->row_count; k++) {
        if (a->rows[k].part != one->part || strcmp(a->rows[k].group, one->group) != 0) continue;
        one_or_family(p, k);
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
        for (size_t k = 0; k < first; k++) seen |= a->rows[k].part == part && strcmp(a->rows[k].group, r->group) == 0;
        if (!grouped) {
            one_or_family(p, first);
        } else if (!seen && part == COHONG_PART_SENSITIVITY) {
            sensitivity_table(p, r->group);
        } else if (!seen) {
            heading(p, strcmp(r->group, "all") == 0 ? "How far the models are apart" : r->group, 3);
            group_rows(p, first);
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
    page p = { .to = to, .markdown = markdown, .width = screen_width(), .of = of };
    heading(&p, of->claim->title, 1);
    for (int which = 0; which < COHONG_CLAIM_PART_COUNT; which++) part(&p, of, (cohong_claim_part)which);
    if (!markdown)
        text_format(to, "\nThe whole as a page: cohong claim %s --markdown; as data: --json, --csv, --jsonld.\n",
                    of->given);
}

bool claim_only(const checked *of, const char *id, text *to)
{
    page p = { .to = to, .width = screen_width(), .of = of };
    const cohong_claim_answer *a = of->answer;
    char line[CLAIM_LINE], whole[CLAIM_LINE];
    bool rests[1024] = { false }, any = false;
    for (size_t k = 0; k < a->row_count; k++) {
        if (strcmp(a->rows[k].id, id) != 0) continue;
        any = true;
        for (size_t i = 0; i < a->rows[k].ground_count; i++)
            if (a->rows[k].grounds[i] < 1024) rests[a->rows[k].grounds[i]] = true;
        one_or_family(&p, k);
    }
    if (!any) {
        complain("%s has no line with the id \"%.80s\"", of->given, id);
        return false;
    }
    for (size_t k = 0; k < a->ground_count && k < 1024; k++) {
        if (!rests[k]) continue;
        ground_line(&a->grounds[k], line);
        snprintf(whole, sizeof whole, "[%zu] %.2000s", k + 1, line);
        text_paragraph(to, whole, p.width, 4);
    }
    return true;
}
