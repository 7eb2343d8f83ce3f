/* Best responses in turn: one player after the other moves to the tariffs that are best against the others' latest, until a round moves
 * nobody (Gauss and Seidel's order). It needs more adjoints than moving all at once, and shares nothing with that but a player's own
 * search: where both end at the same tariffs, that is a check on both. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "war/game.h"

/* Moves player p to its best response; answers how far, or INFINITY where its search did not end. */
static double move_player(game *of, size_t p, double tolerance, search_end *end, cohong_error *error)
{
    game alone;
    double moved = 0;
    size_t first = of->first[p];
    if (game_alone(&alone, of, p, of->model, of->solution, of->desks, of->tariff, of->rules, error) != COHONG_OK) {
        end->outcome = COHONG_LIMIT;
        snprintf(end->why, sizeof end->why, "%.240s", error->message);
        return INFINITY;
    }
    *end = game_search(&alone, tolerance);
    for (size_t k = 0; k < alone.choice_count; k++) {
        moved = fmax(moved, fabs(alone.x[k] - of->x[first + k]));
        of->x[first + k] = alone.x[k];
    }
    memcpy(of->worth + p * of->length, alone.worth, of->length * sizeof *of->worth);
    of->solves += alone.solves;
    of->adjoints += alone.adjoints;
    of->stopped = alone.stopped;
    game_free(&alone);
    return end->outcome == COHONG_CONVERGED ? moved : INFINITY;
}

/* While players still move far, a best response need not be exact. */
static double move_all(game *of, double tolerance, search_end *end, cohong_error *error)
{
    double farthest = 0;
    for (size_t p = 0; p < of->player_count && !of->stopped && !isinf(farthest); p++)
        farthest = fmax(farthest, move_player(of, p, tolerance, end, error));
    return farthest;
}

search_end game_take_turns(game *of, double tolerance, cohong_error *error)
{
    search_end end = { .outcome = COHONG_CONVERGED };
    double moved = 1, within = INFINITY; /* of what their best responses were found */
    size_t round = 0;
    of->accuracy = 0;
    if (!game_solve(of, of->x)) moved = INFINITY;
    while (!isinf(moved) && fmax(moved, within) > tolerance && round < of->rules->iteration_limit && !of->stopped) {
        within = fmax(tolerance, fmin(1e-3, 0.01 * moved));
        moved = move_all(of, within, &end, error);
        round++;
    }
    of->accuracy = 0;
    bool solved = game_solve(of, of->x);
    if (!solved) snprintf(end.why, sizeof end.why, "%.240s", of->solution->why);
    if (solved) end.step = game_step(of, 1e-13, error);
    end.iterations = round;
    if (end.outcome != COHONG_CONVERGED || of->stopped) return end;
    end.outcome = !solved ? COHONG_NO_SOLUTION : moved <= tolerance ? COHONG_CONVERGED : COHONG_LIMIT;
    if (end.outcome == COHONG_LIMIT)
        snprintf(end.why, sizeof end.why, "tariffs still move by %.3g in ln(1+t) after %zu rounds", moved, round);
    return end;
}
