/* Tables 3 and 4 of Ossa (2014, American Economic Review 104(12), 4104-4146) solved from scratch: from the tariffs of 2007, without and
 * with lobbies, each region's best tariffs while the others keep theirs, and the tariffs of all at once, with certificates. */
#include "ossa_case.h"

#include <stdio.h>
#include <stdlib.h>

#include "cohong.h"
#include "folder.h"
#include "timing.h"

enum { RUNS = 5 };
static const double BAR = 10, MOST = 10; /* seconds; his programs keep tariffs between 0 and 1000 % */
static const char MAKE[] = COHONG_SOURCE_DIR "/tools/make-ossa";

typedef struct ossa {
    cohong_world *world;
    cohong_model *model;
    double *ones, *lobby; /* N; J x N */
    size_t games, solves, adjoints;
    double gain; /* the largest that a certificate leaves */
} ossa;

static cohong_status count(ossa *of, cohong_war **war, cohong_status status)
{
    if (status != COHONG_OK) return status;
    bool found = (*war)->outcome == COHONG_CONVERGED;
    of->games++;
    of->solves += (*war)->solves;
    of->adjoints += (*war)->adjoints;
    if ((*war)->largest_gain > of->gain) of->gain = (*war)->largest_gain;
    cohong_war_free(*war);
    *war = NULL;
    return found ? COHONG_OK : COHONG_UNSUPPORTED;
}

/* A panel of Table 3 or of Table 4. */
static cohong_status solve_panel(ossa *of, int table, const double *lobby, cohong_error *error)
{
    cohong_objective payoff = { .government = of->ones, .lobby = lobby };
    cohong_war_rules rules = cohong_war_rules_default();
    cohong_war *war = NULL;
    rules.payoff = &payoff;
    rules.least = 0;
    rules.most = MOST;
    if (table == 4) return count(of, &war, cohong_nash(of->model, NULL, &rules, &war, error));
    cohong_status status = COHONG_OK;
    for (size_t n = 0; n < of->world->country_count && status == COHONG_OK; n++)
        status = count(of, &war, cohong_best_response(of->model, NULL, n, &rules, &war, error));
    return status;
}

static cohong_status read_ossa(const char *folder, ossa *of, cohong_error *error)
{
    char world[FOLDER_PATH], lobby[FOLDER_PATH];
    cohong_settings settings = cohong_settings_default();
    if (!folder_join(folder, "world", world) || !folder_join(folder, "lobby.csv", lobby)) return COHONG_NO_FILE;
    cohong_status status = cohong_world_read(world, COHONG_CACHE_OFF, &of->world, error);
    if (status != COHONG_OK) return status;
    size_t N = of->world->country_count, J = of->world->sector_count;
    of->ones = malloc(N * sizeof *of->ones);
    of->lobby = malloc(J * N * sizeof *of->lobby);
    if (of->ones == NULL || of->lobby == NULL) return COHONG_OUT_OF_MEMORY;
    for (size_t n = 0; n < N; n++) of->ones[n] = 1;
    settings.structure = "profit_shifting";
    settings.deficits = "zero";
    status = cohong_lobby_read(lobby, of->world, of->lobby, error);
    return status == COHONG_OK ? cohong_model_new(of->world, &settings, &of->model, error) : status;
}

static void time_tables(ossa *of)
{
    cohong_error error = { 0 };
    cohong_status status = COHONG_OK;
    samples all = { .count = 0 };
    for (size_t run = 0; run < RUNS && status == COHONG_OK; run++) {
        double start = seconds_now();
        of->games = of->solves = of->adjoints = 0;
        for (int table = 3; table <= 4; table++)
            for (int lobbies = 0; lobbies < 2 && status == COHONG_OK; lobbies++)
                status = solve_panel(of, table, lobbies ? of->lobby : NULL, &error);
        samples_add(&all, start);
    }
    if (status != COHONG_OK) {
        line_failed("ossa", "Tables 3 and 4", error.message[0] != '\0' ? error.message : "a game did not end");
        return;
    }
    line_begin("ossa", "Tables 3 and 4 from scratch, with certificates");
    line_samples(&all, BAR);
    line_count("games", of->games);
    line_count("solves", of->solves);
    line_count("adjoints", of->adjoints);
    line_number("largest_gain", of->gain);
    line_end();
}

void ossa_cases(void)
{
    char folder[FOLDER_PATH] = "";
    const char *make[] = { MAKE, folder, NULL };
    ossa of = { 0 };
    cohong_error error = { 0 };
    if (!folder_new(folder) || folder_run(folder, make) != 0) {
        line_skipped("ossa", "Tables 3 and 4", "its files are not at hand");
    } else if (read_ossa(folder, &of, &error) != COHONG_OK) {
        line_failed("ossa", "Tables 3 and 4", error.message);
    } else {
        time_tables(&of);
    }
    if (folder[0] != '\0') folder_remove(folder);
    cohong_model_free(of.model);
    cohong_world_free(of.world);
    free(of.ones);
    free(of.lobby);
}
