/* Concordances. */
#include "law/concordance.h"

#include <stdlib.h>

#include "base/csv.h"

void concordance_free(concordance *of)
{
    names_free(&of->sectors);
    free(of->rules);
    *of = (concordance){ 0 };
}

static int by_prefix(const void *a, const void *b)
{
    const concordance_rule *x = a, *y = b;
    if (x->prefix.digits != y->prefix.digits) return x->prefix.digits < y->prefix.digits ? -1 : 1;
    return (x->prefix.low > y->prefix.low) - (x->prefix.low < y->prefix.low);
}

static cohong_status read_rule(concordance *to, const csv *table, cohong_error *error)
{
    concordance_rule rule = { .at = csv_place(table, 0) };
    const csv_field *prefix = csv_field_of(table, 0), *sector = csv_field_of(table, 1);
    cohong_status status = code_prefix_read(prefix->text, prefix->length, rule.at, &rule.prefix, error);
    if (status != COHONG_OK) return status;
    if (sector->length == 0) return fail(error, COHONG_INCOMPLETE, csv_place(table, 1), "the sector is empty");
    rule.sector = names_add(&to->sectors, sector->text, sector->length);
    if (rule.sector == LAW_NONE || !law_grow(&to->rules, &to->capacity, to->count, sizeof *to->rules))
        return fail_memory(error);
    to->rules[to->count++] = rule;
    return COHONG_OK;
}

static cohong_status read_rules(concordance *to, csv *table, cohong_error *error)
{
    static const csv_column COLUMNS[] = { { "prefix", true }, { "sector", true } };
    cohong_status status = csv_columns(table, COLUMNS, 2, error);
    for (bool more = true; status == COHONG_OK;) {
        status = csv_next(table, &more, error);
        if (status != COHONG_OK || !more) break;
        status = read_rule(to, table, error);
    }
    if (status != COHONG_OK || to->count == 0) return status;
    qsort(to->rules, to->count, sizeof *to->rules, by_prefix);
    for (size_t k = 1; k < to->count; k++)
        if (to->rules[k].prefix.low == to->rules[k - 1].prefix.low &&
            to->rules[k].prefix.digits == to->rules[k - 1].prefix.digits &&
            to->rules[k].sector != to->rules[k - 1].sector)
            return fail(error, COHONG_DUPLICATE, to->rules[k].at, "the prefix has two sectors");
    return COHONG_OK;
}

cohong_status concordance_read(const char *path, concordance *to, cohong_error *error)
{
    csv table;
    *to = (concordance){ 0 };
    cohong_status status = csv_open(path, &table, error);
    if (status != COHONG_OK) return status;
    status = read_rules(to, &table, error);
    for (size_t k = 0; k < to->count; k++) to->rules[k].at = NOWHERE; /* its path is the caller's */
    csv_close(&table);
    if (status != COHONG_OK) concordance_free(to);
    return status;
}

size_t concordance_sector(const concordance *of, const law_code *code)
{
    for (unsigned digits = code->digits; digits >= 1; digits--) {
        size_t first = 0, last = of->count;
        uint64_t step = 1;
        for (unsigned k = digits; k < CODE_DIGITS; k++) step *= 10;
        uint64_t low = code->low / step * step;
        while (first < last) {
            size_t middle = first + (last - first) / 2;
            const law_code *prefix = &of->rules[middle].prefix;
            if (prefix->digits < digits || (prefix->digits == digits && prefix->low < low))
                first = middle + 1;
            else
                last = middle;
        }
        if (first < of->count && of->rules[first].prefix.digits == digits && of->rules[first].prefix.low == low)
            return of->rules[first].sector;
    }
    return LAW_NONE;
}
