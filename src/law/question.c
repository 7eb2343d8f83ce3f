/* Questions: names to numbers, with "did you mean". */
#include <math.h>
#include <string.h>

#include "base/suggest.h"
#include "law/rate.h"

cohong_law_question cohong_law_question_new(void)
{
    return (cohong_law_question){
        .entry = COHONG_DATE_FIRST, .exported = COHONG_DATE_FIRST, .value = NAN, .quantity = NAN, .year_value = NAN
    };
}

static bool has_measures(const cohong_law *law, size_t importer)
{
    for (size_t k = 0; k < law->measure_count; k++)
        if (law->measures[k].importer == importer) return true;
    for (size_t k = 0; k < law->tax_count; k++)
        if (law->taxes[k].importer == importer) return true;
    return false;
}

cohong_status question_importer(const cohong_law *law, const char *destination, size_t *importer, cohong_error *error)
{
    *importer = destination != NULL ? names_find(&law->countries, destination, strlen(destination))
                                    : law->first_importer;
    if (destination != NULL && *importer != LAW_NONE && has_measures(law, *importer)) return COHONG_OK;
    if (destination != NULL)
        return fail(error, COHONG_UNKNOWN_NAME, NOWHERE, "this law has no measures of \"%.20s\"; it is of %s",
                    destination,
                    law->first_importer != LAW_NONE ? law->countries.texts[law->first_importer] : "no importer");
    for (size_t k = 0; k < law->measure_count; k++)
        if (law->measures[k].importer != *importer)
            return fail(error, COHONG_INCOMPLETE, NOWHERE, "this law is of several importers: say which one");
    return *importer != LAW_NONE ? COHONG_OK : fail(error, COHONG_INCOMPLETE, NOWHERE, "this law names no importer");
}

cohong_status question_edition(const cohong_law *law, const char *edition, cohong_date on, size_t *number,
                               cohong_error *error)
{
    char guess[160], day[COHONG_DATE_SIZE];
    *number = LAW_NONE;
    if (edition != NULL) {
        *number = names_find(&law->editions, edition, strlen(edition));
        if (*number != LAW_NONE) return COHONG_OK;
        suggest_sentence(suggest(edition, &law->editions, law->editions.count, names_text), guess, sizeof guess);
        return fail(error, COHONG_UNKNOWN_NAME, NOWHERE, "the law has no edition \"%.60s\"%s", edition, guess);
    }
    if (law->editions.count == 0) return COHONG_OK;
    if (law->editions.count == 1) {
        *number = 0;
        return COHONG_OK;
    }
    for (size_t k = 0; k < law->editions.count; k++) /* of several in force, the one that began last */
        if (span_holds(law->edition_facts[k].span, on) &&
            (*number == LAW_NONE || law->edition_facts[k].span.from > law->edition_facts[*number].span.from))
            *number = k;
    if (*number != LAW_NONE) return COHONG_OK;
    return fail(error, COHONG_INCOMPLETE, NOWHERE,
                "no edition of the law is in force on %s: say which one the code is of", cohong_date_write(on, day));
}

cohong_status question_origin(const cohong_law *law, const char *origin, size_t *country, cohong_error *error)
{
    size_t count;
    char guess[160];
    const char *const *iso = iso_countries(&count);
    *country = LAW_NONE;
    if (origin == NULL) return fail(error, COHONG_INCOMPLETE, NOWHERE, "the country of origin is missing");
    *country = names_find(&law->countries, origin, strlen(origin));
    if (*country != LAW_NONE) return COHONG_OK;
    for (size_t k = 0; k < count; k++)
        if (strcmp(iso[k], origin) == 0) return COHONG_OK;
    suggest_sentence(suggest_string(origin, iso, count), guess, sizeof guess);
    return fail(error, COHONG_UNKNOWN_NAME, NOWHERE, "there is no country \"%.20s\" (ISO 3166 alpha-3)%s", origin,
                guess);
}

static bool names_channel(const law_when *when, size_t channel)
{
    for (size_t k = 0; k < when->count; k++)
        if ((when->conditions[k].kind == IF_CHANNEL || when->conditions[k].kind == IF_NOT_CHANNEL) &&
            when->conditions[k].word == channel)
            return true;
    return false;
}

static bool is_channel(const cohong_law *law, size_t word)
{
    bool found = strcmp(law->words.texts[word], "general") == 0;
    for (size_t k = 0; k < law->measure_count && !found; k++) found = names_channel(&law->measures[k].when, word);
    for (size_t k = 0; k < law->tax_count && !found; k++) found = names_channel(&law->taxes[k].when, word);
    for (size_t k = 0; k < law->channel_count && !found; k++) found = law->channels[k].channel == word;
    return found;
}

cohong_status cohong_law_channels(const cohong_law *law, const char ***channels, size_t *count, cohong_error *error)
{
    *count = 0;
    *channels = memory_block((law->words.count + 1) * sizeof **channels);
    if (*channels == NULL) return fail_memory(error);
    (*channels)[(*count)++] = "general";
    for (size_t k = 0; k < law->words.count; k++)
        if (strcmp(law->words.texts[k], "general") != 0 && is_channel(law, k))
            (*channels)[(*count)++] = law->words.texts[k];
    return COHONG_OK;
}

static cohong_status question_channel(const cohong_law *law, const char *channel, size_t *word, cohong_error *error)
{
    const char *wanted = channel != NULL ? channel : "general";
    char guess[160];
    *word = names_find(&law->words, wanted, strlen(wanted));
    if (strcmp(wanted, "general") == 0 || (*word != LAW_NONE && is_channel(law, *word))) return COHONG_OK;
    suggest_sentence(suggest(wanted, &law->words, law->words.count, names_text), guess, sizeof guess);
    return fail(error, COHONG_UNKNOWN_NAME, NOWHERE, "the law does not tell a channel \"%.60s\" from others%s", wanted,
                guess);
}

static cohong_status check_numbers(const cohong_law_question *q, cohong_error *error)
{
    if (q->value <= 0 || q->quantity < 0 || q->year_value < 0)
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE,
                    "the value has to be above 0, quantity and value of the year not below");
    for (size_t k = 0; k < q->content_count; k++)
        if (!(q->contents[k].number >= 0 && q->contents[k].number <= 1))
            return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "content %.60s: the share is outside 0 to 1",
                        q->contents[k].name);
    for (size_t k = 0; k < q->exchange_count; k++)
        if (!(q->exchange[k].number > 0))
            return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "exchange %.60s: the rate has to be above 0",
                        q->exchange[k].name);
    return COHONG_OK;
}

cohong_status question_setting(const cohong_law *law, const cohong_law_question *q, law_setting *s, cohong_error *error)
{
    *s = (law_setting){ .entry = q->entry,
                        .exported = q->exported == COHONG_DATE_FIRST ? q->entry : q->exported,
                        .unit = q->unit,
                        .value = q->value,
                        .quantity = q->quantity,
                        .year_value = q->year_value,
                        .trade_value = NAN,
                        .contents = q->contents,
                        .content_count = q->content_count,
                        .exchange = q->exchange,
                        .exchange_count = q->exchange_count };
    if (q->entry == COHONG_DATE_FIRST) return fail(error, COHONG_INCOMPLETE, NOWHERE, "the day of entry is missing");
    if (s->exported > s->entry)
        return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "the goods are exported after they enter");
    cohong_status status = check_numbers(q, error);
    if (status == COHONG_OK) status = question_importer(law, q->destination, &s->importer, error);
    if (status == COHONG_OK) status = question_day(law, s->importer, q->entry, error);
    if (status == COHONG_OK) status = question_origin(law, q->origin, &s->origin, error);
    if (status == COHONG_OK) status = question_channel(law, q->channel, &s->channel, error);
    if (status == COHONG_OK) s->currency = q->currency != NULL ? q->currency : law_currency(law, s->importer);
    return status;
}
