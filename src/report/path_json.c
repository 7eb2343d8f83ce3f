/* An observed trade war as JSON: fractions, NAN as null. */
#include "report/answers.h"

static void round_json(const followed *of, size_t round, json *j)
{
    const cohong_world *world = of->rounds->scenario->world;
    size_t N = world->country_count;
    char day[COHONG_DATE_SIZE];
    json_object(j);
    json_key_text(j, "day", cohong_date_write(of->rounds->on[round], day));
    json_key(j, "countries");
    json_array(j);
    for (size_t n = 0; n < N; n++) {
        json_object(j);
        json_key_text(j, "country", world->countries[n].code);
        json_key_number(j, "mean_tariff", of->path->mean[round * N + n]);
        json_key_number(j, "welfare", of->path->welfare[round * N + n]);
        json_end(j);
    }
    json_end(j);
    json_end(j);
}

static void move_json(const followed *of, const cohong_war_move *move, json *j)
{
    char day[COHONG_DATE_SIZE];
    json_object(j);
    json_key_text(j, "day", cohong_date_write(of->rounds->on[move->round], day));
    json_key_text(j, "country", of->rounds->scenario->world->countries[move->country].code);
    json_key_number(j, "before", move->before);
    json_key_number(j, "set", move->set);
    json_key_number(j, "best_response", move->best);
    json_key_number(j, "welfare_at_best_response", move->best_welfare);
    json_key_number(j, "gain_by_deviation", move->gain);
    json_key_text(j, "outcome", cohong_outcome_name(move->outcome));
    json_end(j);
}

void path_json(const followed *of, const written_files *files, text *to)
{
    json j = json_to(to);
    json_object(&j);
    json_key_text(&j, "game", "path");
    game_case_json(of->rounds->scenario, of->model, &j);
    json_key(&j, "rounds");
    json_array(&j);
    for (size_t round = 0; round < of->rounds->count; round++) round_json(of, round, &j);
    json_end(&j);
    json_key(&j, "moves");
    json_array(&j);
    for (size_t k = 0; k < of->path->move_count; k++) move_json(of, &of->path->moves[k], &j);
    json_end(&j);
    written_json(files, &j);
    json_key_number(&j, "seconds", of->seconds);
    json_end(&j);
}
