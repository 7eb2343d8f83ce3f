/* Formulas of a claim: their names are facts, assumptions, parameters and the quantities of engines ("tariffs.exports_change"),
 * looked for in this order. What was not known by the vintage of the part cannot be used in it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "claim/claim.h"

static const char *const VINTAGE_WORDS[] = { "ex ante", "ex post" };

/* ---- finding names */

static bool find_quantity(const claim_owner *o, const char *name, claim_name *to)
{
    const char *dot = strchr(name, '.');
    if (dot == NULL) return false;
    for (size_t e = 0; e < o->engine_count; e++) {
        if (strlen(o->engines[e].id) != (size_t)(dot - name) ||
            strncmp(o->engines[e].id, name, (size_t)(dot - name)) != 0)
            continue;
        for (size_t q = 0; q < QUANTITY_COUNT; q++)
            if (strcmp(dot + 1, QUANTITY_NAMES[q]) == 0 && (QUANTITY_KINDS[q] & o->engines[e].kind) != 0) {
                *to = (claim_name){ NAME_QUANTITY, e, q };
                return true;
            }
    }
    return false;
}

static bool find_name(const claim_owner *o, const char *name, claim_name *to)
{
    for (size_t k = 0; k < o->claim.fact_count; k++)
        if (strcmp(o->claim.facts[k].id, name) == 0) {
            *to = (claim_name){ NAME_FACT, k, 0 };
            return true;
        }
    for (size_t k = 0; k < o->assumption_count; k++)
        if (strcmp(o->assumptions[k].id, name) == 0) {
            *to = (claim_name){ NAME_ASSUMPTION, k, 0 };
            return true;
        }
    for (size_t k = 0; k < o->parameter_count; k++)
        if (strcmp(o->parameters[k].id, name) == 0) {
            *to = (claim_name){ NAME_PARAMETER, k, 0 };
            return true;
        }
    return find_quantity(o, name, to);
}

/* What an engine answers, for messages. */
static cohong_status unknown_quantity(const engine *e, const char *name, place at, cohong_error *error)
{
    const char *names[QUANTITY_COUNT];
    char guess[160], list[400] = "";
    size_t count = 0, used = 0;
    for (size_t q = 0; q < QUANTITY_COUNT; q++)
        if ((QUANTITY_KINDS[q] & e->kind) != 0) names[count++] = QUANTITY_NAMES[q];
    for (size_t k = 0; k < count; k++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", k > 0 ? ", " : "", names[k]);
    suggest_sentence(suggest_string(strchr(name, '.') + 1, names, count), guess, sizeof guess);
    return fail(error, COHONG_UNKNOWN_NAME, at, "the engine \"%.60s\" does not answer \"%.60s\"%s (it answers %s)",
                e->id, strchr(name, '.') + 1, guess, list);
}

/* For "did you mean": facts, then assumptions, then parameters. */
static const char *name_of(const void *list, size_t k)
{
    const claim_owner *o = list;
    if (k < o->claim.fact_count) return o->claim.facts[k].id;
    k -= o->claim.fact_count;
    return k < o->assumption_count ? o->assumptions[k].id : o->parameters[k - o->assumption_count].id;
}

static cohong_status unknown(const claim_owner *o, const char *name, place at, cohong_error *error)
{
    char guess[160];
    for (size_t e = 0; e < o->engine_count; e++) {
        size_t length = strlen(o->engines[e].id);
        if (strncmp(o->engines[e].id, name, length) == 0 && name[length] == '.' && name[length + 1] != '\0')
            return unknown_quantity(&o->engines[e], name, at, error);
    }
    suggest_sentence(suggest(name, o, o->claim.fact_count + o->assumption_count + o->parameter_count, name_of), guess,
                     sizeof guess);
    return fail(error, COHONG_UNKNOWN_NAME, at,
                "\"%.80s\" is no fact of %.200s and no assumption, parameter or quantity of an engine%s", name,
                o->facts_path, guess);
}

/* ---- vintages */

static int year_of(const char *date)
{
    return atoi(date);
}

/* A world of a year is known once the year is over. */
static cohong_status check_known(const claim_owner *o, const claim_name *name, int vintage, place at,
                                 cohong_error *error)
{
    const char *until = o->claim.vintage[vintage];
    if (name->kind == NAME_FACT) {
        const cohong_fact *fact = &o->claim.facts[name->index];
        if (strcmp(fact->known, until) <= 0) return COHONG_OK;
        return fail(error, COHONG_OUT_OF_DOMAIN, at, "\"%.80s\" was known on %s, after %s, and this part is %s",
                    fact->id, fact->known, until, VINTAGE_WORDS[vintage]);
    }
    if (name->kind != NAME_QUANTITY) return COHONG_OK;
    const engine *e = &o->engines[name->index];
    int year = claim_engine_year(e);
    if (year < year_of(until)) return COHONG_OK;
    return fail(error, COHONG_OUT_OF_DOMAIN, at,
                "the world of \"%.60s\" is of %d, which was not over on %s, and this part is %s", e->id, year, until,
                VINTAGE_WORDS[vintage]);
}

/* ---- reading */

static cohong_status resolve(claim_owner *o, claim_formula *f, int vintage, cohong_error *error)
{
    size_t first_engine = NO_FACT;
    f->name_count = expression_name_count(f->made);
    f->names = claim_take(o, f->name_count, sizeof *f->names);
    if (f->names == NULL) return fail_memory(error);
    for (size_t k = 0; k < f->name_count; k++) {
        const char *name = expression_name(f->made, k);
        if (!find_name(o, name, &f->names[k])) return unknown(o, name, f->at, error);
        cohong_status status = vintage >= 0 ? check_known(o, &f->names[k], vintage, f->at, error) : COHONG_OK;
        if (status != COHONG_OK) return status;
        if (f->names[k].kind != NAME_QUANTITY) continue;
        if (first_engine != NO_FACT && first_engine != f->names[k].index)
            return fail(error, COHONG_UNSUPPORTED, f->at, "the formula uses two engines, \"%.60s\" and \"%.60s\"",
                        o->engines[first_engine].id, o->engines[f->names[k].index].id);
        first_engine = f->names[k].index;
    }
    return COHONG_OK;
}

cohong_status claim_read_formula(claim_owner *o, const toml_node *table, const char *key, bool required, int vintage,
                                 claim_formula *to, cohong_error *error)
{
    cohong_status status = toml_text(table, key, required, &to->text, error);
    if (status != COHONG_OK || to->text == NULL) return status;
    to->at = toml_find(table, key)->at;
    status = expression_read(to->text, to->at, &to->made, error);
    return status == COHONG_OK ? resolve(o, to, vintage, error) : status;
}

void claim_formula_free(claim_formula *f)
{
    expression_free(f->made);
}

/* ---- about a formula */

bool claim_formula_uses(const claim_formula *f, name_kind kind, size_t index)
{
    for (size_t k = 0; k < f->name_count; k++)
        if (f->names[k].kind == kind && f->names[k].index == index) return true;
    return false;
}

const engine *claim_formula_engine(const claim_owner *o, const claim_formula *f)
{
    for (size_t k = 0; k < f->name_count; k++)
        if (f->names[k].kind == NAME_QUANTITY) return &o->engines[f->names[k].index];
    return NULL;
}

/* 188e9 rather than 188000000000 or 1.88e+11. */
static void short_number(double value, char *to, size_t size)
{
    double size_of = value < 0 ? -value : value;
    if (size_of >= 1e9)
        snprintf(to, size, "%.12ge9", value / 1e9);
    else if (size_of >= 1e6)
        snprintf(to, size, "%.12ge6", value / 1e6);
    else
        snprintf(to, size, "%.15g", value);
}

/* The value that stands for a name; parameters and quantities keep their names, as they have more than one. */
static void name_text(const claim_owner *o, const claim_formula *f, size_t k, char *to, size_t size)
{
    const claim_name *n = &f->names[k];
    if (n->kind == NAME_FACT || n->kind == NAME_ASSUMPTION) {
        short_number(n->kind == NAME_FACT ? o->claim.facts[n->index].value : o->assumptions[n->index].value, to, size);
    } else {
        snprintf(to, size, "%s", expression_name(f->made, k));
    }
}

const char *claim_formula_numbers(text_pool *texts, const claim_owner *o, const claim_formula *f)
{
    char made[1024];
    size_t used = 0;
    for (const char *at = f->text; *at != '\0' && used + 160 < sizeof made;) {
        size_t length = 0, k = 0;
        bool starts = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || *at == '_';
        /* A number such as 1e6 is copied whole, so that its e is not taken for a name. */
        if (starts || (*at >= '0' && *at <= '9'))
            while ((at[length] >= 'a' && at[length] <= 'z') || (at[length] >= 'A' && at[length] <= 'Z') ||
                   (at[length] >= '0' && at[length] <= '9') || at[length] == '_' || at[length] == '.')
                length++;
        while (starts && k < f->name_count &&
               (strlen(expression_name(f->made, k)) != length || strncmp(expression_name(f->made, k), at, length) != 0))
            k++;
        if (starts && k < f->name_count) {
            name_text(o, f, k, made + used, sizeof made - used);
            used += strlen(made + used);
        } else {
            if (length == 0) length = 1;
            if (length > 120) break;
            memcpy(made + used, at, length);
            used += length;
        }
        at += length;
    }
    return text_pool_copy(texts, made, used);
}
