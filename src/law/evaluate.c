/* What measures come to. */
#include "law/evaluate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

cohong_status evaluator_new(const cohong_law *law, const law_setting *setting, evaluator *e, cohong_error *error)
{
    *e = (evaluator){ .law = law, .setting = *setting };
    e->candidates = malloc((law->measure_count + 1) * sizeof *e->candidates);
    e->outcomes = malloc((law->measure_count + 1) * sizeof *e->outcomes);
    if (e->candidates != NULL && e->outcomes != NULL) return COHONG_OK;
    evaluator_free(e);
    return fail_memory(error);
}

void evaluator_free(evaluator *e)
{
    free(e->candidates);
    free(e->outcomes);
    *e = (evaluator){ 0 };
}

void evaluator_choose(evaluator *e)
{
    e->candidate_count = 0;
    for (size_t k = 0; k < e->law->measure_count; k++) {
        const law_measure *m = &e->law->measures[k];
        if (m->importer == e->setting.importer && span_holds(m->span, e->setting.entry) &&
            law_in_area(e->law, m->area, e->setting.origin, e->setting.entry))
            e->candidates[e->candidate_count++] = k;
    }
}

origin_signature evaluator_signature(const evaluator *e)
{
    origin_signature s = { 14695981039346656037u, 0x9e3779b97f4a7c15u };
    for (size_t k = 0; k < e->law->areas.count; k++) {
        uint64_t in = law_in_area(e->law, k, e->setting.origin, e->setting.entry);
        s.a = (s.a ^ (in + 1)) * 1099511628211u;
        s.b = (s.b + in * 2 + 1) * 0xd1342543de82ef95u;
        s.b ^= s.b >> 29;
    }
    return s;
}

/* ---- what a duty depends on */

static double named(const cohong_named_number *list, size_t count, const char *name)
{
    for (size_t k = 0; k < count; k++)
        if (strcmp(list[k].name, name) == 0) return list[k].number;
    return NAN;
}

static double share_on(const law_facts *facts, size_t list)
{
    return list == LAW_NONE ? 1 : facts->share[list];
}

/* The share that the law states: of a list before that of all products, of a later day before that of an earlier one. */
static double content_of_law(const evaluator *e, const char *name)
{
    const law_content *best = NULL;
    for (size_t k = 0; k < e->law->content_count; k++) {
        const law_content *c = &e->law->contents[k];
        if (strcmp(c->name, name) != 0 || !span_holds(c->span, e->setting.entry) || !(share_on(e->facts, c->list) > 0))
            continue;
        bool listed = c->list != LAW_NONE, best_listed = best != NULL && best->list != LAW_NONE;
        bool better = best == NULL || (listed && !best_listed) ||
                      (listed == best_listed &&
                       (c->span.from > best->span.from || (c->span.from == best->span.from && c->share < best->share)));
        if (better) best = c;
    }
    return best != NULL ? best->share : 1;
}

static double content(const void *context, const char *name)
{
    const evaluator *e = context;
    double given = named(e->setting.contents, e->setting.content_count, name);
    return isnan(given) ? content_of_law(e, name) : given;
}

static double exchange(const void *context, const char *of)
{
    const evaluator *e = context;
    return named(e->setting.exchange, e->setting.exchange_count, of);
}

/* An amount against a limit; without a value a consignment is above every limit. */
static int within(const law_setting *s, double value, const char *currency, double limit, bool at_most)
{
    if (isnan(value)) return !at_most;
    if (s->currency == NULL || strcmp(s->currency, currency) != 0) {
        double rate = named(s->exchange, s->exchange_count, currency);
        if (isnan(rate)) return -1;
        limit *= rate;
    }
    return at_most ? value <= limit : value > limit;
}

int condition_holds(const cohong_law *law, const law_setting *s, const law_condition *c)
{
    const char *word = law->words.texts[c->word];
    double year = (isnan(s->year_value) ? 0 : s->year_value) + s->value;
    switch (c->kind) {
    case IF_VALUE_AT_MOST:
        return within(s, s->value, word, c->number, true);
    case IF_VALUE_ABOVE:
        return within(s, s->value, word, c->number, false);
    case IF_YEAR_AT_MOST:
        return within(s, year, word, c->number, true);
    case IF_YEAR_ABOVE:
        return within(s, year, word, c->number, false);
    case IF_CHANNEL:
        return s->channel == c->word;
    default:
        return s->channel != c->word;
    }
}

static duty_facts facts_for_duty(const evaluator *e, double base)
{
    return (duty_facts){ .base = base,
                         .value = isnan(e->setting.trade_value) ? e->setting.value : e->setting.trade_value,
                         .quantity = e->setting.quantity,
                         .currency = e->setting.currency,
                         .unit = e->setting.unit,
                         .content = content,
                         .exchange = exchange,
                         .context = e };
}

static void open_outcome(law_outcome *o, const char *why)
{
    o->state = COHONG_OPEN;
    o->stated = NAN;
    o->duty = 0;
    o->why = why;
}

/* ---- whether a measure counts */

/* Suspensions and exemptions: the share of the measure that is left goes into o->share. */
static void relieve(const evaluator *e, law_outcome *o)
{
    const cohong_law *law = e->law;
    double exempt = 0;
    for (size_t k = law->relief_start[o->measure]; k < law->relief_start[o->measure + 1]; k++) {
        const law_relief *relief = &law->reliefs[law->relief_of[k]];
        if (!span_holds(relief->span, e->setting.entry) ||
            !law_in_area(law, relief->area, e->setting.origin, e->setting.entry))
            continue;
        double on = share_on(e->facts, relief->list);
        if (on == NOT_JOINED) on = NAN;
        if (on == 0) continue;
        if (isnan(on)) {
            open_outcome(o, relief->suspends ? "a suspension covers a part of the product that nobody states"
                                             : "an exemption covers a part of the product that nobody states");
            o->relief = law->relief_of[k];
            return;
        }
        exempt += on * relief->share;
        o->relief = law->relief_of[k];
        if (exempt >= 1) {
            exempt = 1;
            o->state = relief->suspends ? COHONG_SUSPENDED : COHONG_EXEMPT;
            break;
        }
    }
    o->share *= 1 - exempt;
}

static void condition(const evaluator *e, const law_measure *m, law_outcome *o)
{
    if (!span_holds(m->exported, e->setting.exported)) {
        o->state = COHONG_EXPORT_DATE;
        return;
    }
    for (size_t k = 0; k < m->when.count; k++) {
        int holds = condition_holds(e->law, &e->setting, &m->when.conditions[k]);
        if (holds < 0) open_outcome(o, "its condition is in another currency: needs a rate of exchange");
        if (holds == 0) o->state = COHONG_CONDITION;
        if (holds != 1) return;
    }
}

static cohong_status refuse(const evaluator *e, const law_measure *m, size_t edition, cohong_error *error)
{
    return fail(error, COHONG_UNSUPPORTED, m->at,
                "measure \"%s\" has codes of %s, the product's code is of another edition, and no renumber joins them",
                e->law->ids.texts[m->id], law_edition_name(e->law, edition));
}

/* Outcomes of every measure in force whose list has the product. */
static cohong_status list_outcomes(evaluator *e, cohong_error *error)
{
    e->outcome_count = 0;
    for (size_t k = 0; k < e->candidate_count; k++) {
        size_t number = e->candidates[k];
        const law_measure *m = &e->law->measures[number];
        double share = share_on(e->facts, m->list);
        if (share == NOT_JOINED) return refuse(e, m, e->law->list_facts[m->list].edition, error);
        if (m->schedule != LAW_NONE && e->facts->schedule_state[m->schedule] == SCHEDULE_NOT_JOINED)
            return refuse(e, m, e->law->schedules[m->schedule].edition, error);
        if (share == 0) continue;
        law_outcome *o = &e->outcomes[e->outcome_count++];
        *o = (law_outcome){ .measure = number,
                            .state = COHONG_APPLIES,
                            .share = share,
                            .other = LAW_NONE,
                            .relief = LAW_NONE,
                            .duty_text = NO_DUTY };
        if (m->duty != LAW_NONE) o->duty_text = (uint32_t)m->duty;
        condition(e, m, o);
        if (o->state == COHONG_APPLIES && isnan(share))
            open_outcome(o, "its list holds a part of the product: ask with more digits");
        if (o->state == COHONG_APPLIES) relieve(e, o);
    }
    return COHONG_OK;
}

static const law_measure *measure_of(const evaluator *e, const law_outcome *o)
{
    return &e->law->measures[o->measure];
}

static bool applies(const law_outcome *o)
{
    return o->state == COHONG_APPLIES;
}

/* ---- base */

/* The row of a schedule that holds on entry; NO_DUTY: none. */
static uint32_t row_duty(const evaluator *e, size_t number)
{
    const law_schedule *s = &e->law->schedules[number];
    for (size_t k = e->facts->row_start[number]; k < e->facts->row_start[number + 1]; k++)
        if (span_holds(s->rows[e->facts->rows[k]].span, e->setting.entry)) return s->rows[e->facts->rows[k]].duty;
    return NO_DUTY;
}

static void evaluate_stated(const evaluator *e, law_outcome *o, double base)
{
    duty_facts facts = facts_for_duty(e, base);
    const char *why = "not known";
    o->stated = duties_evaluate(&e->law->duties, e->law->duties.roots[o->duty_text], &facts, &why);
    if (isnan(o->stated) && applies(o)) open_outcome(o, why);
}

/* The duty by itself of one base measure; false when its schedule does not have the product. */
static bool base_stated(evaluator *e, law_outcome *o)
{
    const law_measure *m = measure_of(e, o);
    if (m->schedule != LAW_NONE) {
        if (e->facts->schedule_state[m->schedule] == SCHEDULE_DIVIDED) {
            open_outcome(o, "its schedule divides the product: ask with more digits");
            return true;
        }
        o->duty_text = row_duty(e, m->schedule);
        if (o->duty_text == NO_DUTY) return false;
    }
    evaluate_stated(e, o, NAN);
    return true;
}

/* The lowest base duty counts; answers NAN when one is not known, because it might be lower. */
static double settle_base(evaluator *e)
{
    law_outcome *best = NULL, *missing = NULL;
    bool any = false, open = false;
    size_t kept = 0;
    law_outcome absent = { 0 };
    for (size_t k = 0; k < e->outcome_count; k++) {
        law_outcome o = e->outcomes[k];
        if (measure_of(e, &o)->effect == EFFECT_BASE) {
            if (!base_stated(e, &o)) {
                if (missing == NULL) absent = o;
                missing = &absent;
                continue;
            }
            any = any || applies(&o) || o.state == COHONG_OPEN;
            open = open || o.state == COHONG_OPEN;
        }
        e->outcomes[kept++] = o;
    }
    e->outcome_count = kept;
    if (!any && missing != NULL) {
        open_outcome(&absent, "the schedule does not have this product");
        memmove(e->outcomes + 1, e->outcomes, e->outcome_count++ * sizeof *e->outcomes);
        e->outcomes[0] = absent;
        return NAN;
    }
    for (size_t k = 0; k < e->outcome_count; k++) {
        law_outcome *o = &e->outcomes[k];
        if (measure_of(e, o)->effect == EFFECT_BASE && applies(o) && (best == NULL || o->stated < best->stated))
            best = o;
    }
    for (size_t k = 0; k < e->outcome_count; k++) {
        law_outcome *o = &e->outcomes[k];
        if (measure_of(e, o)->effect != EFFECT_BASE || !applies(o)) continue;
        o->duty = o == best ? o->stated * o->share : 0;
        if (o == best) continue;
        o->state = COHONG_LOWER_BASE;
        o->other = best->measure;
    }
    return open ? NAN : best != NULL ? best->duty : 0;
}

/* ---- additions */

static void add_additions(evaluator *e, double base)
{
    for (size_t k = 0; k < e->outcome_count; k++) {
        law_outcome *o = &e->outcomes[k];
        law_effect effect = measure_of(e, o)->effect;
        if (effect == EFFECT_BASE) continue;
        bool counts = applies(o);
        if (o->state != COHONG_OPEN) evaluate_stated(e, o, base);
        if (!counts || !applies(o)) continue;
        if (effect == EFFECT_ADD) o->duty = o->stated * o->share;
        if (effect != EFFECT_FLOOR) continue;
        if (isnan(base)) {
            open_outcome(o, "depends on a base duty that is not known");
        } else if (o->stated > base) {
            o->duty = (o->stated - base) * o->share;
        } else {
            o->state = COHONG_NOT_BINDING;
        }
    }
}

static bool is_addition(const evaluator *e, const law_outcome *o)
{
    law_effect effect = measure_of(e, o)->effect;
    return effect == EFFECT_ADD || effect == EFFECT_FLOOR;
}

/* Is a the one of its group that counts, rather than b? */
static bool outranks(const evaluator *e, stack_rule rule, const law_outcome *a, const law_outcome *b)
{
    if (rule == STACK_LAST && measure_of(e, a)->span.from != measure_of(e, b)->span.from)
        return measure_of(e, a)->span.from > measure_of(e, b)->span.from;
    return a->duty > b->duty;
}

/* Inside a group: max or last leave one. Measures of a group stand side by side, but effects are apart, so both ends are looked for. */
static void settle_groups(evaluator *e)
{
    for (size_t k = 0; k < e->outcome_count; k++) {
        law_outcome *o = &e->outcomes[k];
        size_t group = measure_of(e, o)->group;
        if (group == LAW_NONE || !is_addition(e, o) || !applies(o)) continue;
        stack_rule rule = e->law->group_facts[group].rule;
        for (size_t l = 0; l < e->outcome_count && rule != STACK_SUM; l++) {
            law_outcome *other = &e->outcomes[l];
            if (l == k || measure_of(e, other)->group != group || !is_addition(e, other) || !applies(other)) continue;
            bool behind = outranks(e, rule, other, o) || (!outranks(e, rule, o, other) && l < k);
            if (!behind) continue;
            o->state = COHONG_SUPERSEDED;
            o->other = other->measure;
            o->duty = 0;
            break;
        }
    }
}

/* The share of the product that a group's measures are on. */
static double reach(const evaluator *e, size_t group, size_t *by)
{
    double share = 0;
    for (size_t k = 0; k < e->outcome_count; k++) {
        const law_outcome *o = &e->outcomes[k];
        if (measure_of(e, o)->group != group || !applies(o) || o->share <= share) continue;
        share = o->share;
        *by = o->measure;
    }
    return share;
}

/* On the share that one group covers, the other does not count. All reaches are taken before anything is displaced. */
static void settle_precedence(evaluator *e)
{
    double covered[16];
    size_t by[16];
    for (size_t k = 0; k < e->law->precedence_count; k++) {
        const law_precedence *rule = &e->law->precedences[k];
        covered[k] = reach(e, rule->over, &by[k]) * (rule->content != NULL ? content(e, rule->content) : 1);
    }
    for (size_t k = 0; k < e->outcome_count && e->law->precedence_count > 0; k++) {
        law_outcome *o = &e->outcomes[k];
        double taken = 0;
        size_t group = measure_of(e, o)->group, last = LAW_NONE;
        if (group == LAW_NONE || !is_addition(e, o) || !applies(o)) continue;
        for (size_t r = 0; r < e->law->precedence_count; r++) {
            if (e->law->precedences[r].under != group || !(covered[r] > 0)) continue;
            taken += covered[r];
            last = by[r];
        }
        if (last == LAW_NONE) continue;
        double left = taken < 1 ? 1 - taken : 0;
        o->other = last;
        o->share *= left;
        o->duty *= left;
        if (left == 0) o->state = COHONG_DISPLACED;
    }
}

/* ---- caps and sets */

static void settle_cap(evaluator *e, law_outcome *cap)
{
    size_t group = measure_of(e, cap)->group;
    double sum = 0;
    for (size_t k = 0; k < e->outcome_count; k++) {
        const law_outcome *o = &e->outcomes[k];
        law_effect effect = measure_of(e, o)->effect;
        if (effect == EFFECT_SET || !(applies(o) || o->state == COHONG_NOT_BINDING)) continue;
        if (group == LAW_NONE || measure_of(e, o)->group == group) sum += o->duty;
    }
    if (sum > cap->stated)
        cap->duty = (cap->stated - sum) * cap->share;
    else
        cap->state = COHONG_NOT_BINDING;
}

/* Of several that replace the whole, the latest counts, then the lowest. */
static law_outcome *choose_set(evaluator *e)
{
    law_outcome *best = NULL;
    for (size_t k = 0; k < e->outcome_count; k++) {
        law_outcome *o = &e->outcomes[k];
        if (measure_of(e, o)->effect != EFFECT_SET || !applies(o)) continue;
        cohong_date from = measure_of(e, o)->span.from;
        bool better = best == NULL || from > measure_of(e, best)->span.from ||
                      (from == measure_of(e, best)->span.from && o->stated < best->stated);
        if (better) best = o;
    }
    return best;
}

static void settle_set(evaluator *e)
{
    law_outcome *set = choose_set(e);
    if (set == NULL) return;
    for (size_t k = 0; k < e->outcome_count; k++) {
        law_outcome *o = &e->outcomes[k];
        if (o == set || !(applies(o) || (o->state == COHONG_OPEN && set->share >= 1))) continue;
        bool other_set = measure_of(e, o)->effect == EFFECT_SET;
        o->duty *= other_set ? 0 : 1 - set->share;
        o->other = set->measure;
        if (set->share >= 1 || other_set) o->state = COHONG_REPLACED;
    }
    set->duty = set->stated * set->share;
}

static void add_up(evaluator *e)
{
    e->total = e->base = 0;
    e->open_count = 0;
    for (size_t k = 0; k < e->outcome_count; k++) {
        const law_outcome *o = &e->outcomes[k];
        e->total += o->duty;
        e->open_count += o->state == COHONG_OPEN;
        if (measure_of(e, o)->effect == EFFECT_BASE) e->base += o->duty;
    }
}

cohong_status evaluator_run(evaluator *e, const law_facts *facts, cohong_error *error)
{
    e->facts = facts;
    cohong_status status = list_outcomes(e, error);
    if (status != COHONG_OK) return status;
    double base = settle_base(e);
    add_additions(e, base);
    settle_groups(e);
    settle_precedence(e);
    for (size_t k = 0; k < e->outcome_count; k++)
        if (measure_of(e, &e->outcomes[k])->effect == EFFECT_CAP && applies(&e->outcomes[k]))
            settle_cap(e, &e->outcomes[k]);
    settle_set(e);
    add_up(e);
    return COHONG_OK;
}
