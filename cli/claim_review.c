/* The report of a claim as a schema.org ClaimReview. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "claim.h"

/* What the review says in words: what all comes to, then bounds and probabilities, each with its value. */
static void body(const checked *of, text *to)
{
    text_add(to, of->answer->finding);
    for (size_t k = 0; k < of->answer->row_count; k++) {
        const cohong_claim_row *r = &of->answer->rows[k];
        if (r->part != COHONG_PART_BOUNDS && r->part != COHONG_PART_PROBABILITY) continue;
        text_format(to, "%s%s%s%s%s: %s%s%.10g %s%s%s.", to->length > 0 ? " " : "", r->title,
                    r->vintage != NULL ? " (" : "", r->vintage != NULL ? r->vintage : "", r->vintage != NULL ? ")" : "",
                    r->part == COHONG_PART_BOUNDS ? r->group : "", r->part == COHONG_PART_BOUNDS ? " " : "", r->value,
                    r->unit, r->verdict != NULL ? "; " : "", r->verdict != NULL ? r->verdict : "");
    }
}

static void citations(const checked *of, json *j)
{
    json_key(j, "citation");
    json_array(j);
    for (size_t k = 0; k < of->answer->ground_count; k++) {
        const cohong_claim_ground *g = &of->answer->grounds[k];
        bool seen = g->kind != COHONG_GROUND_FACT;
        for (size_t i = 0; i < k && !seen; i++)
            seen = of->answer->grounds[i].address != NULL && strcmp(of->answer->grounds[i].address, g->address) == 0;
        if (!seen) json_text(j, g->address);
    }
    json_end(j);
}

/* A rating in words, which readers of ClaimReview require; no number on any scale, which would hide what the answer depends on. */
static void rating(const checked *of, json *j)
{
    json_key(j, "reviewRating");
    json_object(j);
    json_key_text(j, "@type", "Rating");
    json_key_text(j, "alternateName", of->answer->rating);
    json_end(j);
}

void claim_jsonld(const checked *of, text *to)
{
    const cohong_claim *c = of->claim;
    text words = { 0 };
    json j = json_to(to);
    body(of, &words);
    json_object(&j);
    json_key_text(&j, "@context", "https://schema.org");
    json_key_text(&j, "@type", "ClaimReview");
    json_key_text(&j, "name", c->title);
    if (of->url != NULL) json_key_text(&j, "url", of->url);
    json_key_text(&j, "claimReviewed", c->text);
    json_key_text(&j, "datePublished", c->vintage[COHONG_EX_POST]);
    json_key(&j, "author");
    json_object(&j);
    json_key_text(&j, "@type", "Organization");
    json_key_text(&j, "name", "Cohong");
    json_end(&j);
    json_key(&j, "itemReviewed");
    json_object(&j);
    json_key_text(&j, "@type", "Claim");
    json_key_text(&j, "text", c->text);
    json_key_text(&j, "datePublished", c->date);
    json_key(&j, "author");
    json_object(&j);
    json_key_text(&j, "@type", c->speaker_is_person ? "Person" : "Organization");
    json_key_text(&j, "name", c->speaker);
    json_end(&j);
    json_key(&j, "appearance");
    json_object(&j);
    json_key_text(&j, "@type", "CreativeWork");
    json_key_text(&j, "url", c->address);
    json_end(&j);
    json_end(&j);
    rating(of, &j);
    json_key_text(&j, "reviewBody", words.bytes);
    citations(of, &j);
    json_end(&j);
    to->failed |= words.failed;
    text_free(&words);
}
