/* [[tariff]] law = FILE, on = DATE: the duties of a law on a day, as averages by sector and origin.
 *   without `since`   t' = average(on)
 *   with `since`      t' = what is there by then + average(on) - average(since), so that the benchmark's own tariffs, which another
 *                     source measured with other weights, move by what the law changed
 * `concordance` says which sector a product is of, `weights` how much each product counts (every line of the schedule the
 * same when there are none), `edition` in which numbering the weights are written. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "model/scenario.h"

/* What one table asks of a law. */
typedef struct law_reading {
    scenario_reading *r;
    const toml_node *table;
    cohong_law *law;
    cohong_weights *weights;
    const char *concordance;
} law_reading;

/* A date as TOML writes it, or as a text. Absent leaves *date. */
static cohong_status date_of(const law_reading *l, const char *key, bool required, cohong_date *date)
{
    const toml_node *node = toml_find(l->table, key);
    if (node == NULL && !required) return COHONG_OK;
    if (node == NULL)
        return fail(l->r->error, COHONG_INCOMPLETE, l->table->at, "[[tariff]] with a law needs \"%s\", a date", key);
    bool text = node->kind == TOML_TEXT || node->kind == TOML_DATE;
    if (text && cohong_date_read(node->text, date)) return COHONG_OK;
    return fail(l->r->error, COHONG_SYNTAX, node->at, "key \"%s\": found %s%.20s%s, expected a date as 2019-09-01", key,
                text ? "\"" : toml_kind_name(node->kind), text ? node->text : "", text ? "\"" : "");
}

/* The path of a file that a key names, of the law's own or of the laws that ship, recorded as a source; NULL when the key is absent. */
static cohong_status file_of(const law_reading *l, const char *key, bool required, const char **path)
{
    const char *name = NULL;
    char sha256[65];
    file_text text;
    cohong_error wrong = { 0 };
    cohong_status status = toml_text(l->table, key, required, &name, l->r->error);
    if (status != COHONG_OK || name == NULL) return status;
    place at = toml_find(l->table, key)->at;
    status = scenario_path(l->r, at, DATA_LAW, name, path);
    if (status == COHONG_OK) status = data_there(DATA_LAW, name, *path, at, key, l->r->error);
    if (status != COHONG_OK) return status;
    status = file_read(*path, 0, &text, &wrong);
    if (status != COHONG_OK) return fail(l->r->error, status, at, "key \"%s\": %s: %s", key, *path, wrong.message);
    file_sha256(text.bytes, text.length, sha256);
    free(text.bytes);
    return scenario_add_source(l->r, *path, sha256);
}

static cohong_status read_law(law_reading *l)
{
    const char *path = NULL, *weights = NULL, *edition = NULL;
    size_t count;
    cohong_status status = file_of(l, "law", true, &path);
    if (status == COHONG_OK) status = file_of(l, "weights", false, &weights);
    if (status == COHONG_OK) status = file_of(l, "concordance", true, &l->concordance);
    if (status == COHONG_OK) status = toml_text(l->table, "edition", false, &edition, l->r->error);
    if (status == COHONG_OK) status = cohong_law_read(path, &l->law, l->r->error);
    if (status != COHONG_OK) return status;
    const cohong_source *sources = cohong_law_sources(l->law, &count);
    for (size_t k = 0; k < count && status == COHONG_OK; k++) {
        const char *kept = text_pool_copy(&l->r->owner->texts, sources[k].path, strlen(sources[k].path));
        status = kept != NULL ? scenario_add_source(l->r, kept, sources[k].sha256) : fail_memory(l->r->error);
    }
    if (status == COHONG_OK && weights != NULL)
        status = cohong_weights_read(weights, l->law, edition, &l->weights, l->r->error);
    return status;
}

static cohong_status averages(const law_reading *l, cohong_date on, double *tariff)
{
    cohong_law_tariffs_request request = { .on = on, .weights = l->weights, .concordance = l->concordance };
    cohong_error wrong = { 0 };
    cohong_status status = cohong_law_tariffs(l->law, &request, l->r->world, tariff, &wrong);
    if (status == COHONG_OK) return status;
    bool placed = wrong.line != 0 || status == COHONG_OUT_OF_MEMORY;
    if (placed && l->r->error != NULL) *l->r->error = wrong;
    return placed ? status : fail(l->r->error, status, l->table->at, "[[tariff]] law: %s", wrong.message);
}

/* amounts - what they were */
static cohong_status subtract_since(const law_reading *l, cohong_date since, double *amounts)
{
    size_t count = l->r->world->sector_count * l->r->world->country_count * l->r->world->country_count;
    double *before = malloc(count * sizeof *before);
    if (before == NULL) return fail_memory(l->r->error);
    cohong_status status = averages(l, since, before);
    for (size_t k = 0; status == COHONG_OK && k < count; k++) amounts[k] -= before[k];
    free(before);
    return status;
}

cohong_status scenario_read_law(scenario_reading *r, const toml_node *table, double *amounts, bool *adds)
{
    law_reading l = { .r = r, .table = table };
    cohong_date on = COHONG_DATE_LAST, since = COHONG_DATE_LAST;
    *adds = toml_find(table, "since") != NULL;
    cohong_status status = date_of(&l, "on", true, &on);
    if (status == COHONG_OK) status = date_of(&l, "since", false, &since);
    if (status == COHONG_OK) status = read_law(&l);
    if (status == COHONG_OK) status = averages(&l, on, amounts);
    if (status == COHONG_OK && *adds) status = subtract_since(&l, since, amounts);
    cohong_weights_free(l.weights);
    cohong_law_free(l.law);
    return status;
}
