/* cohong firms as JSON. */
#include <math.h>

#include "firms.h"

static void sums_json(const cohong_firm_sums *s, json *j)
{
    static const char *const CHANNELS[] = { "platform", "direct" };
    for (size_t c = 0; c < COHONG_CHANNEL_COUNT; c++) {
        json_key(j, CHANNELS[c]);
        json_object(j);
        json_key_number(j, "sellers", s->sellers[c]);
        json_key_number(j, "sales", s->sales[c]);
        json_key_number(j, "fixed_costs", s->fixed_costs[c]);
        json_key_number(j, "profit", s->profit[c]);
        json_end(j);
    }
    json_key_number(j, "sellers_without", s->sellers_without);
    json_key_number(j, "sales_without", s->sales_without);
    json_key_number(j, "new_sellers", s->new_sellers);
    json_key_number(j, "new_sales", s->new_sales);
    json_key_number(j, "switchers", s->switchers);
    json_key_number(j, "switched_sales", s->switched_sales);
    json_key_number(j, "replaced_sales", s->replaced_sales);
}

static void terms_json(const cohong_firm_market *market, json *j)
{
    static const char *const CHANNELS[] = { "platform", "direct" };
    json_key(j, "terms");
    json_object(j);
    for (size_t c = 0; c < COHONG_CHANNEL_COUNT; c++) {
        const cohong_firm_terms *of = &market->terms[c];
        json_key(j, CHANNELS[c]);
        json_object(j);
        json_key_number(j, "tariff", of->tariff);
        json_key_number(j, "vat", of->vat);
        json_key_number(j, "iceberg", of->iceberg);
        json_key_number(j, "commission", of->commission);
        json_key_number(j, "fixed_cost", of->fixed_cost);
        json_key_number(j, "eligible", of->eligible);
        json_end(j);
    }
    json_end(j);
}

static void markets_json(const firms_answer *a, json *j)
{
    const cohong_firm_outcome *o = a->outcome;
    json_key(j, "markets");
    json_array(j);
    for (size_t m = 0; m < o->market_count; m++) {
        json_object(j);
        json_key_text(j, "market", a->firms->markets[m].code);
        terms_json(&a->firms->markets[m], j);
        sums_json(&o->markets[m], j);
        json_key_number(j, "visibility", o->visibility[m]);
        json_key_number(j, "effective_iceberg", o->effective_iceberg[m]);
        json_end(j);
    }
    json_end(j);
    json_key(j, "by_number_of_markets");
    json_array(j);
    for (size_t n = 0; n <= o->market_count; n++) {
        json_object(j);
        json_key_whole(j, "markets", (int64_t)n);
        json_key_number(j, "firms", o->exporters_by_markets[n]);
        json_key_number(j, "sales", o->sales_by_markets[n]);
        json_end(j);
    }
    json_end(j);
}

static void sales_classes_json(const firms_answer *a, json *j)
{
    const double *edges = a->firms->sales_edges;
    json_key(j, "by_sales");
    json_array(j);
    for (size_t c = 0; c <= a->firms->sales_edge_count; c++) {
        json_object(j);
        json_key_number(j, "least", c > 0 ? edges[c - 1] : 0);
        json_key_number(j, "below", c < a->firms->sales_edge_count ? edges[c] : NAN);
        json_key_number(j, "exporters", a->outcome->exporters_by_sales[c]);
        json_key_number(j, "sales", a->outcome->sales_by_sales[c]);
        json_end(j);
    }
    json_end(j);
}

static void totals_json(const firms_answer *a, json *j)
{
    const cohong_firm_totals *t = &a->outcome->totals;
    json_key(j, "totals");
    json_object(j);
    json_key_number(j, "firms", t->firms);
    json_key_number(j, "exporters", t->exporters);
    json_key_number(j, "exporters_without", t->exporters_without);
    json_key_number(j, "platform_firms", t->platform_firms);
    json_key_number(j, "fees", t->fees);
    json_key_number(j, "platform_income", t->platform_income);
    json_key_number(j, "firms_at_wage", t->firms_at_wage);
    sums_json(&a->outcome->all, j);
    json_end(j);
    json_key_number(j, "visibility_residual", a->outcome->visibility_residual);
}

static void jobs_json(const firms_answer *a, json *j)
{
    cohong_firm_job jobs[COHONG_FIRM_JOB_COUNT];
    size_t words;
    if (cohong_firms_jobs(a->firms, a->outcome, a->nest, a->model, jobs, NULL) != COHONG_OK) return;
    json_key(j, "jobs");
    json_array(j);
    for (size_t k = 0; k < COHONG_FIRM_JOB_COUNT; k++) {
        const cohong_job_word_row *row = &cohong_job_words(&words)[jobs[k].word];
        json_object(j);
        json_key_text(j, "word", row->word);
        json_key_text(j, "is", row->is);
        json_key_text(j, "is_not", row->is_not);
        json_key_text(j, "what", jobs[k].what);
        json_key_text(j, "formula", jobs[k].formula);
        json_key_number(j, "persons", jobs[k].persons);
        json_end(j);
    }
    json_end(j);
}

static void worlds_json(const firms_answer *a, json *j)
{
    size_t count;
    const firms_world_number *numbers = firms_world_numbers(a, &count);
    if (a->worlds == NULL) return;
    json_key(j, "worlds");
    json_array(j);
    for (int w = 0; w < a->flags->world_count; w++) {
        json_object(j);
        for (size_t k = 0; k < count; k++)
            json_key_number(j, numbers[k].key, *(const double *)((const char *)&a->worlds[w] + numbers[k].offset));
        json_end(j);
    }
    json_end(j);
}

static void break_even_json(const firms_answer *a, json *j)
{
    if (!a->has_break_even) return;
    json_key(j, "break_even");
    json_array(j);
    for (size_t k = 0; k < COHONG_FIRM_LEVER_COUNT; k++) {
        const cohong_firm_break_even *row = &a->rows[k];
        json_object(j);
        json_key_text(j, "lever", row->lever);
        json_key_number(j, "target", a->flags->target_persons);
        json_key_number(j, "factor", row->factor);
        json_key_number(j, "tried_to", row->to);
        json_key_number(j, "best_factor", row->best_factor);
        json_key_number(j, "best_persons", row->best_persons);
        json_key_number(j, "platform_sales", row->platform_sales);
        json_key(j, "above_ceiling");
        json_raw(j, row->above_ceiling ? "true" : "false");
        json_end(j);
    }
    json_end(j);
}

void firms_json(const firms_answer *a, json *j)
{
    json_object(j);
    json_key_text(j, "title", a->firms->title);
    json_key_text(j, "file", a->firms->source.path);
    json_key_text(j, "sha256", a->firms->source.sha256);
    json_key_text(j, "currency", a->firms->currency);
    json_key_text(j, "law", a->firms->law);
    json_key_text(j, "method", FIRMS_METHODS[a->flags->by]);
    if (a->flags->by != BY_CLOSED_FORM) {
        json_key_whole(j, "sample", a->flags->sample);
        json_key_whole(j, "seed", a->flags->seed_number);
    }
    totals_json(a, j);
    markets_json(a, j);
    sales_classes_json(a, j);
    worlds_json(a, j);
    firms_nest_json(a, j);
    break_even_json(a, j);
    jobs_json(a, j);
    json_end(j);
}
