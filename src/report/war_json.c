/* How a game in tariffs ended, as JSON: fractions, NAN as null. */
#include "report/answers.h"

void game_closure_json(const cohong_scenario *of, const cohong_model *model, json *j)
{
    json_key_text(j, "deficits", of->settings.deficits);
    json_key_text(j, "labour", of->settings.labour);
    json_key_text(j, "structure", of->settings.structure);
    run_base_json(model, j);
}

void game_case_json(const cohong_scenario *of, const cohong_model *model, json *j)
{
    json_key_text(j, "title", of->title);
    json_key_text(j, "world", of->world->name);
    game_closure_json(of, model, j);
}

void written_json(const written_files *of, json *j)
{
    json_key_text(j, "out", of->out);
    json_key_text(j, "scenario", of->scenario);
}

static void countries_json(const war_answer *of, json *j)
{
    json_key(j, "countries");
    json_array(j);
    for (size_t n = 0; n < of->scenario->world->country_count; n++) {
        json_object(j);
        json_key_text(j, "country", of->scenario->world->countries[n].code);
        json_key_whole(j, "player", of->player[n]);
        if (of->bloc != NULL) json_key_text(j, "bloc", of->bloc[n][0] != '\0' ? of->bloc[n] : NULL);
        json_key_number(j, "median_tariff", of->war->median[n]);
        json_key_number(j, "welfare_start", of->war->start[n]);
        json_key_number(j, "welfare", of->war->welfare[n]);
        json_key_number(j, "payoff", of->war->payoff[n]);
        json_key_number(j, "gain_by_deviation", of->war->gain[n]);
        json_end(j);
    }
    json_end(j);
}

void war_json(const war_answer *of, const written_files *files, text *to)
{
    const cohong_war *war = of->war;
    json j = json_to(to);
    json_object(&j);
    json_key_text(&j, "game", of->alone ? "best-response" : "nash");
    json_key_text(&j, "title", of->scenario->title);
    json_key_text(&j, "world", of->scenario->world->name);
    json_key(&j, "settings");
    json_object(&j);
    run_settings_json(&of->scenario->settings, &j);
    json_end(&j);
    run_base_json(of->model, &j);
    json_key_text(&j, "outcome", cohong_outcome_name(war->outcome));
    json_key_number(&j, "largest_gain", war->largest_gain);
    json_key_whole(&j, "searches", (int64_t)war->searches);
    json_key_whole(&j, "searches_unfinished", (int64_t)war->searches_unfinished);
    json_key_number(&j, "step", war->step);
    json_key_whole(&j, "tariffs_set", (int64_t)war->free_count);
    json_key_whole(&j, "on_lower_bound", (int64_t)war->least_count);
    json_key_whole(&j, "on_upper_bound", (int64_t)war->most_count);
    json_key_whole(&j, "iterations", (int64_t)war->iterations);
    json_key_whole(&j, "solves", (int64_t)war->solves);
    json_key_whole(&j, "adjoints", (int64_t)war->adjoints);
    json_key_number(&j, "seconds", of->seconds);
    run_residuals_json(war->solution, &j);
    written_json(files, &j);
    countries_json(of, &j);
    json_end(&j);
}
