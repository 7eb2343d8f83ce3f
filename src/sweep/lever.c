/* Reading the words of a lever. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "sweep/lever_type.h"

enum { WORD_LIMIT = 5, NAME_LIMIT = 64, MEANING_SIZE = 400 };

/* A lever being read. */
typedef struct reading {
    const cohong_world *world;
    place at;
    const char *words[WORD_LIMIT];
    size_t word_count;
    cohong_error *error;
} reading;

void lever_free(lever *of)
{
    free(of->text);
    free(of->meaning);
    free(of->importers);
    free(of->countries);
    free(of->sectors);
    *of = (lever){ 0 };
}

/* ---- codes */

static const char *country_name(const void *world, size_t k)
{
    return ((const cohong_world *)world)->countries[k].code;
}

static const char *sector_name(const void *world, size_t k)
{
    return ((const cohong_world *)world)->sectors[k].code;
}

/* One code between `from` and `end`. */
static cohong_status choose(const reading *r, const char *from, size_t length, bool sectors, bool *chosen)
{
    char code[NAME_LIMIT], guess[160];
    snprintf(code, sizeof code, "%.*s", (int)(length < sizeof code ? length : sizeof code - 1), from);
    size_t found = sectors ? cohong_world_sector(r->world, code) : cohong_world_country(r->world, code);
    if (found != COHONG_NONE && length < sizeof code) {
        chosen[found] = true;
        return COHONG_OK;
    }
    size_t count = sectors ? r->world->sector_count : r->world->country_count;
    suggest_sentence(suggest(code, r->world, count, sectors ? sector_name : country_name), guess, sizeof guess);
    return fail(r->error, COHONG_UNKNOWN_NAME, r->at, "unknown %s \"%s\"%s", sectors ? "sector" : "country", code,
                guess);
}

/* A code, "*", or codes with commas between them, into a new array of flags. */
static cohong_status choose_all(const reading *r, const char *codes, bool sectors, bool **chosen)
{
    size_t count = sectors ? r->world->sector_count : r->world->country_count;
    *chosen = calloc(count, sizeof **chosen);
    if (*chosen == NULL) return fail_memory(r->error);
    bool every = strcmp(codes, "*") == 0;
    for (size_t k = 0; every && k < count; k++) (*chosen)[k] = true;
    cohong_status status = COHONG_OK;
    for (const char *next = codes; !every && next != NULL && status == COHONG_OK;) {
        const char *comma = strchr(next, ',');
        status = choose(r, next, comma != NULL ? (size_t)(comma - next) : strlen(next), sectors, *chosen);
        next = comma != NULL ? comma + 1 : NULL;
    }
    return status;
}

/* ---- words */

static cohong_status unknown_kind(const reading *r)
{
    const char *names[NAME_LIMIT];
    char guess[160];
    size_t count = 0;
    while (count < NAME_LIMIT && (names[count] = lever_type_name(count)) != NULL) count++;
    suggest_sentence(suggest_string(r->words[0], names, count), guess, sizeof guess);
    return fail(
        r->error, COHONG_UNKNOWN_NAME, r->at,
        "there is nothing to vary that is called \"%.60s\"%s (tariff, tariff_add, tariff_factor, tariff_change, "
        "trade_cost, productivity, labour_supply, theta, theta_factor or a setting that is a number)",
        r->words[0], guess);
}

/* How many words follow the kind, at least and at most. */
static const struct {
    size_t least, most;
    const char *expected;
} WORDS[] = {
    [WORDS_PAIR] = { 2, 3, "IMPORTER EXPORTER [SECTOR]" },
    [WORDS_COUNTRY] = { 1, 1, "COUNTRY" },
    [WORDS_COUNTRY_SECTOR] = { 1, 2, "COUNTRY [SECTOR]" },
    [WORDS_SECTOR] = { 0, 1, "[SECTOR]" },
    [WORDS_SETTING] = { 0, 0, "" },
};

static cohong_status check_count(const reading *r, lever_words form)
{
    size_t after = r->word_count - 1;
    if (after >= WORDS[form].least && after <= WORDS[form].most) return COHONG_OK;
    return fail(r->error, COHONG_SYNTAX, r->at, "found %zu word%s after \"%s\", expected %s", after,
                after == 1 ? "" : "s", r->words[0], form == WORDS_SETTING ? "none" : WORDS[form].expected);
}

static bool has_pair(const lever *of, size_t N)
{
    size_t importers = 0, exporters = 0, both = 0;
    for (size_t n = 0; n < N; n++) {
        importers += of->importers[n];
        exporters += of->countries[n];
        both += of->importers[n] && of->countries[n];
    }
    return importers * exporters > both;
}

static cohong_status read_selection(const reading *r, lever *to)
{
    lever_words form = to->type->words;
    size_t next = 1;
    cohong_status status = COHONG_OK;
    if (form == WORDS_SETTING) return COHONG_OK;
    if (form == WORDS_PAIR) status = choose_all(r, r->words[next++], false, &to->importers);
    if (status == COHONG_OK && form != WORDS_SECTOR) status = choose_all(r, r->words[next++], false, &to->countries);
    if (status == COHONG_OK) status = choose_all(r, next < r->word_count ? r->words[next] : "*", true, &to->sectors);
    if (status == COHONG_OK && form == WORDS_PAIR && !has_pair(to, r->world->country_count))
        return fail(r->error, COHONG_OUT_OF_DOMAIN, r->at,
                    "importer and exporter are the same country, and home sales have neither tariff nor trade cost");
    return status;
}

/* ---- what it means, for people */

static void selection_words(const reading *r, lever_words form, char *to, size_t size)
{
    const char *sectors = form == WORDS_PAIR             ? (r->word_count > 3 ? r->words[3] : "*")
                          : form == WORDS_COUNTRY_SECTOR ? (r->word_count > 2 ? r->words[2] : "*")
                                                         : (r->word_count > 1 ? r->words[1] : "*");
    const char *every = strcmp(sectors, "*") == 0 ? "all sectors" : sectors;
    if (form == WORDS_PAIR)
        snprintf(to, size, ": imports of %.80s from %.80s, %.80s", strcmp(r->words[1], "*") == 0 ? "all" : r->words[1],
                 strcmp(r->words[2], "*") == 0 ? "all others" : r->words[2], every);
    else if (form == WORDS_COUNTRY)
        snprintf(to, size, ": %.80s", r->words[1]);
    else if (form == WORDS_COUNTRY_SECTOR)
        snprintf(to, size, ": %.80s, %.80s", r->words[1], every);
    else
        snprintf(to, size, ": %.80s", every);
}

static cohong_status describe(const reading *r, lever *to)
{
    char meaning[2 * MEANING_SIZE], selected[MEANING_SIZE] = "";
    if (to->setting == NULL) selection_words(r, to->type->words, selected, sizeof selected);
    snprintf(meaning, sizeof meaning, "%s%s", to->setting != NULL ? to->setting->help : to->type->is, selected);
    to->meaning = strdup(meaning);
    return to->meaning != NULL ? COHONG_OK : fail_memory(r->error);
}

/* ---- all of it */

/* Splits a copy at blanks and joins the words with single blanks in to->text. */
static cohong_status split(reading *r, char *copy, const char *text, lever *to)
{
    char *rest = NULL;
    to->text = calloc(strlen(text) + 1, 1);
    if (copy == NULL || to->text == NULL) return fail_memory(r->error);
    for (char *word = strtok_r(copy, " \t", &rest); word != NULL; word = strtok_r(NULL, " \t", &rest)) {
        if (r->word_count == WORD_LIMIT)
            return fail(r->error, COHONG_SYNTAX, r->at, "too many words in \"%.80s\"", text);
        if (r->word_count > 0) strcat(to->text, " ");
        strcat(to->text, word);
        r->words[r->word_count++] = word;
    }
    if (r->word_count > 0) return COHONG_OK;
    return fail(r->error, COHONG_INCOMPLETE, r->at, "nothing is named that is to vary");
}

cohong_status lever_read(const cohong_scenario *scenario, const char *text, place at, lever *to, cohong_error *error)
{
    reading r = { .world = scenario->world, .at = at, .error = error };
    char *copy = strdup(text);
    *to = (lever){ 0 };
    cohong_status status = split(&r, copy, text, to);
    if (status == COHONG_OK) {
        to->type = lever_type_find(r.words[0], &to->setting);
        status = to->type != NULL ? check_count(&r, to->type->words) : unknown_kind(&r);
    }
    if (status == COHONG_OK) status = read_selection(&r, to);
    if (status == COHONG_OK) status = describe(&r, to);
    free(copy);
    return status;
}

bool lever_is_by_sector(const lever *of)
{
    return of->type->words == WORDS_SECTOR;
}

cohong_status lever_of_sector(const cohong_scenario *scenario, const lever *of, size_t sector, place at, lever *to,
                              cohong_error *error)
{
    char text[NAME_LIMIT * 4];
    snprintf(text, sizeof text, "%s %.200s", of->type->name, scenario->world->sectors[sector].code);
    return lever_read(scenario, text, at, to, error);
}
