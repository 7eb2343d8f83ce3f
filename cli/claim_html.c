/* The report of a claim as one page that opens from disk: the answer, the engine, and the world and the scenarios that the claim solves. */
#include "claim.h"

#include <stdio.h>
#include <string.h>

#include "base/data.h"
#include "report/page.h"

/* The first scenario and those on the same world. */
static cohong_status scenarios_json(const cohong_claim *claim, json *j, cohong_error *error)
{
    char id[32];
    const cohong_scenario *first = cohong_claim_scenario(claim, 0), *s;
    if (first == NULL) return COHONG_OK;
    cohong_status status = page_world_json(first->world, j, error);
    json_key(j, "scenarios");
    json_array(j);
    for (size_t k = 0; (s = cohong_claim_scenario(claim, k)) != NULL; k++) {
        if (strcmp(s->world_path, first->world_path) != 0) continue;
        snprintf(id, sizeof id, "scenario-%zu", k + 1);
        page_scenario_json(id, s, j);
    }
    json_end(j);
    return status;
}

cohong_status claim_html(const checked *of, text *to, cohong_error *error)
{
    char folder[DATA_PATH];
    text data = { 0 };
    json j = json_to(&data);
    if (*data_page(folder) == '\0') return fail(error, COHONG_NO_FILE, NOWHERE, DATA_NO_PAGE);
    json_object(&j);
    json_key_whole(&j, "format", 1);
    json_key(&j, "claim");
    json_object(&j);
    json_key_text(&j, "command", of->given);
    claim_parts_json(of, &j);
    json_end(&j);
    cohong_status status = scenarios_json(of->claim, &j, error);
    json_end(&j);
    if (status == COHONG_OK) status = text_status(&data, error);
    if (status == COHONG_OK) status = page_html(folder, data.bytes, to, error);
    text_free(&data);
    return status;
}
