/* Landed cost. With the value (cost, insurance, freight) as 1, duty d, consumption tax c and VAT v, levied at parts p and q of their rates:
 *   consumption = p (1 + d) c / (1 - c)
 *   VAT         = q v (1 + d + (1 + d) c / (1 - c))
 * so that in general trade (p = q = 1) VAT is on value, duty and consumption tax (China: Provisional Regulations on VAT, art. 14). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "law/rate.h"

void cohong_law_landed_free(cohong_law_landed *landed)
{
    if (landed == NULL) return;
    cohong_law_answer_free(landed->duty);
    text_pool *pool = landed->memory;
    if (pool != NULL) text_pool_free(pool);
    free(pool);
    free(landed->taxes);
    free(landed);
}

static int when_holds(const cohong_law *law, const law_setting *s, const law_when *when)
{
    for (size_t k = 0; k < when->count; k++) {
        int holds = condition_holds(law, s, &when->conditions[k]);
        if (holds != 1) return holds;
    }
    return 1;
}

static double share_on(const law_facts *facts, size_t list)
{
    return list == LAW_NONE ? 1 : facts->share[list];
}

/* A channel of which the law has records is open when one of them holds for the product and the consignment. */
static const char *channel_closed(const cohong_law *law, const law_setting *s, const law_facts *facts)
{
    const char *why = NULL;
    bool any = false;
    for (size_t k = 0; k < law->channel_count; k++) {
        const law_channel *c = &law->channels[k];
        if (c->channel != s->channel || (c->importer != LAW_NONE && c->importer != s->importer)) continue;
        any = true;
        double share = share_on(facts, c->list);
        if (!span_holds(c->span, s->entry)) {
            if (why == NULL) why = "the channel is not open on this day";
        } else if (!(share == 1)) {
            why = share == 0 ? "the product is not on the channel's list"
                             : "a part of the product is on the channel's list: ask with more digits";
        } else {
            int holds = when_holds(law, s, &c->when);
            if (holds == 1) return NULL;
            why =
                holds == 0
                    ? "the consignment is outside the channel's limits (a value that is not given is above every limit)"
                    : "the channel's limits are in another currency: needs a rate of exchange";
        }
    }
    return any ? why : NULL;
}

/* ---- taxes */

static const char *const KINDS[] = { "vat", "consumption" };

/* The tax of a kind that holds: that of a list before that of all products. NULL: none. */
static const law_tax *find_tax(const cohong_law *law, const law_setting *s, const law_facts *facts, tax_kind kind,
                               const char **why)
{
    const law_tax *best = NULL;
    for (size_t k = 0; k < law->tax_count; k++) {
        const law_tax *t = &law->taxes[k];
        if (t->kind != kind || t->importer != s->importer || !span_holds(t->span, s->entry)) continue;
        double share = share_on(facts, t->list);
        if (share == 0) continue;
        int holds = when_holds(law, s, &t->when);
        if (holds == 0) continue;
        if (holds < 0) *why = "its condition is in another currency: needs a rate of exchange";
        if (!(share == 1)) *why = "its list holds a part of the product: ask with more digits";
        bool narrower = best == NULL || (best->list == LAW_NONE && t->list != LAW_NONE) ||
                        ((best->list == LAW_NONE) == (t->list == LAW_NONE) && t->span.from > best->span.from);
        if (narrower) best = t;
    }
    return best;
}

static void add_tax(const cohong_law *law, const law_tax *t, double basis, double full, const char *why,
                    cohong_law_landed *to)
{
    to->taxes[to->tax_count++] = (cohong_law_tax_line){ .id = law->ids.texts[t->id],
                                                        .kind = KINDS[t->kind],
                                                        .by = t->by,
                                                        .why = why != NULL      ? why
                                                               : t->reduced < 1 ? "levied at a part of the rate"
                                                                                : "applies",
                                                        .rate = t->rate,
                                                        .basis = basis,
                                                        .amount = why != NULL ? NAN : full * t->reduced };
    if (why == NULL) to->tax_total += full * t->reduced;
}

static cohong_status levy(const cohong_law *law, const law_setting *s, const law_facts *facts, cohong_law_landed *to,
                          cohong_error *error)
{
    const char *vat_why = NULL, *consumption_why = NULL;
    const law_tax *consumption = find_tax(law, s, facts, TAX_CONSUMPTION, &consumption_why);
    const law_tax *vat = find_tax(law, s, facts, TAX_VAT, &vat_why);
    double dutied = 1 + to->duty_total, excise = 0;
    to->taxes = calloc(2, sizeof *to->taxes);
    if (to->taxes == NULL) return fail_memory(error);
    if (consumption != NULL) {
        excise = dutied * consumption->rate / (1 - consumption->rate);
        add_tax(law, consumption, dutied / (1 - consumption->rate), excise, consumption_why, to);
    }
    if (vat != NULL) add_tax(law, vat, dutied + excise, (dutied + excise) * vat->rate, vat_why, to);
    return COHONG_OK;
}

static cohong_status land(const cohong_law *law, const cohong_law_question *q, law_facts *facts, cohong_law_landed *to,
                          cohong_error *error)
{
    law_setting setting;
    law_code product;
    size_t edition;
    const char *channel = q->channel != NULL ? q->channel : "general";
    text_pool *pool = to->memory = calloc(1, sizeof *pool);
    if (pool == NULL) return fail_memory(error);
    to->channel = text_pool_copy(pool, channel, strlen(channel));
    to->why_not = "";
    if (to->channel == NULL) return fail_memory(error);
    cohong_status status = question_setting(law, q, &setting, error);
    if (status == COHONG_OK && q->product == NULL)
        status = fail(error, COHONG_INCOMPLETE, NOWHERE, "the product is missing");
    if (status == COHONG_OK) status = code_read(q->product, strlen(q->product), NOWHERE, &product, error);
    if (status == COHONG_OK) status = question_edition(law, q->edition, setting.entry, &edition, error);
    if (status == COHONG_OK) status = facts_of(law, &product, edition, facts, error);
    if (status != COHONG_OK) return status;
    const char *closed = channel_closed(law, &setting, facts);
    if (closed != NULL) {
        to->why_not = closed;
        to->total = NAN;
        return COHONG_OK;
    }
    to->available = true;
    status = cohong_law_rate(law, q, &to->duty, error);
    if (status != COHONG_OK) return status;
    to->duty_total = to->duty->total;
    status = levy(law, &setting, facts, to, error);
    to->total = to->duty_total + to->tax_total;
    return status;
}

cohong_status cohong_law_landed_cost(const cohong_law *law, const cohong_law_question *question,
                                     cohong_law_landed **landed, cohong_error *error)
{
    law_facts facts;
    *landed = NULL;
    cohong_law_landed *made = calloc(1, sizeof *made);
    if (made == NULL) return fail_memory(error);
    cohong_status status = facts_new(law, &facts, error);
    if (status == COHONG_OK) status = land(law, question, &facts, made, error);
    facts_free(&facts);
    if (status == COHONG_OK)
        *landed = made;
    else
        cohong_law_landed_free(made);
    return status;
}
