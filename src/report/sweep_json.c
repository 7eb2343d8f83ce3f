/* What a sweep found, as JSON: fractions and levels, NAN as null. */
#include "report/answers.h"

/* A sweep worked through. */
typedef struct swept {
    const cohong_sweep_labels *labels;
    const cohong_draws *draws;
    const cohong_sweep_summary *summary;
} swept;

static void effects_json(const swept *of, const cohong_sweep_result *r, json *j)
{
    json_key(j, "inputs");
    json_array(j);
    for (size_t g = 0; g < of->labels->group_count; g++) {
        json_object(j);
        json_key_text(j, "name", of->labels->groups[g]);
        json_key_number(j, "at_low", r->low[g]);
        json_key_number(j, "at_high", r->high[g]);
        if (r->first != NULL) {
            json_key_number(j, "first_order", r->first[g]);
            json_key_number(j, "first_order_error", r->first_error[g]);
            json_key_number(j, "total", r->total[g]);
            json_key_number(j, "total_error", r->total_error[g]);
        }
        json_end(j);
    }
    json_end(j);
}

static void result_json(const swept *of, size_t k, json *j)
{
    static const char *const UNITS[] = {
        [COHONG_CHANGE] = "change", [COHONG_VALUE] = "value", [COHONG_PERSONS] = "persons"
    };
    const cohong_sweep_result *r = &of->summary->results[k];
    json_object(j);
    json_key_text(j, "name", of->labels->results[k]);
    json_key_text(j, "meaning", of->labels->result_meanings[k]);
    json_key_text(j, "unit", UNITS[of->labels->result_units[k]]);
    json_key_whole(j, "count", (int64_t)r->count);
    json_key_number(j, "central", r->central);
    json_key_number(j, "mean", r->mean);
    json_key_number(j, "mean_error", r->mean_error);
    json_key_number(j, "least", r->least);
    json_key_number(j, "low95", r->low95);
    json_key_number(j, "low67", r->low67);
    json_key_number(j, "median", r->median);
    json_key_number(j, "high67", r->high67);
    json_key_number(j, "high95", r->high95);
    json_key_number(j, "most", r->most);
    effects_json(of, r, j);
    json_end(j);
}

static void failures_json(const swept *of, json *j)
{
    const cohong_sweep_summary *s = of->summary;
    json_key_whole(j, "draws_failed", (int64_t)s->failures);
    json_key_text(j, "failing_region", s->region[0] != '\0' ? s->region : NULL);
    json_key(j, "rows_failed");
    json_array(j);
    for (size_t k = 0; k < s->failed_row_count; k++) {
        cohong_row_end end = (cohong_row_end)of->draws->values[s->failed_rows[k] * of->draws->column_count];
        json_object(j);
        json_key_whole(j, "row", (int64_t)s->failed_rows[k]);
        json_key_text(j, "end", cohong_row_end_words(end));
        json_end(j);
    }
    json_end(j);
}

void sweep_json(const cohong_sweep *sweep, const cohong_draws *draws, const cohong_sweep_summary *summary, text *to)
{
    const swept all = { cohong_sweep_labels_of(sweep), draws, summary }, *of = &all;
    const cohong_sweep_labels *l = of->labels;
    json j = json_to(to);
    json_object(&j);
    json_key_text(&j, "title", l->title);
    json_key_text(&j, "scenario", l->scenario->title);
    json_key_text(&j, "currency", l->scenario->world->currency);
    json_key_number(&j, "unit", l->scenario->world->unit);
    json_key_whole(&j, "year", l->scenario->world->year);
    json_key_text(&j, "manifest", l->manifest);
    json_key_whole(&j, "seed", (int64_t)l->seed);
    json_key_text(&j, "sampling", l->sampling);
    json_key_whole(&j, "draws", (int64_t)l->draw_count);
    json_key_whole(&j, "rows", (int64_t)l->row_count);
    json_key_text(&j, "deficits", l->scenario->settings.deficits);
    json_key_text(&j, "labour", l->scenario->settings.labour);
    json_key_text(&j, "structure", l->scenario->settings.structure);
    failures_json(of, &j);
    json_key(&j, "results");
    json_array(&j);
    for (size_t k = 0; k < l->result_count; k++) result_json(of, k, &j);
    json_end(&j);
    json_end(&j);
}
