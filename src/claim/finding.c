/* What all rows of a report come to: which bounds decide the claim, where the models stand, and how probable it is in calibrated words.
 * Counted, not judged. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "claim/answer.h"

/* Bounds on the side that could rule the claim out. */
static const char *about_bounds(answering *a, const char **brief)
{
    size_t count = 0, out = 0, implied = 0;
    const char *side = a->o->claim.at_most ? "at least" : "at most";
    for (size_t k = 0; k < a->answer->row_count; k++) {
        const cohong_claim_row *r = &a->answer->rows[k];
        if (r->part != COHONG_PART_BOUNDS || r->counts != NULL) continue;
        implied += strcmp(r->verdict, "implies the claim") == 0;
        if (strcmp(r->group, side) != 0) continue;
        count++;
        out += strcmp(r->verdict, "rules the claim out") == 0;
    }
    *brief = out > 0       ? answer_text(a, "ruled out by %zu of %zu bounds", out, count)
             : implied > 0 ? "implied by a bound"
                           : "no bound decides it";
    if (out > 0) return answer_text(a, "%zu of the %zu bounds that could rule it out do.", out, count);
    if (implied > 0) return answer_text(a, "%zu bound%s it.", implied, implied == 1 ? " implies" : "s imply");
    return "No bound decides it.";
}

/* Central estimates of what the claim counts: how many meet it, and how far they are apart. */
static const char *about_centres(answering *a)
{
    size_t count = 0, met = 0, fixed = 0;
    double least = NAN, most = NAN;
    const cohong_claim *c = &a->o->claim;
    for (size_t k = 0; k < a->answer->row_count; k++) {
        const cohong_claim_row *r = &a->answer->rows[k];
        if (r->part != COHONG_PART_MODELS || isnan(r->value) || answer_counts_else(a, r)) continue;
        fixed += r->fixed;
        if (r->fixed || r->repeats) continue;
        count++;
        met += c->at_most ? r->value <= c->threshold : r->value >= c->threshold;
        least = fmin(least, r->value);
        most = fmax(most, r->value);
    }
    if (count == 0) return "No model.";
    const char *beside = fixed > 0
                             ? answer_text(a, " (%zu more follow%s from a labour closure alone and say%s nothing)",
                                           fixed, fixed == 1 ? "s" : "", fixed == 1 ? "s" : "")
                             : "";
    const char *apart = count > 1 ? answer_text(a, "; they go from %s to %s %s", answer_people(a, least),
                                                answer_people(a, most), c->unit)
                                  : "";
    if (met == 0) return answer_text(a, "None of %zu central estimates meets it%s%s.", count, apart, beside);
    return answer_text(a, "%zu of %zu central estimates meet%s it%s%s.", met, count, met == 1 ? "s" : "", apart,
                       beside);
}

static const char *about_probabilities(answering *a, const char **brief)
{
    double least = 2, most = -1;
    size_t count = 0;
    bool both = false;
    for (size_t k = 0; k < a->answer->row_count; k++) {
        const cohong_claim_row *r = &a->answer->rows[k];
        if (r->part != COHONG_PART_PROBABILITY || strcmp(r->group, "difference") == 0) continue;
        if (r->fixed || r->repeats) continue;
        least = fmin(least, r->value);
        most = fmax(most, r->value);
        both |= r->condition != NULL;
        count++;
    }
    *brief = "";
    if (count == 0) return "";
    const char *low = cohong_likelihood(least), *high = cohong_likelihood(most);
    const char *condition = both ? answer_text(a, ", with and without %s", a->o->claim.condition) : "";
    *brief = strcmp(low, high) == 0 ? answer_text(a, "; %s in every model", low)
                                    : answer_text(a, "; from %s to %s by model", low, high);
    if (strcmp(low, high) == 0)
        return answer_text(a, " Under the stated distributions it is %s in all %zu cases of the models%s.", low, count,
                           condition);
    return answer_text(a, " Under the stated distributions it is between %s and %s, by model%s.", low, high, condition);
}

cohong_status answer_finding(answering *a)
{
    const char *bounds, *probable;
    const char *first = about_bounds(a, &bounds), *third = about_probabilities(a, &probable);
    a->answer->finding = answer_text(a, "%s %s%s", first, about_centres(a), third);
    char rating[256];
    snprintf(rating, sizeof rating, "%s%s", bounds, probable);
    if (rating[0] >= 'a' && rating[0] <= 'z') rating[0] = (char)(rating[0] - 'a' + 'A');
    a->answer->rating = answer_text(a, "%s", rating);
    return COHONG_OK;
}
