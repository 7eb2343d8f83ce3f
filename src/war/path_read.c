/* The rounds of an observed trade war: a scenario whose [[tariff]] tables take tariffs from laws, read again for every day on which
 * one of these laws changes. `on` of every such table is moved to the day; all else stays as the file has it. */
#include <stdlib.h>
#include <string.h>

#include "base/data.h"
#include "base/file.h"
#include "model/scenario.h"

enum { LAW_LIMIT = 64 }; /* tables with a law */

/* A scenario file being read day by day. */
typedef struct log_book {
    const char *path;
    char *folder;
    toml_file document;
    toml_node *on[LAW_LIMIT]; /* what is moved */
    const toml_node *law[LAW_LIMIT];
    size_t table_count;
    cohong_date first, last;
    cohong_date *days;
    size_t day_count, day_capacity;
    cohong_cache_use cache;
    cohong_rounds *to;
    cohong_error *error;
} log_book;

/* ---- which days */

static toml_node *child_of(const toml_node *table, const char *key)
{
    toml_node *child = table->first;
    while (child != NULL && (child->key == NULL || strcmp(child->key, key) != 0)) child = child->next;
    return child;
}

static bool day_of(const toml_node *node, cohong_date *day)
{
    return node != NULL && (node->kind == TOML_DATE || node->kind == TOML_TEXT) && cohong_date_read(node->text, day);
}

/* The tables with a law; the path begins on the earliest `since` and ends on the latest `on` unless told otherwise. A table that
 * is not as it should be is left to the reader of scenarios. */
static cohong_status find_tables(log_book *b)
{
    const toml_node *list = toml_find(b->document.root, "tariff");
    cohong_date since = COHONG_DATE_LAST, on = COHONG_DATE_FIRST, day;
    for (toml_node *table = list != NULL && list->kind == TOML_ARRAY ? list->first : NULL; table != NULL;
         table = table->next) {
        toml_node *law = table->kind == TOML_TABLE ? child_of(table, "law") : NULL;
        if (law == NULL || law->kind != TOML_TEXT || !day_of(child_of(table, "on"), &day)) continue;
        if (b->table_count == LAW_LIMIT)
            return fail(b->error, COHONG_TOO_LARGE, table->at, "more than %d tables with a law", LAW_LIMIT);
        b->on[b->table_count] = child_of(table, "on");
        b->law[b->table_count++] = law;
        if (day > on) on = day;
        if (day_of(child_of(table, "since"), &day) && day < since) since = day;
    }
    if (b->table_count == 0)
        return fail(b->error, COHONG_INCOMPLETE, (place){ b->path, 0, 0 },
                    "no [[tariff]] of this scenario takes its tariffs from a law on a day: there is no path to follow");
    if (b->first == COHONG_DATE_FIRST) b->first = since;
    if (b->last == COHONG_DATE_LAST) b->last = on;
    char from[COHONG_DATE_SIZE], until[COHONG_DATE_SIZE];
    if (b->first < b->last) return COHONG_OK;
    return fail(
        b->error, COHONG_OUT_OF_DOMAIN, (place){ b->path, 0, 0 },
        "the path would go from %s to %s; expected a first day (`since` of a law, or one that is given) before the "
        "last",
        b->first == COHONG_DATE_LAST ? "no day" : cohong_date_write(b->first, from), cohong_date_write(b->last, until));
}

static cohong_status add_day(log_book *b, cohong_date day)
{
    void *days = b->days;
    if (!memory_grow(&days, &b->day_capacity, b->day_count + 1, sizeof *b->days)) return fail_memory(b->error);
    b->days = days;
    b->days[b->day_count++] = day;
    return COHONG_OK;
}

static cohong_status add_days_of_law(log_book *b, const toml_node *name)
{
    cohong_law *law = NULL;
    cohong_date *days = NULL;
    size_t count = 0;
    char *path = data_named(DATA_LAW, b->folder, name->text);
    cohong_status status = path == NULL ? fail_memory(b->error)
                                        : data_there(DATA_LAW, name->text, path, name->at, "law", b->error);
    if (status == COHONG_OK) status = cohong_law_read(path, &law, b->error);
    if (status == COHONG_OK) status = cohong_law_dates(law, NULL, b->first, b->last, &days, &count, b->error);
    for (size_t k = 0; k < count && status == COHONG_OK; k++)
        if (days[k] > b->first) status = add_day(b, days[k]);
    free(days);
    free(path);
    cohong_law_free(law);
    return status;
}

static int by_day(const void *a, const void *b)
{
    cohong_date x = *(const cohong_date *)a, y = *(const cohong_date *)b;
    return (x > y) - (x < y);
}

/* The first day, then every day on which one of the laws changes, in order. */
static cohong_status list_days(log_book *b)
{
    size_t kept = 0;
    cohong_status status = add_day(b, b->first);
    for (size_t k = 0; k < b->table_count && status == COHONG_OK; k++) {
        bool seen = false;
        for (size_t earlier = 0; earlier < k; earlier++)
            seen = seen || strcmp(b->law[earlier]->text, b->law[k]->text) == 0;
        if (!seen) status = add_days_of_law(b, b->law[k]);
    }
    if (status != COHONG_OK) return status;
    qsort(b->days, b->day_count, sizeof *b->days, by_day);
    for (size_t k = 0; k < b->day_count; k++)
        if (kept == 0 || b->days[kept - 1] != b->days[k]) b->days[kept++] = b->days[k];
    b->day_count = kept;
    return COHONG_OK;
}

/* ---- what held on each */

static cohong_world *lend_world(void *context, const char *folder)
{
    const cohong_rounds *rounds = context;
    (void)folder;
    return rounds->scenario != NULL ? rounds->scenario->world : NULL;
}

static cohong_status read_on(log_book *b, cohong_date day, cohong_scenario **scenario)
{
    char text[COHONG_DATE_SIZE];
    const char *was[LAW_LIMIT];
    scenario_source source = { .path = b->path, .document = &b->document, .world_of = lend_world, .context = b->to };
    cohong_date_write(day, text);
    for (size_t k = 0; k < b->table_count; k++) was[k] = b->on[k]->text, b->on[k]->text = text;
    cohong_status status = scenario_read_from(&source, b->cache, scenario, b->error);
    for (size_t k = 0; k < b->table_count; k++) b->on[k]->text = was[k];
    return status;
}

/* Keeps a day on which a tariff differs from the day kept last. */
static cohong_status keep_round(log_book *b, cohong_date day, const cohong_scenario *scenario)
{
    cohong_rounds *to = b->to;
    size_t N = scenario->world->country_count, size = scenario->world->sector_count * N * N * sizeof(double);
    if (to->count > 0 && memcmp(to->tariff[to->count - 1], scenario->shock.tariff, size) == 0) return COHONG_OK;
    to->tariff[to->count] = malloc(size);
    if (to->tariff[to->count] == NULL) return fail_memory(b->error);
    memcpy(to->tariff[to->count], scenario->shock.tariff, size);
    to->on[to->count++] = day;
    return COHONG_OK;
}

static cohong_status read_rounds(log_book *b)
{
    cohong_rounds *to = b->to;
    cohong_status status = COHONG_OK;
    to->on = calloc(b->day_count, sizeof *to->on);
    to->tariff = calloc(b->day_count, sizeof *to->tariff);
    if (to->on == NULL || to->tariff == NULL) return fail_memory(b->error);
    for (size_t k = 0; k < b->day_count && status == COHONG_OK; k++) {
        cohong_scenario *scenario;
        status = read_on(b, b->days[k], &scenario);
        if (status != COHONG_OK) break;
        status = keep_round(b, b->days[k], scenario);
        if (to->scenario == NULL)
            to->scenario = scenario;
        else
            cohong_scenario_free(scenario);
    }
    return status;
}

void cohong_rounds_free(cohong_rounds *rounds)
{
    if (rounds == NULL) return;
    for (size_t k = 0; rounds->tariff != NULL && k < rounds->count; k++) free(rounds->tariff[k]);
    free(rounds->tariff);
    free(rounds->on);
    cohong_scenario_free(rounds->scenario);
    free(rounds);
}

cohong_status cohong_rounds_read(const char *path, cohong_cache_use cache, cohong_date first, cohong_date last,
                                 cohong_rounds **rounds, cohong_error *error)
{
    log_book b = { .path = path, .first = first, .last = last, .cache = cache, .error = error };
    *rounds = NULL;
    b.to = calloc(1, sizeof *b.to);
    b.folder = file_folder(path);
    cohong_status status = b.to != NULL && b.folder != NULL ? COHONG_OK : fail_memory(error);
    if (status == COHONG_OK) status = toml_read(path, &b.document, error);
    if (status == COHONG_OK) status = find_tables(&b);
    if (status == COHONG_OK) status = list_days(&b);
    if (status == COHONG_OK) status = read_rounds(&b);
    toml_close(&b.document);
    free(b.days);
    free(b.folder);
    if (status == COHONG_OK)
        *rounds = b.to;
    else
        cohong_rounds_free(b.to);
    return status;
}
