/* The records that hold codes: lists, renumberings and schedules, inline or in CSV files. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/suggest.h"
#include "law/parse.h"

/* ---- lists */

static cohong_status add_item(parser *p, law_list *list, list_item item)
{
    if (!law_grow(&list->items, &list->item_capacity, list->item_count, sizeof *list->items))
        return fail_memory(p->error);
    list->items[list->item_count++] = item;
    return COHONG_OK;
}

/* CODE, CODE..CODE, each with a '-' before it when it is removed. */
static cohong_status read_item(parser *p, const char *text, size_t length, place at, list_item *item)
{
    law_code first, last;
    bool removed = length > 0 && text[0] == '-';
    text += removed;
    length -= removed;
    size_t dots = 0;
    while (dots + 1 < length && !(text[dots] == '.' && text[dots + 1] == '.')) dots++;
    bool range = dots + 1 < length;
    cohong_status status = code_read(text, range ? dots : length, at, &first, p->error);
    last = first;
    if (status == COHONG_OK && range) status = code_read(text + dots + 2, length - dots - 2, at, &last, p->error);
    if (status != COHONG_OK) return status;
    if (last.digits != first.digits || last.low < first.low)
        return fail(p->error, COHONG_SYNTAX, at,
                    "the range \"%.*s\" has ends of different length or in the wrong order",
                    (int)(length < 50 ? length : 50), text);
    *item = (list_item){ first.low, last.high, first.digits, removed };
    return COHONG_OK;
}

static cohong_status list_codes(parser *p, law_list *list)
{
    if (!parse_more(p)) return parse_unexpected(p, "codes");
    while (parse_more(p)) {
        list_item item;
        const law_word *word = &p->lines.words[p->at++];
        cohong_status status = read_item(p, word->text, word->length, word->at, &item);
        if (status == COHONG_OK) status = add_item(p, list, item);
        if (status != COHONG_OK) return status;
    }
    return COHONG_OK;
}

static cohong_status list_lists(parser *p, size_t number)
{
    if (!parse_more(p)) return parse_unexpected(p, "names of lists");
    while (parse_more(p)) {
        law_word *word = &p->lines.words[p->at];
        list_part part = { .removed = word->length > 1 && word->text[0] == '-', .at = word->at };
        word->text += part.removed;
        word->length -= part.removed;
        cohong_status status = parse_list(p, &part.other);
        if (status != COHONG_OK) return status;
        if (part.other == LAW_NONE)
            return fail(p->error, COHONG_UNSUPPORTED, part.at, "\"all\" cannot be part of a list");
        law_list *list = &p->law->list_facts[number];
        if (!law_grow(&list->parts, &list->part_capacity, list->part_count, sizeof *list->parts))
            return fail_memory(p->error);
        list->parts[list->part_count++] = part;
    }
    return COHONG_OK;
}

/* Which rows of a CSV file: the codes stand in `column`, and `where` has to hold `value`. */
typedef struct list_file {
    const char *path, *column, *where, *value;
    size_t column_at, where_at;
} list_file;

static cohong_status list_file_words(parser *p, list_file *file)
{
    const char *text = NULL;
    *file = (list_file){ .column = "code" };
    cohong_status status = parse_path(p, &file->path);
    if (status == COHONG_OK && parse_if(p, "column")) status = parse_text(p, "the name of a column", &file->column);
    if (status != COHONG_OK || !parse_if(p, "where")) return status;
    place at = parse_place(p);
    status = parse_text(p, "COLUMN=VALUE", &text);
    if (status != COHONG_OK) return status;
    const char *equals = strchr(text, '=');
    if (equals == NULL)
        return fail(p->error, COHONG_SYNTAX, at, "found \"%.60s\", expected COLUMN=VALUE without blanks", text);
    file->where = text_pool_copy(&p->law->pool, text, (size_t)(equals - text));
    file->value = equals + 1;
    return file->where != NULL ? COHONG_OK : fail_memory(p->error);
}

static const char *header_name(const void *list, size_t k)
{
    return ((const csv *)list)->fields[k].text;
}

static cohong_status find_column(const csv *table, const char *name, size_t *at, cohong_error *error)
{
    char guess[160];
    for (*at = 0; *at < table->field_count; ++*at)
        if (strcmp(table->fields[*at].text, name) == 0) return COHONG_OK;
    suggest_sentence(suggest(name, table, table->field_count, header_name), guess, sizeof guess);
    return fail(error, COHONG_UNKNOWN_NAME, (place){ table->path, 1, 1 }, "there is no column \"%.60s\"%s", name,
                guess);
}

static cohong_status list_file_rows(parser *p, const list_file *file, csv *table, law_list *list)
{
    cohong_status status;
    for (bool more = true;;) {
        list_item item;
        status = csv_next(table, &more, p->error);
        if (status != COHONG_OK || !more) return status;
        if (table->field_count <= file->column_at || table->field_count <= file->where_at)
            return fail(p->error, COHONG_SYNTAX, (place){ table->path, table->line - 1, 1 },
                        "the row is shorter than the header");
        if (file->where != NULL && strcmp(table->fields[file->where_at].text, file->value) != 0) continue;
        const csv_field *field = &table->fields[file->column_at];
        status = read_item(p, field->text, field->length, (place){ file->path, field->line, field->column }, &item);
        if (status == COHONG_OK) status = add_item(p, list, item);
        if (status != COHONG_OK) return status;
    }
}

static cohong_status list_from_file(parser *p, law_list *list)
{
    list_file file;
    csv table;
    bool more;
    cohong_status status = list_file_words(p, &file);
    if (status == COHONG_OK && parse_more(p))
        status = parse_unexpected(p, "column NAME, where COLUMN=VALUE or the end of the line");
    if (status == COHONG_OK) status = csv_open(file.path, &table, p->error);
    if (status != COHONG_OK) return status;
    status = csv_next(&table, &more, p->error);
    if (status == COHONG_OK && !more)
        status = fail(p->error, COHONG_INCOMPLETE, (place){ file.path, 1, 1 },
                      "the file is empty, expected a header row");
    if (status == COHONG_OK) status = find_column(&table, file.column, &file.column_at, p->error);
    if (status == COHONG_OK && file.where != NULL) status = find_column(&table, file.where, &file.where_at, p->error);
    if (status == COHONG_OK) status = list_file_rows(p, &file, &table, list);
    if (status == COHONG_OK) status = parse_source(p, file.path, table.sha256);
    csv_close(&table);
    return status;
}

cohong_status parse_list_record(parser *p)
{
    size_t number;
    place at = parse_place(p);
    cohong_status status = parse_list(p, &number);
    if (status != COHONG_OK) return status;
    if (number == LAW_NONE) return fail(p->error, COHONG_DUPLICATE, at, "\"all\" is built in");
    law_list *list = &p->law->list_facts[number];
    if (!list->defined) {
        list->at = at;
        list->edition = p->edition;
    }
    list->defined = true;
    if (list->edition != p->edition)
        return fail(p->error, COHONG_UNSUPPORTED, at,
                    "list \"%s\" has codes of two editions, %s and %s: give each its own list",
                    p->law->lists.texts[number],
                    list->edition == LAW_NONE ? "none" : p->law->editions.texts[list->edition],
                    p->edition == LAW_NONE ? "none" : p->law->editions.texts[p->edition]);
    if (parse_if(p, "codes")) return list_codes(p, list);
    if (parse_if(p, "lists")) return list_lists(p, number);
    if (parse_if(p, "file")) return list_from_file(p, list);
    return parse_unexpected(p, "codes, lists or file");
}

/* ---- schedules */

static cohong_status row_dates(const csv *table, law_span *span, cohong_error *error)
{
    *span = LAW_ALWAYS;
    for (size_t k = 2; k < 4; k++) {
        cohong_date *to = k == 2 ? &span->from : &span->until;
        if (!csv_has(table, k) || csv_text(table, k)[0] == '\0') continue;
        if (!cohong_date_read(csv_text(table, k), to))
            return fail(error, COHONG_SYNTAX, csv_place(table, k),
                        "column \"%s\": found \"%.40s\", expected a day as YYYY-MM-DD", k == 2 ? "from" : "until",
                        csv_text(table, k));
    }
    if (span->from < span->until) return COHONG_OK;
    return fail(error, COHONG_OUT_OF_DOMAIN, csv_place(table, 0), "this row never holds: it ends before it begins");
}

static cohong_status add_schedule_row(parser *p, law_schedule *schedule, const law_code *code, const char *duty_text,
                                      size_t length, place duty_at, law_span span)
{
    size_t duty;
    cohong_status status = duties_read(&p->law->duties, duty_text, length, duty_at, &duty, p->error);
    if (status != COHONG_OK) return status;
    if (duties_has(&p->law->duties, p->law->duties.roots[duty], DUTY_BASE))
        return fail(p->error, COHONG_SYNTAX, duty_at, "a base duty cannot depend on the base duty");
    if (!law_grow(&schedule->rows, &schedule->capacity, schedule->count, sizeof *schedule->rows))
        return fail_memory(p->error);
    schedule->rows[schedule->count++] = (schedule_row){ code->low, code->digits, (uint32_t)duty, span };
    return COHONG_OK;
}

static cohong_status schedule_line(parser *p, const csv *table, law_schedule *schedule)
{
    law_code code;
    law_span span;
    const csv_field *field = csv_field_of(table, 0), *text = csv_field_of(table, 1);
    cohong_status status = code_read(field->text, field->length, csv_place(table, 0), &code, p->error);
    if (status == COHONG_OK) status = row_dates(table, &span, p->error);
    if (status != COHONG_OK) return status;
    return add_schedule_row(p, schedule, &code, text->text, text->length, csv_place(table, 1), span);
}

/* A schedule has ten thousand lines, nearly all of them as plain as "01019030,Free,". Such a line (two fields first, no quotes, the
 * others empty) is taken as it stands, three times as fast; any other is left, unread, to the careful reader. */
static cohong_status plain_line(parser *p, csv *table, law_schedule *schedule, bool *taken)
{
    const char *start = table->bytes + table->next, *c = start;
    law_code code = { 0 };
    *taken = false;
    for (; *c >= '0' && *c <= '9' && code.digits < CODE_DIGITS; c++, code.digits++)
        code.low = code.low * 10 + (uint64_t)(*c - '0');
    if (*c != ',' || code.digits < 2 || code.digits % 2 != 0) return COHONG_OK;
    const char *duty = ++c;
    while (*c != ',' && *c != '\n' && *c != '"' && *c != '\r' && *c != '\0') c++;
    size_t length = (size_t)(c - duty), fields = 2;
    for (; *c == ','; c++) fields++;
    if (length == 0 || *c != '\n' || fields != table->header_count) return COHONG_OK;
    code.high = code.low + 1;
    for (unsigned k = code.digits; k < CODE_DIGITS; k++) code.low *= 10, code.high *= 10;
    place at = { table->path, table->line, (size_t)(duty - start) + 1 };
    *taken = true;
    table->next += (size_t)(c - start) + 1;
    table->line++;
    return add_schedule_row(p, schedule, &code, duty, length, at, LAW_ALWAYS);
}

static cohong_status schedule_lines(parser *p, csv *table, law_schedule *schedule)
{
    static const csv_column COLUMNS[] = {
        { "code", true }, { "duty", true }, { "from", false }, { "until", false }, { "text", false }
    };
    cohong_status status = csv_columns(table, COLUMNS, 5, p->error);
    bool in_order = status == COHONG_OK && table->position[0] == 0 && table->position[1] == 1;
    for (bool more = true, taken = false; status == COHONG_OK; taken = false) {
        if (in_order) status = plain_line(p, table, schedule, &taken);
        if (status != COHONG_OK || taken) continue;
        status = csv_next(table, &more, p->error);
        if (status != COHONG_OK || !more) break;
        status = schedule_line(p, table, schedule);
    }
    return status;
}

cohong_status parse_schedule(parser *p, size_t *number)
{
    cohong_law *law = p->law;
    const char *path;
    cohong_status status = parse_path(p, &path);
    if (status != COHONG_OK) return status;
    for (*number = 0; *number < law->schedule_count; ++*number)
        if (law->schedules[*number].edition == p->edition && strcmp(law->schedules[*number].path, path) == 0)
            return COHONG_OK;
    if (!law_grow(&law->schedules, &law->schedule_capacity, law->schedule_count, sizeof *law->schedules))
        return fail_memory(p->error);
    law->schedules[law->schedule_count++] = (law_schedule){ .path = path, .edition = p->edition };
    return COHONG_OK;
}

cohong_status read_schedule(parser *p, size_t number)
{
    law_schedule *schedule = &p->law->schedules[number];
    csv table;
    if (schedule->read) return COHONG_OK;
    cohong_status status = csv_open(schedule->path, &table, p->error);
    if (status != COHONG_OK) return status;
    schedule->read = true;
    status = schedule_lines(p, &table, schedule);
    if (status == COHONG_OK) status = parse_source(p, schedule->path, table.sha256);
    csv_close(&table);
    return status;
}

/* ---- renumberings */

static cohong_status edition_word(parser *p, size_t *edition)
{
    const law_word *word = NULL;
    cohong_status status = parse_word(p, "the name of an edition", &word);
    if (status != COHONG_OK) return status;
    *edition = names_find(&p->law->editions, word->text, word->length);
    if (*edition != LAW_NONE) return COHONG_OK;
    return fail(p->error, COHONG_UNKNOWN_NAME, word->at, "there is no edition \"%.*s\" before this line",
                (int)(word->length < 60 ? word->length : 60), word->text);
}

static cohong_status add_row(parser *p, law_renumber *to, renumber_row row)
{
    if (!law_grow(&to->rows, &to->capacity, to->count, sizeof *to->rows)) return fail_memory(p->error);
    to->rows[to->count++] = row;
    return COHONG_OK;
}

static cohong_status renumber_lines(parser *p, csv *table, law_renumber *to)
{
    static const csv_column COLUMNS[] = { { "old", true }, { "new", true }, { "share", false } };
    cohong_status status = csv_columns(table, COLUMNS, 3, p->error);
    for (bool more = true; status == COHONG_OK;) {
        renumber_row row = { .share = NAN };
        status = csv_next(table, &more, p->error);
        if (status != COHONG_OK || !more) break;
        status = code_read(csv_text(table, 0), csv_field_of(table, 0)->length, csv_place(table, 0), &row.old_code,
                           p->error);
        if (status == COHONG_OK)
            status = code_read(csv_text(table, 1), csv_field_of(table, 1)->length, csv_place(table, 1), &row.new_code,
                               p->error);
        if (status == COHONG_OK && csv_has(table, 2) && csv_text(table, 2)[0] != '\0')
            status = csv_number(table, 2, &row.share, p->error);
        if (status == COHONG_OK && !(isnan(row.share) || (row.share >= 0 && row.share <= 1)))
            status = fail(p->error, COHONG_OUT_OF_DOMAIN, csv_place(table, 2), "the share is outside 0 to 1");
        if (status == COHONG_OK) status = add_row(p, to, row);
    }
    return status;
}

static cohong_status renumber_file(parser *p, law_renumber *to)
{
    const char *path;
    csv table;
    cohong_status status = parse_path(p, &path);
    if (status == COHONG_OK && parse_more(p)) status = parse_unexpected(p, "the end of the line");
    if (status == COHONG_OK) status = csv_open(path, &table, p->error);
    if (status != COHONG_OK) return status;
    status = renumber_lines(p, &table, to);
    if (status == COHONG_OK) status = parse_source(p, path, table.sha256);
    csv_close(&table);
    return status;
}

static cohong_status code_word(parser *p, law_code *code)
{
    const law_word *word = NULL;
    cohong_status status = parse_word(p, "a code", &word);
    return status == COHONG_OK ? code_read(word->text, word->length, word->at, code, p->error) : status;
}

/* OLD -> NEW NEW... */
static cohong_status renumber_inline(parser *p, law_renumber *to)
{
    renumber_row row = { .share = NAN };
    cohong_status status = code_word(p, &row.old_code);
    if (status == COHONG_OK && !parse_if(p, "->")) status = parse_unexpected(p, "->");
    if (status == COHONG_OK && !parse_more(p)) status = parse_unexpected(p, "a code");
    while (status == COHONG_OK && parse_more(p)) {
        status = code_word(p, &row.new_code);
        if (status == COHONG_OK) status = add_row(p, to, row);
    }
    return status;
}

cohong_status parse_renumber_record(parser *p)
{
    cohong_law *law = p->law;
    law_renumber made = { 0 };
    size_t k;
    cohong_status status = edition_word(p, &made.from);
    if (status == COHONG_OK && !parse_if(p, "->")) status = parse_unexpected(p, "->");
    if (status == COHONG_OK) status = edition_word(p, &made.to);
    if (status != COHONG_OK) return status;
    if (made.from == made.to)
        return fail(p->error, COHONG_OUT_OF_DOMAIN, parse_place(p), "an edition is renumbered to itself");
    for (k = 0; k < law->renumber_count; k++)
        if (law->renumbers[k].from == made.from && law->renumbers[k].to == made.to) break;
    if (k == law->renumber_count) {
        if (!law_grow(&law->renumbers, &law->renumber_capacity, k, sizeof *law->renumbers))
            return fail_memory(p->error);
        law->renumbers[law->renumber_count++] = made;
    }
    return parse_if(p, "file") ? renumber_file(p, &law->renumbers[k]) : renumber_inline(p, &law->renumbers[k]);
}
