/* Games in tariffs, read from a body:
 *   nash, best-response   scenario or document, settings, players, goods, mfn, least, most, starts; nash: method, threads
 *   cooperate             the same but starts; bargain, taker, weights, disagreement, outside
 *   retaliate             scenario or document, settings, by, against, rule, value, rate, goods
 *   path                  scenario (a name), settings, from, until, least, most, starts
 * Each means what the flag of `cohong war` means. */
#include <math.h>
#include <stdlib.h>

#include "serve/order_keys.h"

#define ONLY(root, keys, error) toml_only(root, keys, sizeof(keys) / sizeof *(keys), error)

static cohong_status read_case(server *of, body *in, order *to, cohong_error *error)
{
    cohong_status status = key_scenario(of, in, &to->scenario, error);
    if (status == COHONG_OK) status = key_settings(in->document.root, &to->scenario->settings, error);
    return status == COHONG_OK ? served_settings(&to->scenario->settings, error) : status;
}

static cohong_status read_rules(const toml_node *root, cohong_war_rules *rules, cohong_error *error)
{
    *rules = cohong_war_rules_default();
    cohong_status status = key_truth(root, "goods", &rules->goods_only, error);
    if (status == COHONG_OK) status = key_truth(root, "mfn", &rules->most_favoured_nation, error);
    if (status == COHONG_OK) status = key_bound(root, "least", &rules->least, error);
    if (status == COHONG_OK) status = key_bound(root, "most", &rules->most, error);
    if (status == COHONG_OK) status = key_count(root, "starts", 0, 3, &rules->starts, error);
    return status;
}

/* Without players everyone plays; a best response is one country's. */
static cohong_status read_players(const toml_node *root, order *to, cohong_error *error)
{
    const cohong_world *world = to->scenario->world;
    const toml_node *players = toml_find(root, "players");
    size_t count = 0;
    to->player = calloc(world->country_count, sizeof *to->player);
    if (to->player == NULL) return fail_memory(error);
    cohong_status status = key_countries(root, "players", world, to->player, error);
    if (status != COHONG_OK) return status;
    for (size_t n = 0; n < world->country_count; n++)
        if (to->player[n]) to->only = n, count++;
    if (count == 0 || (to->kind == ORDER_BEST_RESPONSE && count != 1))
        return fail(error, COHONG_INCOMPLETE, players != NULL ? players->at : root->at, "key \"players\": %s",
                    count == 0 ? "nobody plays" : "a best response is one country's: players = \"USA\"");
    return COHONG_OK;
}

cohong_status order_read_game(server *of, body *in, order *to, cohong_error *error)
{
    static const char *const KEYS[] = { "kind", "scenario", "document", "settings", "players", "goods",
                                        "mfn",  "least",    "most",     "starts",   "method",  "threads" };
    static const char *const METHODS[] = { "simultaneous", "sequential" };
    const toml_node *root = in->document.root;
    size_t method = COHONG_SIMULTANEOUS;
    to->threads = 1;
    cohong_status status = ONLY(root, KEYS, error);
    if (status == COHONG_OK) status = read_rules(root, &to->rules, error);
    if (status == COHONG_OK) status = key_word(root, "method", false, METHODS, 2, &method, error);
    if (status == COHONG_OK) status = key_count(root, "threads", 1, of->models.slots, &to->threads, error);
    if (status == COHONG_OK) status = read_case(of, in, to, error);
    if (status == COHONG_OK) status = read_players(root, to, error);
    to->rules.method = (cohong_war_method)method;
    to->rules.threads = to->threads;
    to->rules.player = to->player;
    return status;
}

/* ---- bargains */

static cohong_status read_terms(const toml_node *root, order *to, cohong_error *error)
{
    static const char *const BARGAINS[] = {
#define BARGAIN_WORD(name, code, words) code,
        COHONG_BARGAIN_LIST(BARGAIN_WORD)
#undef BARGAIN_WORD
    };
    static const char *const DISAGREEMENTS[] = { "free-trade" };
    size_t disagreement = 1;
    to->choice = COHONG_BARGAIN_COUNT;
    cohong_status status = key_word(root, "bargain", false, BARGAINS, COHONG_BARGAIN_COUNT, &to->choice, error);
    if (status == COHONG_OK) status = key_word(root, "disagreement", false, DISAGREEMENTS, 1, &disagreement, error);
    if (status == COHONG_OK) status = key_truth(root, "outside", &to->outside, error);
    to->free_trade = disagreement == 0;
    return status;
}

static cohong_status read_weights(const toml_node *root, order *to, cohong_error *error)
{
    const cohong_world *world = to->scenario->world;
    if (toml_find(root, "weights") == NULL) return COHONG_OK;
    to->weight = calloc(world->country_count, sizeof *to->weight);
    if (to->weight == NULL) return fail_memory(error);
    for (size_t n = 0; n < world->country_count; n++) to->weight[n] = 1;
    return key_weights(root, "weights", world, to->weight, error);
}

cohong_status order_read_bargain(server *of, body *in, order *to, cohong_error *error)
{
    static const char *const KEYS[] = { "kind",  "scenario",     "document", "settings", "players",
                                        "goods", "mfn",          "least",    "most",     "bargain",
                                        "taker", "disagreement", "weights",  "outside" };
    const toml_node *root = in->document.root;
    cohong_status status = ONLY(root, KEYS, error);
    if (status == COHONG_OK) status = read_rules(root, &to->rules, error);
    if (status == COHONG_OK) status = read_terms(root, to, error);
    if (status == COHONG_OK) status = read_case(of, in, to, error);
    if (status == COHONG_OK) status = read_players(root, to, error);
    if (status == COHONG_OK) status = read_weights(root, to, error);
    if (status == COHONG_OK && to->choice == COHONG_TAKES_ALL)
        status = key_country(root, "taker", to->scenario->world, &to->only, error);
    return status;
}

/* ---- answers by rule */

cohong_status order_read_reply(server *of, body *in, order *to, cohong_error *error)
{
    static const char *const KEYS[] = { "kind",    "scenario", "document", "settings", "by",
                                        "against", "rule",     "value",    "rate",     "goods" };
    static const char *const RULES[] = {
#define RULE_WORD(name, code, words) code,
        COHONG_RETALIATION_LIST(RULE_WORD)
#undef RULE_WORD
    };
    const toml_node *root = in->document.root;
    cohong_retaliation_terms *terms = &to->terms;
    *terms = cohong_retaliation_terms_default(COHONG_NONE, COHONG_NONE);
    to->choice = COHONG_RETALIATION_COUNT;
    cohong_status status = ONLY(root, KEYS, error);
    if (status == COHONG_OK)
        status = key_word(root, "rule", false, RULES, COHONG_RETALIATION_COUNT, &to->choice, error);
    if (status == COHONG_OK) status = key_number(root, "value", 1e-12, 1e15, &terms->value, error);
    if (status == COHONG_OK) status = key_number(root, "rate", 1e-6, 1e3, &terms->rate, error);
    if (status == COHONG_OK) status = key_truth(root, "goods", &terms->goods_only, error);
    if (status == COHONG_OK) status = read_case(of, in, to, error);
    if (status == COHONG_OK) status = key_country(root, "by", to->scenario->world, &terms->by, error);
    if (status == COHONG_OK) status = key_country(root, "against", to->scenario->world, &terms->against, error);
    return status;
}

/* ---- a trade war by days: the law is read for each day when the task runs, which takes a while */

cohong_status order_read_path(server *of, body *in, order *to, cohong_error *error)
{
    static const char *const KEYS[] = { "kind", "scenario", "settings", "from", "until", "least", "most", "starts" };
    const toml_node *root = in->document.root;
    const char *name = NULL;
    to->first = COHONG_DATE_FIRST;
    to->last = COHONG_DATE_LAST;
    cohong_status status = ONLY(root, KEYS, error);
    if (status == COHONG_OK) status = read_rules(root, &to->rules, error);
    if (status == COHONG_OK) status = key_day(root, "from", &to->first, error);
    if (status == COHONG_OK) status = key_day(root, "until", &to->last, error);
    if (status == COHONG_OK) status = key_shelf(of, SHELF_SCENARIOS, root, "scenario", &name, error);
    if (status == COHONG_OK) status = read_case(of, in, to, error);
    if (status != COHONG_OK) return status;
    to->path = catalogue_path(&of->data, SHELF_SCENARIOS, name);
    return to->path != NULL ? COHONG_OK : fail_memory(error);
}
