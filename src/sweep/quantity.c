/* Reading and computing a quantity. */
#include "sweep/quantity.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"

enum { WORD_SIZE = 64, MEASURE_LIMIT = 64 };

static const char JOBS[] = "jobs_created";

void quantity_free(quantity *of)
{
    free(of->text);
    *of = (quantity){ 0 };
}

static const char *country_name(const void *world, size_t k)
{
    return ((const cohong_world *)world)->countries[k].code;
}

static cohong_status find_country(const cohong_world *world, const char *code, place at, size_t *found,
                                  cohong_error *error)
{
    char guess[160];
    *found = cohong_world_country(world, code);
    if (*found != COHONG_NONE) return COHONG_OK;
    suggest_sentence(suggest(code, world, world->country_count, country_name), guess, sizeof guess);
    return fail(error, COHONG_UNKNOWN_NAME, at, "unknown country \"%.60s\"%s", code, guess);
}

static cohong_status unknown_measure(const char *name, place at, cohong_error *error)
{
    const char *names[MEASURE_LIMIT] = { JOBS };
    char guess[160];
    size_t count;
    const cohong_measure *rows = cohong_measures(&count);
    if (count > MEASURE_LIMIT - 1) count = MEASURE_LIMIT - 1;
    for (size_t k = 0; k < count; k++) names[k + 1] = rows[k].name;
    suggest_sentence(suggest_string(name, names, count + 1), guess, sizeof guess);
    return fail(error, COHONG_UNKNOWN_NAME, at, "there is no measure \"%.60s\"%s", name, guess);
}

/* Employment is only there where the world has it. */
static cohong_status check_employment(const cohong_world *world, const quantity *of, place at, cohong_error *error)
{
    bool covered = world->employment != NULL;
    for (size_t j = 0; covered && j < world->sector_count; j++)
        covered = !isnan(world->employment[j * world->country_count + of->country]);
    if (covered) return COHONG_OK;
    return fail(error, COHONG_INCOMPLETE, at, "\"%s\": the world has no employment for this country", of->text);
}

static void describe(const cohong_world *world, const char *partner, quantity *to)
{
    const char *country = world->countries[to->country].code;
    if (to->jobs)
        snprintf(to->meaning, sizeof to->meaning, "Jobs created or lost in %s [created or lost]", country);
    else if (to->partner != COHONG_NONE)
        snprintf(to->meaning, sizeof to->meaning, "%s of %s %s %s, net of tariffs", to->measure->heading, country,
                 strcmp(to->measure->name, "exports") == 0 ? "to" : "from", partner);
    else
        snprintf(to->meaning, sizeof to->meaning, "%s, %s", to->measure->heading, country);
}

static cohong_status resolve(const cohong_world *world, const char word[3][WORD_SIZE], int count, place at,
                             quantity *to, cohong_error *error)
{
    to->jobs = strcmp(word[0], JOBS) == 0;
    to->measure = cohong_measure_find(to->jobs ? "employment" : word[0]);
    to->partner = COHONG_NONE;
    if (to->measure == NULL) return unknown_measure(word[0], at, error);
    to->unit = to->measure->unit;
    bool pairs = strcmp(word[0], "exports") == 0 || strcmp(word[0], "imports") == 0;
    if (count == 3 && !pairs)
        return fail(error, COHONG_SYNTAX, at, "\"%s\": only exports and imports have a partner", to->text);
    cohong_status status = find_country(world, word[1], at, &to->country, error);
    if (status == COHONG_OK && count == 3) status = find_country(world, word[2], at, &to->partner, error);
    if (status == COHONG_OK && to->partner == to->country)
        return fail(error, COHONG_OUT_OF_DOMAIN, at, "\"%s\": a country does not trade with itself", to->text);
    if (status == COHONG_OK && to->unit == COHONG_PERSONS) status = check_employment(world, to, at, error);
    if (status == COHONG_OK) describe(world, word[2], to);
    return status;
}

cohong_status quantity_read(const cohong_world *world, const char *text, place at, quantity *to, cohong_error *error)
{
    char word[3][WORD_SIZE] = { "", "", "" }, more[2];
    int count = sscanf(text, "%63s %63s %63s %1s", word[0], word[1], word[2], more);
    *to = (quantity){ .text = calloc(3, WORD_SIZE) };
    if (to->text == NULL) return fail_memory(error);
    if (count < 2 || count > 3)
        return fail(error, COHONG_SYNTAX, at, "found \"%.80s\", expected MEASURE COUNTRY or exports COUNTRY PARTNER",
                    text);
    snprintf(to->text, (size_t)3 * WORD_SIZE, "%s %s%s%s", word[0], word[1], count == 3 ? " " : "", word[2]);
    return resolve(world, (const char(*)[WORD_SIZE])word, count, at, to, error);
}

/* Sum over sectors of what one country buys from another. */
static double flow(const cohong_case *of, size_t importer, size_t exporter)
{
    const cohong_world *w = cohong_model_base(of->model);
    size_t N = w->country_count;
    double total = 0;
    for (size_t j = 0; j < w->sector_count; j++) total += of->solution->trade[(j * N + importer) * N + exporter];
    return total;
}

double quantity_of(const quantity *which, const cohong_case *of)
{
    bool exports = strcmp(which->measure->name, "exports") == 0;
    if (which->partner != COHONG_NONE)
        return exports ? flow(of, which->partner, which->country) : flow(of, which->country, which->partner);
    double value = which->measure->of(of, which->country);
    return which->jobs ? value - cohong_measure_find("employment_base")->of(of, which->country) : value;
}
