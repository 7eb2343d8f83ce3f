/* The report of a claim for machines: JSON, tidy CSV and schema.org ClaimReview. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "claim.h"

/* ---- JSON */

static void row_json(const cohong_claim_row *r, json *j)
{
    json_object(j);
    json_key_text(j, "id", r->id);
    json_key_text(j, "group", r->group);
    json_key_text(j, "title", r->title);
    json_key_text(j, "vintage", r->vintage);
    json_key_text(j, "unit", r->unit);
    json_key_number(j, "value", r->value);
    json_key_number(j, "low95", r->low95);
    json_key_number(j, "low67", r->low67);
    json_key_number(j, "high67", r->high67);
    json_key_number(j, "high95", r->high95);
    json_key_number(j, "published", r->published);
    json_key_text(j, "verdict", r->verdict);
    json_key_text(j, "formula", r->formula);
    json_key_text(j, "numbers", r->numbers);
    json_key_text(j, "note", r->note);
    json_key_text(j, "command", r->command);
    json_end(j);
}

static void meaning_json(const cohong_claim *c, json *j)
{
    json_key_text(j, "metric", c->metric);
    json_key_number(j, "threshold", c->threshold);
    json_key_text(j, "unit", c->unit);
    json_key_text(j, "direction", c->at_most ? "at most" : "at least");
    json_key_text(j, "horizon", c->horizon);
    json_key_text(j, "condition", c->condition);
    json_key(j, "readings");
    json_array(j);
    for (size_t k = 0; k < c->reading_count; k++) {
        json_object(j);
        json_key_text(j, "title", c->readings[k].title);
        json_key_text(j, "text", c->readings[k].text);
        json_end(j);
    }
    json_end(j);
}

static void facts_json(const checked *of, json *j)
{
    json_key(j, "facts");
    json_array(j);
    for (size_t k = 0; k < of->answer->fact_count; k++) {
        const cohong_fact *f = &of->claim->facts[of->answer->facts[k]];
        json_object(j);
        json_key_text(j, "id", f->id);
        json_key_number(j, "value", f->value);
        json_key_text(j, "unit", f->unit);
        json_key_whole(j, "year", f->year);
        json_key_text(j, "known", f->known);
        json_key_text(j, "what", f->what);
        json_key_text(j, "source", f->source);
        json_key_text(j, "address", f->address);
        json_end(j);
    }
    json_end(j);
}

static void manifest_json(const checked *of, json *j)
{
    json_key_text(j, "engine", COHONG_VERSION);
    json_key_whole(j, "draws", (int64_t)of->answer->draws);
    json_key_whole(j, "sobol_draws", (int64_t)of->answer->sobol_draws);
    json_key_whole(j, "seed", (int64_t)of->answer->seed);
    json_key(j, "inputs");
    json_array(j);
    for (size_t k = 0; k < of->claim->source_count; k++) {
        json_object(j);
        json_key_text(j, "path", of->claim->sources[k].path);
        json_key_text(j, "sha256", of->claim->sources[k].sha256);
        json_end(j);
    }
    json_end(j);
}

static void part_json(const checked *of, cohong_claim_part part, json *j)
{
    const cohong_claim *c = of->claim;
    json_object(j);
    json_key_text(j, "part", cohong_claim_part_name(part));
    json_key_text(j, "heading", cohong_claim_part_heading(part));
    if (part == COHONG_PART_CLAIM) {
        json_key_text(j, "title", c->title);
        json_key_text(j, "text", c->text);
        json_key_text(j, "speaker", c->speaker);
        json_key_text(j, "date", c->date);
        json_key_text(j, "address", c->address);
    } else if (part == COHONG_PART_MEANING) {
        meaning_json(c, j);
    } else if (part == COHONG_PART_VINTAGE) {
        json_key_text(j, "ex_ante", c->vintage[COHONG_EX_ANTE]);
        json_key_text(j, "ex_post", c->vintage[COHONG_EX_POST]);
    } else if (part == COHONG_PART_CHANGE) {
        json_key(j, "changes");
        json_array(j);
        for (size_t k = 0; k < c->change_count; k++) json_text(j, c->changes[k]);
        json_end(j);
    } else if (part == COHONG_PART_SOURCES) {
        facts_json(of, j);
        manifest_json(of, j);
    } else {
        json_key(j, "rows");
        json_array(j);
        for (size_t k = 0; k < of->answer->row_count; k++)
            if (of->answer->rows[k].part == part) row_json(&of->answer->rows[k], j);
        json_end(j);
    }
    json_end(j);
}

void claim_json(const checked *of, text *to)
{
    json j = json_to(to);
    json_object(&j);
    json_key(&j, "parts");
    json_array(&j);
    for (int part = 0; part < COHONG_CLAIM_PART_COUNT; part++) part_json(of, (cohong_claim_part)part, &j);
    json_end(&j);
    json_end(&j);
}

/* ---- CSV */

static void field(text *to, const char *words, char end)
{
    if (words != NULL && strpbrk(words, ",\"\r\n") != NULL) {
        text_add(to, "\"");
        for (const char *c = words; *c != '\0'; c++) text_format(to, "%s%c", *c == '"' ? "\"" : "", *c);
        text_add(to, "\"");
    } else if (words != NULL) {
        text_add(to, words);
    }
    text_bytes(to, &end, 1);
}

void claim_csv(const checked *of, text *to)
{
    text_add(to,
             "part,id,group,vintage,title,unit,value,low95,low67,high67,high95,published,verdict,formula,numbers\n");
    for (size_t k = 0; k < of->answer->row_count; k++) {
        const cohong_claim_row *r = &of->answer->rows[k];
        const double numbers[] = { r->value, r->low95, r->low67, r->high67, r->high95, r->published };
        const char *const texts[] = { cohong_claim_part_name(r->part), r->id, r->group, r->vintage, r->title, r->unit };
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) field(to, texts[i], ',');
        for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
            if (!isnan(numbers[i])) text_number(to, numbers[i]);
            text_add(to, ",");
        }
        field(to, r->verdict, ',');
        field(to, r->formula, ',');
        field(to, r->numbers, '\n');
    }
}

/* ---- ClaimReview */

/* What the review says in words: bounds and probabilities, each with its value. No rating: a number of stars would hide them. */
static void body(const checked *of, text *to)
{
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
    for (size_t k = 0; k < of->answer->fact_count; k++) {
        const cohong_fact *f = &of->claim->facts[of->answer->facts[k]];
        bool seen = false;
        for (size_t i = 0; i < k; i++) seen |= strcmp(of->claim->facts[of->answer->facts[i]].address, f->address) == 0;
        if (!seen) json_text(j, f->address);
    }
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
    json_key_text(&j, "@type", "Thing");
    json_key_text(&j, "name", c->speaker);
    json_end(&j);
    json_key_text(&j, "appearance", c->address);
    json_end(&j);
    json_key_text(&j, "reviewBody", words.bytes);
    citations(of, &j);
    json_end(&j);
    to->failed |= words.failed;
    text_free(&words);
}
