/* What the verbs of `cohong war` share. */
#include "war.h"

#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "base/data.h"

int war_open(const given *from, bool no_cache, war_case *to)
{
    cohong_error error = { 0 };
    char found[DATA_PATH];
    *to = (war_case){ 0 };
    cohong_status status = cohong_scenario_read(data_find(DATA_SCENARIO, from->operands[0], found),
                                                no_cache ? COHONG_CACHE_OFF : COHONG_CACHE_AUTO, &to->scenario, &error);
    if (status == COHONG_OK) status = options_apply(from, &to->scenario->settings, &error);
    if (status == COHONG_OK)
        status = cohong_model_new(to->scenario->world, &to->scenario->settings, &to->model, &error);
    return status == COHONG_OK ? EXIT_SOLVED : complain_of(&error);
}

void war_close(war_case *of)
{
    cohong_model_free(of->model);
    cohong_scenario_free(of->scenario);
    *of = (war_case){ 0 };
}

static const char *code_of(const void *list, size_t k)
{
    return ((const cohong_country *)list)[k].code;
}

bool war_country(const char *flag, const char *given_text, const cohong_world *world, size_t *country)
{
    char guess[160];
    if (given_text == NULL) {
        complain("--%s is missing: a country, such as %s", flag, world->countries[0].code);
        return false;
    }
    *country = cohong_world_country(world, given_text);
    if (*country != COHONG_NONE) return true;
    suggest_sentence(suggest(given_text, world->countries, world->country_count, code_of), guess, sizeof guess);
    complain("--%s: there is no country \"%.60s\"%s", flag, given_text, guess);
    return false;
}

int war_write(const war_outputs *to, const cohong_scenario *like, const double *tariff, const char *title)
{
    cohong_error error = { 0 };
    cohong_status status = COHONG_OK;
    screen_hold_signals();
    if (to->out != NULL) status = cohong_tariffs_write(like->world, tariff, to->out, &error);
    if (status == COHONG_OK && to->scenario != NULL)
        status = cohong_scenario_write(like, tariff, title, to->scenario, &error);
    screen_release_signals();
    return status == COHONG_OK ? EXIT_SOLVED : complain_of(&error);
}

void war_written_text(const war_outputs *of, text *to)
{
    if (of->out != NULL) text_format(to, "Written: %s\n", of->out);
    if (of->scenario != NULL) text_format(to, "Written: %s, for cohong run\n", of->scenario);
}
