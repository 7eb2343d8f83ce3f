/* Reading [[engine]]: a world, a scenario with its closures, or a population of firms and what its numbers are multiplied by. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "claim/reading.h"

/* One of the model's labour closures, as its settings spell it. */
static cohong_status read_closure(const toml_node *item, engine *e, cohong_error *error)
{
    cohong_settings settings = cohong_settings_default();
    cohong_error why = { 0 };
    if (item->kind != TOML_TEXT)
        return fail(error, COHONG_SYNTAX, item->at, "closures: found %s, expected a text", toml_kind_name(item->kind));
    if (cohong_settings_set(&settings, "labour", item->text, &why) != COHONG_OK)
        return fail(error, why.status, item->at, "closures: %s", why.message);
    if (strcmp(settings.labour, "elastic") == 0 && isnan(e->labour_elasticity))
        return fail(error, COHONG_INCOMPLETE, item->at, "the closure elastic needs labour_elasticity");
    e->closures[e->closure_count++] = settings.labour;
    return COHONG_OK;
}

static cohong_status read_closures(const toml_node *table, engine *e, cohong_error *error)
{
    const toml_node *list = toml_find(table, "closures");
    if (list == NULL) {
        e->closures[e->closure_count++] = "full";
        return COHONG_OK;
    }
    if (list->kind != TOML_ARRAY || list->count == 0 || list->count > CLOSURE_LIMIT)
        return fail(error, COHONG_SYNTAX, list->at, "closures: expected a list of one to %d labour closures",
                    (int)CLOSURE_LIMIT);
    for (const toml_node *item = list->first; item != NULL; item = item->next) READ(read_closure(item, e, error));
    return COHONG_OK;
}

static const char *parameter_name(const void *list, size_t k)
{
    return ((const parameter *)list)[k].id;
}

/* A prior is inside the model's domain when both ends of it are. */
static cohong_status check_binding(const engine *e, const engine_binding *b, const parameter *p, place at,
                                   cohong_error *error)
{
    const engine_lever by = { .of_firms = b->by };
    const double ends[] = { p->form == TRIANGULAR ? p->low : p->median, p->form == TRIANGULAR ? p->high : p->median };
    char what[160];
    for (size_t k = 0; k < 2; k++) {
        cohong_error why = { 0 };
        cohong_status status = claim_lever_takes(e, &by, ends[k], at, &why);
        if (status != COHONG_OUT_OF_DOMAIN) {
            if (status != COHONG_OK) return fail(error, status, at, "%s", why.message);
            continue;
        }
        snprintf(what, sizeof what, "%.100s", why.message);
        return fail(error, COHONG_OUT_OF_DOMAIN, p->at, "the prior of \"%.60s\": %s", p->id, what);
    }
    return COHONG_OK;
}

/* vary = { visibility = "reach" }: numbers of the firms file and the parameters that multiply them. */
static cohong_status read_bindings(const claim_owner *o, const toml_node *table, engine *e, cohong_error *error)
{
    const toml_node *vary = toml_find(table, "vary");
    char guess[160];
    if (vary == NULL) return COHONG_OK;
    if (vary->kind != TOML_TABLE)
        return fail(error, COHONG_SYNTAX, vary->at, "vary: expected a table, as { visibility = \"reach\" }");
    if (vary->count > BINDING_LIMIT) return fail(error, COHONG_TOO_LARGE, vary->at, "vary: too many numbers");
    for (const toml_node *item = vary->first; item != NULL; item = item->next) {
        engine_lever by;
        size_t k = 0;
        READ(claim_lever_read(e, item->key, item->at, &by, error));
        while (k < o->parameter_count && (item->kind != TOML_TEXT || strcmp(o->parameters[k].id, item->text) != 0)) k++;
        if (k == o->parameter_count) {
            const char *given = item->kind == TOML_TEXT ? item->text : "?";
            suggest_sentence(suggest(given, o->parameters, o->parameter_count, parameter_name), guess, sizeof guess);
            return fail(error, COHONG_UNKNOWN_NAME, item->at, "vary: \"%.60s\" is no parameter%s", given, guess);
        }
        e->bindings[e->binding_count] = (engine_binding){ by.of_firms, k };
        READ(check_binding(e, &e->bindings[e->binding_count], &o->parameters[k], item->at, error));
        e->binding_count++;
    }
    return COHONG_OK;
}

/* Which of the three an engine is, by the file it names. */
static cohong_status read_kind(const toml_node *table, engine *e, cohong_error *error)
{
    static const struct {
        const char *key;
        engine_kind kind;
    } KINDS[] = { { "world", ENGINE_WORLD }, { "scenario", ENGINE_SCENARIO }, { "firms", ENGINE_FIRMS } };
    for (size_t k = 0; k < COUNT(KINDS); k++) {
        const char *given = NULL;
        READ(toml_text(table, KINDS[k].key, false, &given, error));
        if (given == NULL) continue;
        if (e->given != NULL)
            return fail(error, COHONG_DUPLICATE, toml_find(table, KINDS[k].key)->at,
                        "the engine \"%.60s\" has two of world, scenario and firms", e->id);
        e->given = given;
        e->kind = KINDS[k].kind;
    }
    if (e->given != NULL) return COHONG_OK;
    return fail(error, COHONG_INCOMPLETE, table->at, "the engine \"%.60s\" needs a world, a scenario or firms", e->id);
}

static cohong_status only_keys_of_kind(const toml_node *table, engine_kind kind, cohong_error *error)
{
    static const char *const FIRMS[] = { "id", "firms", "vary" };
    static const char *const OTHERS[] = { "id",       "scenario",          "world",        "country",       "partner",
                                          "closures", "labour_elasticity", "theta_log_sd", "labour_country" };
    return kind == ENGINE_FIRMS ? toml_only(table, FIRMS, COUNT(FIRMS), error)
                                : toml_only(table, OTHERS, COUNT(OTHERS), error);
}

static cohong_status read_of_world(const toml_node *table, engine *e, cohong_error *error)
{
    READ(toml_text(table, "country", true, &e->country, error));
    READ(toml_text(table, "partner", true, &e->partner, error));
    e->labour_country = e->country;
    READ(toml_text(table, "labour_country", false, &e->labour_country, error));
    READ(toml_number(table, "labour_elasticity", false, &e->labour_elasticity, error));
    READ(toml_number(table, "theta_log_sd", false, &e->theta_log_sd, error));
    if (!(e->theta_log_sd >= 0 && e->theta_log_sd <= 1))
        return fail(error, COHONG_OUT_OF_DOMAIN, toml_find(table, "theta_log_sd")->at,
                    "the prior of theta: theta_log_sd %g is outside its domain from 0 to 1", e->theta_log_sd);
    return read_closures(table, e, error);
}

cohong_status claim_read_engine(claim_owner *o, const toml_node *table, cohong_error *error)
{
    engine *e = &o->engines[o->engine_count++]; /* counted at once: it is freed however far this comes */
    *e = (engine){ .at = table->at, .labour_elasticity = NAN };
    READ(toml_text(table, "id", true, &e->id, error));
    if (strchr(e->id, '.') != NULL)
        return fail(error, COHONG_SYNTAX, toml_find(table, "id")->at, "the id of an engine has no dot");
    READ(read_kind(table, e, error));
    READ(only_keys_of_kind(table, e->kind, error));
    if (e->kind == ENGINE_FIRMS)
        e->closures[e->closure_count++] = "full";
    else
        READ(read_of_world(table, e, error));
    static const unsigned SHIPS[] = {
        [ENGINE_WORLD] = DATA_WORLD, [ENGINE_SCENARIO] = DATA_SCENARIO, [ENGINE_FIRMS] = DATA_FIRMS
    };
    e->path = claim_path(o, SHIPS[e->kind], e->given);
    if (e->path == NULL) return fail_memory(error);
    const char *key = data_kind_word(SHIPS[e->kind]);
    READ(data_there(SHIPS[e->kind], e->given, e->path, toml_find(table, key)->at, key, error));
    READ(claim_engine_open(o, e, error));
    if (e->kind != ENGINE_FIRMS) return COHONG_OK;
    return read_bindings(o, table, e, error);
}
