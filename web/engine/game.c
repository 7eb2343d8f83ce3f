/* A tariff war from the page's tariffs: Nash tariffs of some players, in the world without trade deficits, with perfect competition and
 * full employment, in which such games are defined (src/war). */
#include <stdlib.h>
#include <string.h>

#include "engine.h"

/* Per country, in this order: welfare under the tariffs of the start and under those found, the median of the tariffs that it sets (NAN:
 * none), the most that it gains by changing its own alone. */
enum { GAME_NUMBERS = 4 };

static cohong_status settings_of_games(cohong_settings *to)
{
    *to = cohong_settings_default();
    return cohong_settings_set(to, "deficits", "zero", &engine.error);
}

static void copy_out(const cohong_war *war, size_t N, double *numbers)
{
    const double *const lines[GAME_NUMBERS] = { war->start, war->welfare, war->median, war->gain };
    for (size_t k = 0; k < GAME_NUMBERS; k++) memcpy(numbers + k * N, lines[k], N * sizeof *numbers);
}

/* `players`: N bytes, not 0 for who moves. `numbers`: GAME_NUMBERS x N. Answers 0 for an equilibrium; else see the message. */
cohong_status EXPORTED(engine_nash)(const bool *players, double *numbers)
{
    cohong_settings settings;
    cohong_model *model = NULL;
    cohong_war *war = NULL;
    cohong_war_rules rules = cohong_war_rules_default();
    engine.error = (cohong_error){ 0 };
    rules.player = players;
    cohong_status status = settings_of_games(&settings);
    if (status == COHONG_OK) status = cohong_model_new(engine.world, &settings, &model, &engine.error);
    if (status == COHONG_OK) status = cohong_nash(model, &engine.scenario.shock, &rules, &war, &engine.error);
    if (status == COHONG_OK && war->outcome != COHONG_CONVERGED)
        status = fail(&engine.error, COHONG_INCOMPLETE, NOWHERE, "%s", war->why);
    if (status == COHONG_OK) copy_out(war, engine.world->country_count, numbers);
    cohong_war_free(war);
    cohong_model_free(model);
    return status;
}
