/* Blocs: countries that are one player of a game. A bloc cares for
 *   sum over its members of share(n) x payoff(n),   share(n) = base income of n over that of the bloc,
 * so that to first order a unit of income counts the same in every member. */
#include <string.h>

#include "war/game.h"

bool game_together(const game *of, size_t a, size_t b)
{
    return a == b || (of->rules->bloc != NULL && of->rules->bloc[a] == of->rules->bloc[b]);
}

void game_mark(const game *of, size_t country, bool *marks, bool mark)
{
    for (size_t n = 0; n < of->N; n++)
        if (game_together(of, n, country)) marks[n] = mark;
}

static double share_of(const game *of, size_t country)
{
    const double *income = of->model->accounts->income;
    double all = 0;
    for (size_t n = 0; n < of->N; n++)
        if (game_together(of, n, country)) all += income[n];
    return income[country] / all;
}

/* weights x shares, into `to`; NULL stays NULL. */
static const double *scaled(const game *of, const double *weights, double *to)
{
    for (size_t n = 0; weights != NULL && n < of->N; n++) to[n] = weights[n] * share_of(of, n);
    return weights != NULL ? to : NULL;
}

void game_share_payoff(game *of)
{
    if (of->rules->bloc == NULL) return;
    of->payoff.welfare = scaled(of, of->payoff.welfare, of->mean);
    of->payoff.government = scaled(of, of->payoff.government, of->mean + of->N);
}

cohong_status game_check_blocs(const game *of, const bool *player, cohong_error *error)
{
    const cohong_objective *payoff = of->rules->payoff;
    const cohong_country *countries = of->model->base->countries;
    if (of->rules->bloc == NULL) return COHONG_OK;
    if (payoff != NULL && (payoff->real_wage != NULL || payoff->employment != NULL || payoff->output != NULL ||
                           payoff->profit != NULL || payoff->revenue != NULL))
        return fail(error, COHONG_UNSUPPORTED, NOWHERE, "blocs care for welfare or governments' welfare only");
    for (size_t a = 0; player != NULL && a < of->N; a++)
        for (size_t b = 0; b < a; b++)
            if (game_together(of, a, b) && player[a] != player[b])
                return fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE,
                            "%s and %s are in one bloc, and only %s is a player: a bloc plays whole", countries[b].code,
                            countries[a].code, countries[player[a] ? a : b].code);
    return COHONG_OK;
}
