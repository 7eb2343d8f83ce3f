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

/* What one thread works with to find the steps of a player. */
typedef struct desk {
    cohong_gradient *gradient;
    size_t step;   /* the step for which the gradient is at the solution */
    bool *member;  /* N; marks one player */
    double *row;   /* S */
    size_t failed; /* the first player whose adjoint failed here */
    cohong_error error;
} desk;

typedef struct game {
    cohong_model *model;
    const cohong_war_rules *rules;
    cohong_shock shock; /* tariff points to the array below */
    double *tariff;     /* J x N x N; moved by the search; of the caller */
    cohong_solution *solution;
    desk *desks; /* one a thread */
    size_t desk_count;
    cohong_gradient *gradient; /* of the first desk */
    bool lent;                 /* solution and desk are those of game_alone()'s caller */
    bool *mover;               /* N; the only rows of the model's shock that change */
    bool knows_mover;
    double accuracy;     /* of the last solve */
    double enough;       /* a search may end where no player's steps promise more; 0: does not */
    size_t N, J, length; /* length: of a linear point */
    choice *choices;
    size_t choice_count, padded; /* padded to a multiple of 8 */
    size_t *flows;               /* (j*N + n)*N + i */
    size_t *player;              /* countries that set something; the first one of a bloc */
    size_t player_count;
    size_t *first;     /* player_count + 1; choices of player p: [first[p], first[p+1]) */
    double *worth;     /* player_count x length; each player's adjoint, the first guess of the next */
    double *x, *g, *f; /* padded; u, where a step leads, the step */
    double *best;      /* padded; of the search */
    double *promise;   /* player_count; to first order, what each player's step adds to its payoff */
    cohong_objective payoff;
    double *mean; /* 2N; weights of welfare and of governments in blocs */
    double *ones; /* N; weights of welfare, where there is no other payoff */
    bool *member; /* N; marks one country */
    anderson history;
    size_t solves, adjoints, steps;
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

/* Another thread's desk: room for derivatives of a model. */
cohong_status desk_new(desk *made, const cohong_model *model, cohong_error *error);
void desk_free(desk *made);

/* The game of one country of another game, on a model, a solution and a desk that nothing else uses meanwhile: the model's last
 * shock differs from this one in the country's tariffs at most. Its adjoint begins where that of the other game is. */
cohong_status game_alone(game *of, const game *among, size_t p, cohong_model *model, cohong_solution *solution,
                         desk *at, double *tariff, const cohong_war_rules *rules, cohong_error *error);

/* x from the tariffs, and the tariffs from x. */
void game_read_tariffs(game *of);
void game_write_tariffs(game *of, const double *x);

/* Solves at x, to `accuracy` if that is more than the model's own tolerance. False when there is no equilibrium; solution->why says why. */
bool game_solve(game *of, const double *x);
/* ln W^ of a country at the solution, and what it cares for. */
double game_log_welfare(game *of, size_t country);
double game_payoff(game *of, size_t country);

/* The step of every player at x, where the game has been solved: fills g and f. Answers the largest step; NAN, with an
 * error, where the equilibrium has no derivatives. */
double game_step(game *of, double accuracy, cohong_error *error);

/* In how many tasks, which threads share, the players' steps are found. */
size_t step_task_count(const game *of);

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

/* One player after the other goes to its best response, again and again (sequential.c); ends like game_search(). */
search_end game_take_turns(game *of, double tolerance, cohong_error *error);

/* What every player's searches from other starts have found (certificate.c). */
typedef struct verdict {
    double gain; /* the most that the payoff rises, what the last steps still promise included */
    size_t searches, unfinished, solves, adjoints;
} verdict;

/* Certifies a game that has been searched. `before` holds the tariffs of the start, better those that players found better where they
 * gain more than `profitable`, else the game's. verdicts: player_count. */
cohong_status game_certify(game *of, const double *before, double profitable, double *better, verdict *verdicts,
                           cohong_error *error);
/* Most starts of a player. */
enum { START_LIMIT = 3 };

#endif
