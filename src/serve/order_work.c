/* Works a task through: the calls of the library, and their answers as the command's JSON. */
#include "report/answers.h"
#include "serve/order.h"

static const written_files NOWHERE_WRITTEN = { 0 };

static bool see_rows(void *context, size_t done, size_t rows)
{
    const order_watch *watch = context;
    return watch->see(watch->context, done, rows, 0);
}

static bool see_steps(void *context, size_t iterations, double step)
{
    const order_watch *watch = context;
    return watch->see(watch->context, iterations, 0, step);
}

static cohong_status work_sweep(const order *of, const order_watch *watch, text *result, cohong_error *error)
{
    cohong_sweep_work work = { .threads = of->threads, .progress = see_rows, .context = (void *)watch };
    cohong_draws *draws = NULL;
    cohong_sweep_summary *summary = NULL;
    cohong_status status = cohong_sweep_run(of->sweep, &work, &draws, error);
    if (status == COHONG_OK) status = cohong_sweep_summarise(of->sweep, draws, &summary, error);
    if (status == COHONG_OK) sweep_json(of->sweep, draws, summary, result);
    cohong_sweep_summary_free(summary);
    cohong_draws_free(draws);
    return status;
}

/* ---- games: each is played on a model of its own */

typedef struct played {
    const order *of;
    cohong_model *model;
    cohong_war_rules rules; /* with the watch */
    const order_watch *watch;
    double started;
} played;

static cohong_status work_war(const played *game, text *result, cohong_error *error)
{
    const order *of = game->of;
    const cohong_shock *start = &of->scenario->shock;
    bool alone = of->kind == ORDER_BEST_RESPONSE;
    cohong_war *war = NULL;
    cohong_status status = alone ? cohong_best_response(game->model, start, of->only, &game->rules, &war, error)
                                 : cohong_nash(game->model, start, &game->rules, &war, error);
    if (status == COHONG_OK)
        war_json(&(war_answer){ .scenario = of->scenario,
                                .model = game->model,
                                .war = war,
                                .player = of->player,
                                .alone = alone,
                                .seconds = serve_clock() - game->started },
                 &NOWHERE_WRITTEN, result);
    cohong_war_free(war);
    return status;
}

static cohong_status work_bargain(const played *game, text *result, cohong_error *error)
{
    const order *of = game->of;
    cooperation c;
    cohong_status status = cooperation_new(of->scenario, game->model, &c, error);
    if (status == COHONG_OK && of->weight != NULL) status = cooperation_weigh(&c, error);
    if (status == COHONG_OK) {
        for (size_t n = 0; n < c.N; n++) c.party[n] = of->player[n];
        for (size_t n = 0; n < c.N && of->weight != NULL; n++) c.weight[n] = of->weight[n];
        c.rules = game->rules;
        c.kind = (int)of->choice;
        c.free_trade = of->free_trade;
        c.terms.outsiders = of->outside;
        c.terms.taker = of->only;
        status = cooperation_find(&c, error);
        c.seconds = serve_clock() - game->started;
    }
    if (status == COHONG_OK && c.why[0] != '\0') status = fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "%s", c.why);
    if (status == COHONG_OK) cooperation_json(&c, &NOWHERE_WRITTEN, result);
    cooperation_free(&c);
    return status;
}

static cohong_status work_reply(const played *game, text *result, cohong_error *error)
{
    const order *of = game->of;
    replies found = { .scenario = of->scenario,
                      .model = game->model,
                      .terms = of->terms,
                      .rule = (int)of->choice,
                      .progress = see_rows,
                      .context = (void *)game->watch };
    bool one = found.rule != COHONG_RETALIATION_COUNT;
    cohong_status status = replies_find(&found, error);
    if (status == COHONG_OK && one && found.by_rule[found.rule] == NULL)
        status = fail(error, COHONG_OUT_OF_DOMAIN, NOWHERE, "%s", found.rows[found.count - 1].why);
    if (status == COHONG_OK) replies_json(&found, &NOWHERE_WRITTEN, result);
    replies_free(&found);
    return status;
}

/* Its rounds are a scenario of their own, with a world of their own. */
static cohong_status work_path(const order *of, const cohong_war_rules *rules, text *result, cohong_error *error)
{
    double started = serve_clock();
    followed path = { 0 };
    cohong_status status = cohong_rounds_read(of->path, COHONG_CACHE_AUTO, of->first, of->last, &path.rounds, error);
    if (status == COHONG_OK) path.rounds->scenario->settings = of->scenario->settings;
    if (status == COHONG_OK)
        status = cohong_model_new(path.rounds->scenario->world, &of->scenario->settings, &path.model, error);
    if (status == COHONG_OK) status = cohong_war_path_new(path.model, path.rounds, rules, &path.path, error);
    path.seconds = serve_clock() - started;
    if (status == COHONG_OK) path_json(&path, &NOWHERE_WRITTEN, result);
    cohong_war_path_free(path.path);
    cohong_model_free(path.model);
    cohong_rounds_free(path.rounds);
    return status;
}

static cohong_status play(const played *game, text *result, cohong_error *error)
{
    switch (game->of->kind) {
    case ORDER_COOPERATE:
        return work_bargain(game, result, error);
    case ORDER_RETALIATE:
        return work_reply(game, result, error);
    default:
        return work_war(game, result, error);
    }
}

static cohong_status work_game(const order *of, const order_watch *watch, text *result, cohong_error *error)
{
    const cohong_scenario *scenario = of->scenario;
    played game = { .of = of, .rules = of->rules, .watch = watch, .started = serve_clock() };
    game.rules.progress = see_steps;
    game.rules.context = (void *)watch;
    if (of->kind == ORDER_PATH) return work_path(of, &game.rules, result, error);
    cohong_status status = cohong_model_new(scenario->world, &scenario->settings, &game.model, error);
    if (status == COHONG_OK) status = play(&game, result, error);
    cohong_model_free(game.model);
    return status;
}

cohong_status order_work(const order *of, const order_watch *watch, text *result, cohong_error *error)
{
    cohong_status status = of->kind == ORDER_SWEEP ? work_sweep(of, watch, result, error)
                                                   : work_game(of, watch, result, error);
    return status == COHONG_OK ? text_status(result, error) : status;
}
