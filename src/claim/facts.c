/* The facts of a claim: a CSV with one published figure a line. A figure without a source or an address is an error. */
#include <string.h>

#include "base/csv.h"
#include "claim/claim.h"

enum { ID, VALUE, UNIT, YEAR, KNOWN, WHAT, SOURCE, ADDRESS, COLUMN_COUNT };

static const csv_column COLUMNS[COLUMN_COUNT] = { { "id", true },     { "value", true },  { "unit", true },
                                                  { "year", true },   { "known", true },  { "what", true },
                                                  { "source", true }, { "address", true } };

/* The same form as expression's names. */
static bool is_id(const char *text)
{
    static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    return text[0] != '\0' && strchr(LETTERS, text[0]) != NULL &&
           strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.0123456789") == strlen(text);
}

static cohong_status read_text(claim_owner *o, const csv *from, size_t column, const char **to, cohong_error *error)
{
    const char *text = csv_text(from, column);
    if (text[0] == '\0') {
        if (column == SOURCE || column == ADDRESS)
            return fail(error, COHONG_INCOMPLETE, csv_place(from, column),
                        "the figure \"%.80s\" has no %s: every figure needs one", csv_text(from, ID),
                        COLUMNS[column].name);
        return fail(error, COHONG_INCOMPLETE, csv_place(from, column), "column \"%s\" is empty", COLUMNS[column].name);
    }
    *to = claim_keep(o, text);
    return *to != NULL ? COHONG_OK : fail_memory(error);
}

static cohong_status read_fact(claim_owner *o, const csv *from, cohong_fact *to, cohong_error *error)
{
    const struct {
        size_t column;
        const char **to;
    } TEXTS[] = { { ID, &to->id },     { UNIT, &to->unit },     { KNOWN, &to->known },
                  { WHAT, &to->what }, { SOURCE, &to->source }, { ADDRESS, &to->address } };
    double year = 0;
    cohong_date day;
    cohong_status status = COHONG_OK;
    for (size_t k = 0; k < sizeof TEXTS / sizeof *TEXTS && status == COHONG_OK; k++)
        status = read_text(o, from, TEXTS[k].column, TEXTS[k].to, error);
    if (status == COHONG_OK) status = csv_number(from, VALUE, &to->value, error);
    if (status == COHONG_OK) status = csv_number(from, YEAR, &year, error);
    if (status != COHONG_OK) return status;
    if (!is_id(to->id))
        return fail(error, COHONG_SYNTAX, csv_place(from, ID),
                    "id \"%.80s\": expected letters, digits, '_' and '.', beginning with a letter", to->id);
    if (!cohong_date_read(to->known, &day))
        return fail(error, COHONG_SYNTAX, csv_place(from, KNOWN), "known \"%.40s\": expected a date as 2017-01-31",
                    to->known);
    if (!(year >= 1500 && year <= 2500) || year != (int)year)
        return fail(error, COHONG_OUT_OF_DOMAIN, csv_place(from, YEAR), "year \"%.20s\": expected a year",
                    csv_text(from, YEAR));
    to->year = (int)year;
    return COHONG_OK;
}

static cohong_status add_fact(claim_owner *o, const csv *from, size_t *capacity, cohong_error *error)
{
    cohong_claim *c = &o->claim;
    if (c->fact_count == *capacity) {
        size_t larger = *capacity == 0 ? 64 : 2 * *capacity;
        cohong_fact *facts = claim_take(o, larger, sizeof *facts);
        if (facts == NULL) return fail_memory(error);
        if (c->fact_count > 0) memcpy(facts, c->facts, c->fact_count * sizeof *facts);
        c->facts = facts;
        *capacity = larger;
    }
    cohong_fact *to = &c->facts[c->fact_count];
    cohong_status status = read_fact(o, from, to, error);
    if (status != COHONG_OK) return status;
    for (size_t k = 0; k < c->fact_count; k++)
        if (strcmp(c->facts[k].id, to->id) == 0)
            return fail(error, COHONG_DUPLICATE, csv_place(from, ID), "the fact \"%.80s\" is given twice", to->id);
    c->fact_count++;
    return COHONG_OK;
}

cohong_status claim_read_facts(claim_owner *o, const char *path, cohong_error *error)
{
    csv table;
    size_t capacity = 0;
    bool more = true;
    cohong_status status = csv_open(path, &table, error);
    if (status != COHONG_OK) return status;
    status = csv_columns(&table, COLUMNS, COLUMN_COUNT, error);
    while (status == COHONG_OK) {
        status = csv_next(&table, &more, error);
        if (status != COHONG_OK || !more) break;
        status = add_fact(o, &table, &capacity, error);
    }
    if (status == COHONG_OK) status = claim_add_source(o, path, table.sha256, error);
    csv_close(&table);
    return status;
}
