/* Bargains as JSON: fractions, NAN as null. */
#include "report/answers.h"

static void country_json(const cooperation *of, const cohong_treaty *treaty, size_t n, json *j)
{
    json_object(j);
    json_key_text(j, "country", of->scenario->world->countries[n].code);
    json_key_whole(j, "party", of->party[n]);
    json_key_number(j, "median_tariff", treaty->median[n]);
    json_key_number(j, "welfare_without_agreement", of->disagreement[n]);
    json_key_number(j, "welfare", treaty->welfare[n]);
    json_key_number(j, "gain", treaty->gain[n]);
    json_key_number(j, "weight", treaty->weight[n]);
    json_end(j);
}

static void treaty_json(const cooperation *of, size_t slot, json *j)
{
    const cohong_treaty *treaty = of->treaties[slot];
    bool takes = slot >= COHONG_BARGAIN_COUNT;
    size_t taker = takes ? slot - COHONG_BARGAIN_COUNT : of->terms.taker;
    json_object(j);
    json_key_text(j, "bargain", cohong_bargain_name(takes ? COHONG_TAKES_ALL : (cohong_bargain_kind)slot));
    if (takes || slot == COHONG_TAKES_ALL) json_key_text(j, "taker", of->scenario->world->countries[taker].code);
    json_key_text(j, "outcome", cohong_outcome_name(treaty->outcome));
    json_key_text(j, "why", treaty->why[0] != '\0' ? treaty->why : NULL);
    json_key_number(j, "step", treaty->step);
    json_key_whole(j, "tariffs_set", (int64_t)treaty->free_count);
    json_key_whole(j, "on_lower_bound", (int64_t)treaty->least_count);
    json_key_whole(j, "on_upper_bound", (int64_t)treaty->most_count);
    json_key_whole(j, "iterations", (int64_t)treaty->iterations);
    json_key(j, "countries");
    json_array(j);
    for (size_t n = 0; n < of->N; n++) country_json(of, treaty, n, j);
    json_end(j);
    json_end(j);
}

void cooperation_json(const cooperation *of, const written_files *files, text *to)
{
    json j = json_to(to);
    json_object(&j);
    json_key_text(&j, "game", "cooperate");
    game_case_json(of->scenario, of->model, &j);
    json_key(&j, "bargains");
    json_array(&j);
    for (size_t k = 0; k < COHONG_BARGAIN_COUNT + of->N; k++)
        if (of->treaties[k] != NULL) treaty_json(of, k, &j);
    json_end(&j);
    written_json(files, &j);
    json_key_number(&j, "seconds", of->seconds);
    json_end(&j);
}
