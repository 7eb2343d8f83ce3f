/* What a task is to compute, read from a body:
 *   kind = "sweep"           sweep = NAME of one that ships
 *   kind = "nash"            scenario = NAME or a table, as in POST counterfactual, or document = its TOML as a text; players, goods, mfn, least, most, starts as in
 *   kind = "best-response"   `cohong war`; the one player is required
 *   settings = { ... }       over those of the scenario of a game */
#include "serve/order.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "report/answers.h"

static const char *const KINDS[] = { "sweep", "nash", "best-response" };
enum { KIND_COUNT = sizeof KINDS / sizeof *KINDS };
static const double LEAST_TARIFF = -0.999, MOST_TARIFF = 1e4;

const char *order_name(order_kind kind)
{
    return KINDS[kind];
}

const char *order_title(const order *of)
{
    return of->sweep != NULL ? cohong_sweep_labels_of(of->sweep)->title : of->scenario->title;
}

void order_free(order *of)
{
    cohong_sweep_free(of->sweep);
    cohong_scenario_free(of->scenario);
    free(of->player);
    *of = (order){ 0 };
}

/* ---- reading */

static cohong_status read_kind(const toml_node *root, order_kind *kind, cohong_error *error)
{
    char guess[160];
    const char *name = NULL;
    cohong_status status = toml_text(root, "kind", true, &name, error);
    if (status != COHONG_OK) return status;
    for (int k = 0; k < KIND_COUNT; k++) {
        if (strcmp(KINDS[k], name) != 0) continue;
        *kind = (order_kind)k;
        return COHONG_OK;
    }
    suggest_sentence(suggest_string(name, KINDS, KIND_COUNT), guess, sizeof guess);
    return fail(error, COHONG_UNKNOWN_NAME, toml_find(root, "kind")->at,
                "key \"kind\": found \"%.60s\", expected sweep, nash or best-response%s", name, guess);
}

static cohong_status read_truth(const toml_node *root, const char *key, bool *value, cohong_error *error)
{
    const toml_node *node = toml_find(root, key);
    if (node == NULL) return COHONG_OK;
    if (node->kind != TOML_BOOL)
        return fail(error, COHONG_SYNTAX, node->at, "key \"%s\": found %s, expected true or false", key,
                    toml_kind_name(node->kind));
    *value = node->truth;
    return COHONG_OK;
}

static cohong_status read_count(const toml_node *root, const char *key, size_t least, size_t most, size_t *value,
                                cohong_error *error)
{
    long long number = (long long)*value;
    cohong_status status = toml_whole(root, key, false, &number, error);
    if (status != COHONG_OK) return status;
    if (number < (long long)least || number > (long long)most)
        return fail(error, COHONG_OUT_OF_DOMAIN, toml_find(root, key)->at,
                    "key \"%s\": found %lld, expected %zu to %zu", key, number, least, most);
    *value = (size_t)number;
    return COHONG_OK;
}

static cohong_status read_bound(const toml_node *root, const char *key, double *value, cohong_error *error)
{
    cohong_status status = toml_number(root, key, false, value, error);
    if (status != COHONG_OK || (*value >= LEAST_TARIFF && *value <= MOST_TARIFF)) return status;
    return fail(error, COHONG_OUT_OF_DOMAIN, toml_find(root, key)->at, "key \"%s\": found %g, expected %g to %g", key,
                *value, LEAST_TARIFF, MOST_TARIFF);
}

/* A name on a shelf under a key. */
static cohong_status shelf_name(const server *of, shelf on, const toml_node *root, const char *key, const char **name,
                                cohong_error *error)
{
    cohong_error wrong = { 0 };
    cohong_status status = toml_text(root, key, true, name, error);
    if (status != COHONG_OK || catalogue_find(&of->data, on, *name, &wrong) != (size_t)-1) return status;
    return fail(error, COHONG_UNKNOWN_NAME, toml_find(root, key)->at, "key \"%s\": %s", key, wrong.message);
}

static cohong_status read_sweep(server *of, const toml_node *root, order *to, cohong_error *error)
{
    static const char *const KEYS[] = { "kind", "sweep", "threads" };
    const char *name = NULL;
    size_t slots = of->models.slots;
    to->threads = slots;
    cohong_status status = toml_only(root, KEYS, sizeof KEYS / sizeof *KEYS, error);
    if (status == COHONG_OK) status = read_count(root, "threads", 1, slots, &to->threads, error);
    if (status == COHONG_OK) status = shelf_name(of, SHELF_SWEEPS, root, "sweep", &name, error);
    if (status != COHONG_OK) return status;
    char *path = catalogue_path(&of->data, SHELF_SWEEPS, name);
    status = path != NULL ? cohong_sweep_read(path, COHONG_CACHE_AUTO, &to->sweep, error) : fail_memory(error);
    free(path);
    return status;
}

/* ---- games */

/* A scenario as text, whose places are its own. */
static cohong_status read_text(server *of, const char *content, order *to, cohong_error *error)
{
    toml_file document;
    cohong_status status = toml_read_bytes("document", content, strlen(content), &document, error);
    if (status == COHONG_OK) status = served_scenario(of, NULL, &document, &to->scenario, error);
    toml_close(&document);
    return status;
}

static cohong_status read_scenario(server *of, body *in, order *to, cohong_error *error)
{
    const toml_node *own = toml_find(in->document.root, "document");
    toml_node *node = (toml_node *)toml_find(in->document.root, "scenario"); /* the body is ours to change */
    const char *name = NULL, *content = NULL;
    if (own != NULL && node != NULL)
        return fail(error, COHONG_DUPLICATE, own->at,
                    "key \"document\": the scenario is given already by \"scenario\"");
    if (own != NULL) {
        cohong_status read = toml_text(in->document.root, "document", true, &content, error);
        return read == COHONG_OK ? read_text(of, content, to, error) : read;
    }
    if (node != NULL && node->kind == TOML_TABLE) {
        toml_file document = in->document;
        document.root = node;
        return served_scenario(of, NULL, &document, &to->scenario, error);
    }
    cohong_status status = shelf_name(of, SHELF_SCENARIOS, in->document.root, "scenario", &name, error);
    return status == COHONG_OK ? served_scenario(of, name, NULL, &to->scenario, error) : status;
}

/* A scalar of `settings` as the text that a flag would have. */
static const char *setting_text(const toml_node *node, char number[40])
{
    if (node->kind == TOML_TEXT) return node->text;
    if (node->kind == TOML_WHOLE) snprintf(number, 40, "%lld", node->whole);
    if (node->kind == TOML_NUMBER) snprintf(number, 40, "%.17g", node->number);
    return node->kind == TOML_WHOLE || node->kind == TOML_NUMBER ? number : NULL;
}

static cohong_status read_settings(const toml_node *root, cohong_settings *settings, cohong_error *error)
{
    const toml_node *table = toml_find(root, "settings");
    cohong_error wrong = { 0 };
    char number[40];
    if (table == NULL) return COHONG_OK;
    if (table->kind != TOML_TABLE)
        return fail(error, COHONG_SYNTAX, table->at, "key \"settings\": found %s, expected a table",
                    toml_kind_name(table->kind));
    for (const toml_node *child = table->first; child != NULL; child = child->next) {
        const char *value = setting_text(child, number);
        if (value == NULL)
            return fail(error, COHONG_SYNTAX, child->at, "key \"%.60s\": found %s, expected a text or a number",
                        child->key, toml_kind_name(child->kind));
        cohong_status status = cohong_settings_set(settings, child->key, value, &wrong);
        if (status != COHONG_OK) return fail(error, status, child->at, "%s", wrong.message);
    }
    return served_settings(settings, error);
}

static cohong_status read_player(const toml_node *node, const cohong_world *world, order *to, cohong_error *error)
{
    cohong_error wrong = { 0 };
    bool *one = calloc(world->country_count, sizeof *one);
    if (one == NULL) return fail_memory(error);
    cohong_status status = node->kind == TOML_TEXT && node->text[0] != '\0'
                               ? select_countries(node->text, world->countries, world->country_count, one, &wrong)
                               : fail(&wrong, COHONG_SYNTAX, NOWHERE, "found %s, expected the code of a country",
                                      toml_kind_name(node->kind));
    for (size_t n = 0; status == COHONG_OK && n < world->country_count; n++) to->player[n] = to->player[n] || one[n];
    free(one);
    return status == COHONG_OK ? COHONG_OK : fail(error, status, node->at, "key \"players\": %s", wrong.message);
}

/* players = "USA,CHN" or ["USA", "CHN"]; without it everyone plays. */
static cohong_status read_players(const toml_node *root, order *to, cohong_error *error)
{
    const cohong_world *world = to->scenario->world;
    const toml_node *players = toml_find(root, "players");
    cohong_status status = COHONG_OK;
    size_t count = 0;
    to->player = calloc(world->country_count, sizeof *to->player);
    if (to->player == NULL) return fail_memory(error);
    to->rules.player = to->player;
    for (size_t n = 0; n < world->country_count; n++) to->player[n] = players == NULL;
    if (players != NULL && players->kind == TOML_ARRAY)
        for (const toml_node *p = players->first; p != NULL && status == COHONG_OK; p = p->next)
            status = read_player(p, world, to, error);
    else if (players != NULL)
        status = read_player(players, world, to, error);
    if (status != COHONG_OK) return status;
    for (size_t n = 0; n < world->country_count; n++)
        if (to->player[n]) to->only = n, count++;
    if (count == 0 || (to->kind == ORDER_BEST_RESPONSE && count != 1))
        return fail(error, COHONG_INCOMPLETE, players != NULL ? players->at : root->at, "key \"players\": %s",
                    count == 0 ? "nobody plays" : "a best response is one country's: players = \"USA\"");
    return COHONG_OK;
}

static cohong_status read_game(server *of, body *in, order *to, cohong_error *error)
{
    static const char *const KEYS[] = { "kind",  "scenario", "document", "settings", "players",
                                        "goods", "mfn",      "least",    "most",     "starts" };
    const toml_node *root = in->document.root;
    cohong_war_rules *rules = &to->rules;
    *rules = cohong_war_rules_default();
    cohong_status status = toml_only(root, KEYS, sizeof KEYS / sizeof *KEYS, error);
    if (status == COHONG_OK) status = read_truth(root, "goods", &rules->goods_only, error);
    if (status == COHONG_OK) status = read_truth(root, "mfn", &rules->most_favoured_nation, error);
    if (status == COHONG_OK) status = read_bound(root, "least", &rules->least, error);
    if (status == COHONG_OK) status = read_bound(root, "most", &rules->most, error);
    if (status == COHONG_OK) status = read_count(root, "starts", 0, 3, &rules->starts, error);
    if (status == COHONG_OK) status = read_scenario(of, in, to, error);
    if (status == COHONG_OK) status = read_settings(root, &to->scenario->settings, error);
    if (status == COHONG_OK) status = served_settings(&to->scenario->settings, error);
    if (status == COHONG_OK) status = read_players(root, to, error);
    return status;
}

cohong_status order_read(server *of, body *in, order *to, cohong_error *error)
{
    *to = (order){ 0 };
    cohong_status status = read_kind(in->document.root, &to->kind, error);
    if (status != COHONG_OK) return status;
    return to->kind == ORDER_SWEEP ? read_sweep(of, in->document.root, to, error) : read_game(of, in, to, error);
}

/* ---- working */

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

static cohong_status play(const order *of, cohong_model *model, const cohong_war_rules *rules, cohong_war **war,
                          cohong_error *error)
{
    const cohong_shock *start = &of->scenario->shock;
    return of->kind == ORDER_NASH ? cohong_nash(model, start, rules, war, error)
                                  : cohong_best_response(model, start, of->only, rules, war, error);
}

static cohong_status work_game(const order *of, const order_watch *watch, text *result, cohong_error *error)
{
    cohong_war_rules rules = of->rules;
    cohong_model *model;
    cohong_war *war = NULL;
    double started = serve_clock();
    rules.progress = see_steps;
    rules.context = (void *)watch;
    cohong_status status = cohong_model_new(of->scenario->world, &of->scenario->settings, &model, error);
    if (status != COHONG_OK) return status;
    status = play(of, model, &rules, &war, error);
    if (status == COHONG_OK)
        war_json(&(war_answer){ .scenario = of->scenario,
                                .war = war,
                                .player = of->player,
                                .alone = of->kind == ORDER_BEST_RESPONSE,
                                .seconds = serve_clock() - started },
                 &(written_files){ 0 }, result);
    cohong_war_free(war);
    cohong_model_free(model);
    return status;
}

cohong_status order_work(const order *of, const order_watch *watch, text *result, cohong_error *error)
{
    cohong_status status = of->kind == ORDER_SWEEP ? work_sweep(of, watch, result, error)
                                                   : work_game(of, watch, result, error);
    return status == COHONG_OK ? text_status(result, error) : status;
}
