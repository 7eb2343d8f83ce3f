/* The report of a claim for machines: JSON and tidy CSV. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "claim.h"

/* ---- JSON */

static void row_json(const checked *of, const cohong_claim_row *r, json *j)
{
    char again[CLAIM_COMMAND];
    json_object(j);
    json_key_text(j, "id", r->id);
    json_key_text(j, "group", r->group);
    json_key_text(j, "title", r->title);
    json_key_text(j, "label", r->label);
    json_key_text(j, "closure", r->closure);
    json_key_text(j, "condition", r->condition);
    json_key_text(j, "vintage", r->vintage);
    json_key_text(j, "unit", r->unit);
    json_key_number(j, "value", r->value);
    json_key_number(j, "low95", r->low95);
    json_key_number(j, "low67", r->low67);
    json_key_number(j, "high67", r->high67);
    json_key_number(j, "high95", r->high95);
    json_key_number(j, "published", r->published);
    json_key_text(j, "verdict", r->verdict);
    if (r->part == COHONG_PART_MODELS || r->part == COHONG_PART_PROBABILITY) {
        json_key(j, "fixed");
        json_raw(j, r->fixed ? "true" : "false");
        json_key(j, "repeats");
        json_raw(j, r->repeats ? "true" : "false");
    }
    json_key_text(j, "formula", r->formula);
    json_key_text(j, "numbers", r->numbers);
    json_key_text(j, "note", r->note);
    json_key_text(j, "counts", r->counts);
    json_key_text(j, "command", claim_again(of, r, again));
    json_key_text(j, "engine_command", r->command);
    json_key(j, "grounds");
    json_array(j);
    for (size_t k = 0; k < r->ground_count; k++) json_text(j, of->answer->grounds[r->grounds[k]].id);
    json_end(j);
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

/* The distribution; the median is the value. An open end of the domain is null. */
static void prior_json(const cohong_claim_ground *g, json *j)
{
    json_key_text(j, "distribution", g->distribution);
    json_key_number(j, "low", g->low);
    json_key_number(j, "mode", g->mode);
    json_key_number(j, "high", g->high);
    json_key_number(j, "log_sd", g->log_sd);
    json_key(j, "domain");
    json_array(j);
    json_number(j, g->domain_least);
    json_number(j, g->domain_most);
    json_end(j);
}

static void grounds_json(const checked *of, json *j)
{
    json_key(j, "grounds");
    json_array(j);
    for (size_t k = 0; k < of->answer->ground_count; k++) {
        const cohong_claim_ground *g = &of->answer->grounds[k];
        json_object(j);
        json_key_text(j, "id", g->id);
        json_key_text(j, "kind", cohong_ground_name(g->kind));
        json_key_text(j, "what", g->what);
        json_key_number(j, "value", g->value);
        json_key_text(j, "unit", g->unit);
        if (g->year != 0) json_key_whole(j, "year", g->year);
        json_key_text(j, "known", g->known);
        json_key_text(j, "source", g->source);
        json_key_text(j, "address", g->address);
        if (g->distribution != NULL) prior_json(g, j);
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
        json_key_text(j, "finding", of->answer->finding);
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
        grounds_json(of, j);
        manifest_json(of, j);
    } else {
        json_key(j, "rows");
        json_array(j);
        for (size_t k = 0; k < of->answer->row_count; k++)
            if (of->answer->rows[k].part == part) row_json(of, &of->answer->rows[k], j);
        json_end(j);
    }
    json_end(j);
}

void claim_parts_json(const checked *of, json *j)
{
    json_key(j, "parts");
    json_array(j);
    for (int part = 0; part < COHONG_CLAIM_PART_COUNT; part++) part_json(of, (cohong_claim_part)part, j);
    json_end(j);
}

void claim_json(const checked *of, text *to)
{
    json j = json_to(to);
    json_object(&j);
    claim_parts_json(of, &j);
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

/* Ids and addresses of what a row rests on, with semicolons between. */
static void ground_fields(const checked *of, const cohong_claim_row *r, text *to)
{
    text ids = { 0 }, addresses = { 0 };
    for (size_t k = 0; k < r->ground_count; k++) {
        const cohong_claim_ground *g = &of->answer->grounds[r->grounds[k]];
        text_format(&ids, "%s%s", ids.length > 0 ? ";" : "", g->id);
        if (g->address != NULL) text_format(&addresses, "%s%s", addresses.length > 0 ? ";" : "", g->address);
    }
    field(to, ids.bytes, ',');
    field(to, addresses.bytes, ',');
    to->failed |= ids.failed || addresses.failed;
    text_free(&ids);
    text_free(&addresses);
}

void claim_csv(const checked *of, text *to)
{
    char again[CLAIM_COMMAND];
    text_add(to, "part,id,group,vintage,condition,closure,title,unit,value,low95,low67,high67,high95,published,verdict,"
                 "formula,numbers,note,grounds,addresses,command,engine_command\n");
    for (size_t k = 0; k < of->answer->row_count; k++) {
        const cohong_claim_row *r = &of->answer->rows[k];
        const double numbers[] = { r->value, r->low95, r->low67, r->high67, r->high95, r->published };
        const char *const texts[] = {
            cohong_claim_part_name(r->part), r->id, r->group, r->vintage, r->condition, r->closure, r->title, r->unit
        };
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) field(to, texts[i], ',');
        for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
            if (!isnan(numbers[i])) text_number(to, numbers[i]);
            text_add(to, ",");
        }
        field(to, r->verdict, ',');
        field(to, r->formula, ',');
        field(to, r->numbers, ',');
        field(to, r->note, ',');
        ground_fields(of, r, to);
        field(to, claim_again(of, r, again), ',');
        field(to, r->command, '\n');
    }
}
