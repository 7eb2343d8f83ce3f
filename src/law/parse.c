/* Law files: one record a line, the first word says which. */
#include "law/parse.h"

#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/suggest.h"

enum { INCLUDE_DEPTH = 16, FILE_LIMIT = 64 << 20 };

bool parse_more(const parser *p)
{
    return p->at < p->lines.count;
}

place parse_place(const parser *p)
{
    return parse_more(p) ? p->lines.words[p->at].at : p->lines.end;
}

cohong_status parse_word(parser *p, const char *what, const law_word **word)
{
    if (!parse_more(p)) return fail(p->error, COHONG_INCOMPLETE, p->lines.end, "the line ends here, expected %s", what);
    *word = &p->lines.words[p->at++];
    return COHONG_OK;
}

bool parse_if(parser *p, const char *word)
{
    if (!parse_more(p) || !law_word_is(&p->lines.words[p->at], word)) return false;
    p->at++;
    return true;
}

/* A word as it is quoted in errors. */
static int shown(const law_word *word)
{
    return (int)(word->length < 60 ? word->length : 60);
}

cohong_status parse_unexpected(parser *p, const char *expected)
{
    if (!parse_more(p))
        return fail(p->error, COHONG_INCOMPLETE, p->lines.end, "the line ends here, expected %s", expected);
    const law_word *word = &p->lines.words[p->at];
    return fail(p->error, COHONG_SYNTAX, word->at, "found \"%.*s\", expected %s", shown(word), word->text, expected);
}

cohong_status parse_date(parser *p, cohong_date *date)
{
    const law_word *word = NULL;
    cohong_status status = parse_word(p, "a date", &word);
    if (status != COHONG_OK) return status;
    if (date_read(word->text, word->length, date)) return COHONG_OK;
    return fail(p->error, COHONG_SYNTAX, word->at, "found \"%.*s\", expected a day as YYYY-MM-DD", shown(word),
                word->text);
}

cohong_status parse_number(parser *p, const char *what, double least, double most, double *number)
{
    const law_word *word = NULL;
    cohong_status status = parse_word(p, what, &word);
    if (status != COHONG_OK) return status;
    bool percent = word->length > 1 && word->text[word->length - 1] == '%';
    if (!number_parse(word->text, word->length - percent, number))
        return fail(p->error, COHONG_SYNTAX, word->at, "found \"%.*s\", expected %s", shown(word), word->text, what);
    if (percent) *number /= 100;
    if (*number >= least && *number <= most) return COHONG_OK;
    return fail(p->error, COHONG_OUT_OF_DOMAIN, word->at, "%s is %g, outside %g to %g", what, *number, least, most);
}

cohong_status parse_text(parser *p, const char *what, const char **text)
{
    const law_word *word = NULL;
    cohong_status status = parse_word(p, what, &word);
    if (status != COHONG_OK) return status;
    *text = text_pool_copy(&p->law->pool, word->text, word->length);
    return *text != NULL ? COHONG_OK : fail_memory(p->error);
}

cohong_status parse_path(parser *p, const char **path)
{
    const char *name;
    cohong_status status = parse_text(p, "the path of a file", &name);
    if (status != COHONG_OK) return status;
    char *joined = file_join(p->folder, name);
    *path = joined != NULL ? text_pool_copy(&p->law->pool, joined, strlen(joined)) : NULL;
    free(joined);
    return *path != NULL ? COHONG_OK : fail_memory(p->error);
}

cohong_status parse_name(parser *p, const char *what, names *in, size_t *number)
{
    const law_word *word = NULL;
    cohong_status status = parse_word(p, what, &word);
    if (status != COHONG_OK) return status;
    if (word->length == 0 || parse_begins_tail(word))
        return fail(p->error, COHONG_SYNTAX, word->at, "found \"%.*s\", expected %s", shown(word), word->text, what);
    *number = names_add(in, word->text, word->length);
    return *number != LAW_NONE ? COHONG_OK : fail_memory(p->error);
}

/* Facts beside each name of a list of names: room for the newest, which begins as zeros. */
static bool facts_for(void *facts_address, size_t *capacity, size_t number, size_t size)
{
    size_t before = *capacity;
    unsigned char *bytes;
    if (!law_grow(facts_address, capacity, number, size)) return false;
    memcpy(&bytes, facts_address, sizeof bytes);
    if (*capacity > before) memset(bytes + before * size, 0, (*capacity - before) * size);
    return true;
}

cohong_status parse_list(parser *p, size_t *list)
{
    place at = parse_place(p);
    cohong_law *law = p->law;
    if (parse_if(p, "all")) {
        *list = LAW_NONE;
        return COHONG_OK;
    }
    cohong_status status = parse_name(p, "the name of a list, or all", &law->lists, list);
    if (status != COHONG_OK) return status;
    if (!facts_for(&law->list_facts, &law->list_capacity, *list, sizeof *law->list_facts)) return fail_memory(p->error);
    if (law->list_facts[*list].at.line == 0) law->list_facts[*list].at = at;
    return COHONG_OK;
}

cohong_status parse_area(parser *p, size_t *area)
{
    place at = parse_place(p);
    cohong_law *law = p->law;
    if (parse_if(p, "all")) {
        *area = LAW_NONE;
        return COHONG_OK;
    }
    cohong_status status = parse_name(p, "the name of an area, or all", &law->areas, area);
    if (status != COHONG_OK) return status;
    if (!facts_for(&law->area_places, &law->area_place_capacity, *area, sizeof *law->area_places))
        return fail_memory(p->error);
    if (law->area_places[*area].line == 0) law->area_places[*area] = at;
    return COHONG_OK;
}

cohong_status parse_source(parser *p, const char *path, const char *sha256)
{
    cohong_law *law = p->law;
    for (size_t k = 0; k < law->source_count; k++)
        if (strcmp(law->sources[k].path, path) == 0) return COHONG_OK;
    if (!law_grow(&law->sources, &law->source_capacity, law->source_count, sizeof *law->sources))
        return fail_memory(p->error);
    law->sources[law->source_count].path = path;
    memcpy(law->sources[law->source_count++].sha256, sha256, 65);
    return COHONG_OK;
}

/* ---- small records */

static cohong_status end_of_record(parser *p)
{
    return parse_more(p) ? parse_unexpected(p, "the end of the line") : COHONG_OK;
}

static cohong_status set_currency(cohong_law *law, size_t country, size_t currency, cohong_error *error)
{
    size_t before = law->currency_capacity;
    if (!law_grow(&law->currencies, &law->currency_capacity, country, sizeof *law->currencies))
        return fail_memory(error);
    for (size_t k = before; k < law->currency_capacity; k++) law->currencies[k] = LAW_NONE;
    if (currency != LAW_NONE) law->currencies[country] = currency;
    return COHONG_OK;
}

static cohong_status importer_record(parser *p)
{
    size_t currency = LAW_NONE;
    place at = parse_place(p);
    if (p->importer != LAW_NONE) return fail(p->error, COHONG_DUPLICATE, at, "the importer is given twice in one file");
    cohong_status status = parse_name(p, "the country whose law this is", &p->law->countries, &p->importer);
    if (status == COHONG_OK && parse_if(p, "currency")) status = parse_name(p, "a currency", &p->law->words, &currency);
    if (status == COHONG_OK) status = set_currency(p->law, p->importer, currency, p->error);
    if (p->law->first_importer == LAW_NONE) p->law->first_importer = p->importer;
    return status == COHONG_OK ? end_of_record(p) : status;
}

/* covers from DATE until DATE by "..." */
static cohong_status covers_record(parser *p)
{
    cohong_law *law = p->law;
    law_tail tail;
    place at = parse_place(p);
    if (p->importer == LAW_NONE)
        return fail(p->error, COHONG_INCOMPLETE, at,
                    "there is no importer before this line whose law could be covered");
    cohong_status status = parse_tail(p, TAIL_BY, &tail);
    if (status == COHONG_OK && tail.span.from == LAW_ALWAYS.from)
        return fail(p->error, COHONG_INCOMPLETE, at, "no law is covered from its beginning: expected from DATE");
    if (status == COHONG_OK &&
        !law_grow(&law->coverage, &law->coverage_capacity, law->coverage_count, sizeof *law->coverage))
        status = fail_memory(p->error);
    if (status == COHONG_OK) law->coverage[law->coverage_count++] = (law_coverage){ p->importer, tail.span, tail.by };
    return status;
}

static cohong_status edition_record(parser *p)
{
    cohong_law *law = p->law;
    size_t edition;
    law_tail tail;
    place at = parse_place(p);
    cohong_status status = parse_name(p, "the name of an edition", &law->editions, &edition);
    if (status == COHONG_OK &&
        !facts_for(&law->edition_facts, &law->edition_capacity, edition, sizeof *law->edition_facts))
        status = fail_memory(p->error);
    if (status == COHONG_OK) status = parse_tail(p, 0, &tail);
    if (status != COHONG_OK) return status;
    law_edition *facts = &law->edition_facts[edition];
    if (facts->name != NULL && (facts->span.from != tail.span.from || facts->span.until != tail.span.until))
        return fail(p->error, COHONG_DUPLICATE, at, "edition \"%s\" is given twice with different dates", facts->name);
    *facts = (law_edition){ law->editions.texts[edition], tail.span };
    p->edition = edition;
    return COHONG_OK;
}

static cohong_status use_record(parser *p)
{
    const law_word *word = NULL;
    char guess[160];
    cohong_status status = parse_word(p, "the name of an edition", &word);
    if (status != COHONG_OK) return status;
    size_t edition = names_find(&p->law->editions, word->text, word->length);
    if (edition == LAW_NONE) {
        const char *copy = text_pool_copy(&p->law->pool, word->text, word->length);
        if (copy == NULL) return fail_memory(p->error);
        suggest_sentence(suggest(copy, &p->law->editions, p->law->editions.count, names_text), guess, sizeof guess);
        return fail(p->error, COHONG_UNKNOWN_NAME, word->at, "there is no edition \"%.60s\" before this line%s", copy,
                    guess);
    }
    p->edition = edition;
    return end_of_record(p);
}

static cohong_status note_record(parser *p)
{
    cohong_law *law = p->law;
    law_note note = { .at = parse_place(p) };
    cohong_status status = parse_text(p, "a text in quotes", &note.text);
    if (status != COHONG_OK) return status;
    if (!law_grow(&law->notes, &law->note_capacity, law->note_count, sizeof *law->notes)) return fail_memory(p->error);
    law->notes[law->note_count++] = note;
    return end_of_record(p);
}

/* Codes of countries are in capitals; everything else is an area. */
static bool is_country(const law_word *word)
{
    for (size_t k = 0; k < word->length; k++)
        if (word->text[k] >= 'a' && word->text[k] <= 'z') return false;
    return word->length >= 2;
}

static cohong_status area_member_word(parser *p, size_t area, bool removed)
{
    cohong_law *law = p->law;
    area_member member = {
        .area = area, .country = LAW_NONE, .other = LAW_NONE, .removed = removed, .at = parse_place(p)
    };
    cohong_status status = COHONG_OK;
    const law_word *word = &p->lines.words[p->at];
    if (law_word_is(word, "all")) {
        member.everybody = true;
        p->at++;
    } else if (is_country(word)) {
        status = parse_name(p, "a country", &law->countries, &member.country);
    } else {
        status = parse_area(p, &member.other);
    }
    if (status != COHONG_OK) return status;
    if (!law_grow(&law->members, &law->member_capacity, law->member_count, sizeof *law->members))
        return fail_memory(p->error);
    law->members[law->member_count++] = member;
    return COHONG_OK;
}

static cohong_status area_record(parser *p)
{
    size_t area, first = p->law->member_count;
    bool removed = false;
    law_tail tail;
    if (parse_more(p) && law_word_is(&p->lines.words[p->at], "all"))
        return fail(p->error, COHONG_DUPLICATE, parse_place(p), "\"all\" is built in");
    cohong_status status = parse_area(p, &area);
    while (status == COHONG_OK && parse_more(p) && !parse_begins_tail(&p->lines.words[p->at])) {
        if (parse_if(p, "except"))
            removed = true;
        else
            status = area_member_word(p, area, removed);
    }
    if (status == COHONG_OK) status = parse_tail(p, 0, &tail);
    if (status != COHONG_OK) return status;
    if (p->law->member_count == first) return fail(p->error, COHONG_INCOMPLETE, p->lines.end, "an area needs members");
    for (size_t k = first; k < p->law->member_count; k++) p->law->members[k].span = tail.span;
    return COHONG_OK;
}

static cohong_status read_file(cohong_law *law, const char *path, law_span days, const parser *outer, place from,
                               cohong_error *error);

static cohong_status include_record(parser *p)
{
    const char *path;
    place at = parse_place(p);
    cohong_status status = parse_path(p, &path);
    if (status == COHONG_OK) status = end_of_record(p);
    return status == COHONG_OK ? read_file(p->law, path, p->days, p, at, p->error) : status;
}

/* ---- files */

static const struct record {
    const char *name;
    cohong_status (*read)(parser *p);
} RECORDS[] = {
    { "importer", importer_record },
    { "covers", covers_record },
    { "edition", edition_record },
    { "use", use_record },
    { "area", area_record },
    { "list", parse_list_record },
    { "renumber", parse_renumber_record },
    { "measure", parse_measure_record },
    { "exempt", parse_exempt_record },
    { "suspend", parse_suspend_record },
    { "stack", parse_stack_record },
    { "content", parse_content_record },
    { "tax", parse_tax_record },
    { "channel", parse_channel_record },
    { "note", note_record },
    { "include", include_record },
};
enum { RECORD_COUNT = sizeof RECORDS / sizeof *RECORDS };

static const char *record_name(const void *list, size_t k)
{
    return ((const struct record *)list)[k].name;
}

static cohong_status read_record(parser *p)
{
    const law_word *word = &p->lines.words[0];
    char copy[64], guess[160];
    p->at = 1;
    for (size_t k = 0; k < RECORD_COUNT; k++)
        if (law_word_is(word, RECORDS[k].name)) return RECORDS[k].read(p);
    size_t length = word->length < sizeof copy ? word->length : sizeof copy - 1;
    memcpy(copy, word->text, length);
    copy[length] = '\0';
    suggest_sentence(suggest(copy, RECORDS, RECORD_COUNT, record_name), guess, sizeof guess);
    return fail(p->error, COHONG_UNKNOWN_NAME, word->at, "there is no record \"%s\"%s", copy, guess);
}

static cohong_status read_records(parser *p)
{
    cohong_status status = COHONG_OK;
    for (bool more = true; status == COHONG_OK;) {
        status = law_lines_next(&p->lines, &more, p->error);
        if (status != COHONG_OK || !more) break;
        status = read_record(p);
    }
    return status;
}

/* Files that include each other in a circle are refused; a file that is included twice is read once. */
static cohong_status already_read(const cohong_law *law, const char *path, const parser *outer, place from, bool *known,
                                  cohong_error *error)
{
    unsigned depth = 0;
    for (const parser *p = outer; p != NULL; p = p->outer, depth++)
        if (strcmp(p->path, path) == 0 || depth >= INCLUDE_DEPTH)
            return fail(error, COHONG_SYNTAX, from, "files include each other in a circle: \"%s\"", path);
    *known = false;
    for (size_t k = 0; k < law->source_count; k++) *known = *known || strcmp(law->sources[k].path, path) == 0;
    return COHONG_OK;
}

static cohong_status read_file(cohong_law *law, const char *path, law_span days, const parser *outer, place from,
                               cohong_error *error)
{
    bool known = false;
    file_text text = { 0 };
    char sha256[65];
    parser p = { .law = law,
                 .path = path,
                 .edition = LAW_NONE,
                 .importer = LAW_NONE,
                 .days = days,
                 .outer = outer,
                 .error = error };
    cohong_status status = already_read(law, path, outer, from, &known, error);
    if (status != COHONG_OK || known) return status;
    if (outer != NULL) {
        p.edition = outer->edition;
        p.importer = outer->importer;
    }
    status = file_read(path, FILE_LIMIT, &text, error);
    if (status != COHONG_OK) return status;
    p.folder = file_folder(path);
    p.lines = (law_lines){ .path = path, .bytes = text.bytes, .length = text.length };
    if (text.length >= 3 && memcmp(text.bytes, "\xEF\xBB\xBF", 3) == 0) p.lines.next = 3;
    file_sha256(text.bytes, text.length, sha256);
    status = p.folder != NULL ? parse_source(&p, path, sha256) : fail_memory(error);
    if (status == COHONG_OK) status = read_records(&p);
    free(p.folder);
    free(p.lines.words);
    free(text.bytes);
    return status;
}

static cohong_status read_law(const char *path, law_span days, cohong_law **law, cohong_error *error)
{
    *law = NULL;
    cohong_law *made = calloc(1, sizeof *made);
    if (made == NULL) return fail_memory(error);
    made->first_importer = LAW_NONE;
    const char *kept = text_pool_copy(&made->pool, path, strlen(path));
    cohong_status status = kept != NULL ? read_file(made, kept, days, NULL, NOWHERE, error) : fail_memory(error);
    if (status == COHONG_OK) status = law_finish(made, error);
    if (status == COHONG_OK)
        *law = made;
    else
        cohong_law_free(made);
    return status;
}

cohong_status cohong_law_read(const char *path, cohong_law **law, cohong_error *error)
{
    return read_law(path, LAW_ALWAYS, law, error);
}

cohong_status cohong_law_read_on(const char *path, cohong_date on, cohong_law **law, cohong_error *error)
{
    law_span day = { on, on < COHONG_DATE_LAST ? on + 1 : on };
    return read_law(path, day, law, error);
}
