/* Answers by rule as JSON: fractions, NAN as null. */
#include "report/answers.h"

static void hit_json(const char *key, const cohong_tariff_hit *hit, json *j)
{
    json_key(j, key);
    json_object(j);
    json_key_number(j, "value", hit->value);
    json_key_number(j, "rate", hit->rate);
    json_key_number(j, "duty_at_base_trade", hit->duty);
    json_key_number(j, "duty_collected", hit->collected);
    json_end(j);
}

static void persons_json(const replies *of, const char *key, const double persons[2], json *j)
{
    const cohong_country *c = of->scenario->world->countries;
    json_key(j, key);
    json_object(j);
    json_key_number(j, c[of->terms.by].code, persons[0]);
    json_key_number(j, c[of->terms.against].code, persons[1]);
    json_end(j);
}

static void row_json(const replies *of, const reply *row, json *j)
{
    const cohong_world *world = of->scenario->world;
    json_object(j);
    json_key_text(j, "answer", row->name);
    json_key_text(j, "why_not", row->why[0] != '\0' ? row->why : NULL);
    if (row->hit != NULL) hit_json("hit", row->hit, j);
    if (row->welfare != NULL) {
        json_key_number(j, "welfare_world", replies_world_welfare(of, row->welfare));
        persons_json(of, "reallocated", row->reallocated, j);
        if (cohong_labour_moves(of->scenario->settings.labour)) persons_json(of, "created_or_lost", row->moved, j);
        json_key(j, "welfare");
        json_object(j);
        for (size_t n = 0; n < world->country_count; n++) json_key_number(j, world->countries[n].code, row->welfare[n]);
        json_end(j);
    }
    json_end(j);
}

/* What one rule does, sector by sector; it has an answer. */
static void sectors_json(const replies *of, json *j)
{
    const cohong_retaliation *found = of->by_rule[of->rule];
    json_key(j, "sectors");
    json_array(j);
    for (size_t k = 0; k < of->scenario->world->sector_count; k++) {
        json_object(j);
        json_key_text(j, "sector", of->scenario->world->sectors[k].code);
        json_key_number(j, "share_hit", found->share[k]);
        json_key_number(j, "rise", found->rise[k]);
        json_key_number(j, "loss_over_duty", found->hurt[k]);
        json_end(j);
    }
    json_end(j);
}

void replies_json(const replies *of, const written_files *files, text *to)
{
    const cohong_world *world = of->scenario->world;
    json j = json_to(to);
    json_object(&j);
    json_key_text(&j, "game", "retaliate");
    json_key_text(&j, "title", of->scenario->title);
    json_key_text(&j, "world", world->name);
    json_key_text(&j, "currency", world->currency);
    json_key_number(&j, "unit", world->unit);
    json_key_whole(&j, "year", world->year);
    json_key_text(&j, "by", world->countries[of->terms.by].code);
    json_key_text(&j, "against", world->countries[of->terms.against].code);
    game_closure_json(of->scenario, of->model, &j);
    hit_json("attack", &of->attack, &j);
    json_key_number(&j, "available", of->available);
    json_key(&j, "answers");
    json_array(&j);
    for (size_t k = 0; k < of->count; k++) row_json(of, &of->rows[k], &j);
    json_end(&j);
    if (of->rule != COHONG_RETALIATION_COUNT) sectors_json(of, &j);
    written_json(files, &j);
    json_end(&j);
}
