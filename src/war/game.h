/* A game in tariffs: who sets what, and one step of every player at once. */
#ifndef COHONG_WAR_GAME_H
#define COHONG_WAR_GAME_H

#include "base/anderson.h"
#include "model/adjoint.h"

static const double LARGEST_STEP = 0.25; /* of ln(1+t') */

/* One number that a player sets: u = ln(1+t') of one flow, or of all flows of a sector under the MFN rule. */
typedef struct choice {
    size_t sector, player; /* player: the importer, who may be of a bloc */
    size_t first, count;   /* its flows, in game.flows */
} choice;

typedef struct game {
    cohong_model *model;
    const cohong_war_rules *rules;
    cohong_shock shock; /* tariff points to the array below */
    double *tariff;     /* J x N x N; moved by the search; of the caller */
    cohong_solution *solution;
    cohong_gradient *gradient;
    size_t N, J, length; /* length: of a linear point */
    choice *choices;
    size_t choice_count, padded; /* padded to a multiple of 8 */
    size_t *flows;               /* (j*N + n)*N + i */
    size_t *player;              /* countries that set something; the first one of a bloc */
    size_t player_count;
    double *worth;     /* player_count x length; each player's adjoint, the first guess of the next */
    double *x, *g, *f; /* padded; u, where a step leads, the step */
    double *best;      /* padded; of the search */
    double *promise;   /* player_count; to first order, what each player's step adds to its payoff */
    cohong_objective payoff;
    double *mean; /* 2N; weights of welfare and of governments in blocs */
    double *ones; /* N; weights of welfare, where there is no other payoff */
    bool *member; /* N; marks one player */
    double *row;  /* S */
    anderson history;
    size_t solves, adjoints;
    bool stopped; /* the caller's `progress` said so */
    void *memory;
} game;

/* Sets the game up for the players of the rules (player NULL: all of them). tariff holds the start. */
cohong_status game_new(game *of, cohong_model *model, const cohong_shock *start, double *tariff,
                       const cohong_war_rules *rules, const bool *player, cohong_error *error);
void game_free(game *of);

/* Blocs (bloc.c): whether two countries are one player; marks a country and who is with it; a payoff that blocs share, and whether the
 * rules make sense. */
bool game_together(const game *of, size_t a, size_t b);
void game_mark(const game *of, size_t country, bool *marks, bool mark);
void game_share_payoff(game *of);
cohong_status game_check_blocs(const game *of, const bool *player, cohong_error *error);

/* x from the tariffs, and the tariffs from x. */
void game_read_tariffs(game *of);
void game_write_tariffs(game *of, const double *x);

/* Solves at x. False when there is no equilibrium; solution->why says why. */
bool game_solve(game *of, const double *x);
/* ln W^ of a country at the solution, and what it cares for. */
double game_log_welfare(game *of, size_t country);
double game_payoff(game *of, size_t country);

/* The step of every player at x, where the game has been solved: fills g and f. Answers the largest step; NAN, with an
 * error, where the equilibrium has no derivatives. */
double game_step(game *of, double accuracy, cohong_error *error);

/* In a game of one player that has been solved and stepped at x: moves the tariffs of every sector that promises a gain above
 * `least` at quite another level. Answers whether there is one. */
bool game_look_far(game *of, double least);

/* How a search ended; x is where. */
typedef struct search_end {
    cohong_outcome outcome;
    size_t iterations;
    double step;
    char why[256];
} search_end;

/* Moves x until no step is larger than tolerance; the game is solved there at the end. */
search_end game_search(game *of, double tolerance);

#endif
