/* page_data ID=SCENARIO...: prints the page's data that come from the library: the world of the first scenario and all scenarios.
 * web/data/make.mjs adds what the command answers. */
#include <stdio.h>
#include <string.h>

#include "report/page.h"

static int complain(const cohong_error *error)
{
    char message[1400];
    cohong_error_format(error, message, sizeof message);
    fprintf(stderr, "page_data: %s\n", message);
    return 2;
}

/* One scenario as "ID=FILE"; the world of the first one stands before the list of all. */
static cohong_status add(char *argument, bool first, json *j, cohong_error *error)
{
    char *path = strchr(argument, '=');
    cohong_scenario *scenario;
    if (path == NULL) return fail(error, COHONG_SYNTAX, NOWHERE, "found \"%s\", expected ID=SCENARIO", argument);
    *path++ = '\0';
    cohong_status status = cohong_scenario_read(path, COHONG_CACHE_OFF, &scenario, error);
    if (status != COHONG_OK) return status;
    if (first) {
        status = page_world_json(scenario->world, j, error);
        json_key(j, "scenarios");
        json_array(j);
    }
    if (status == COHONG_OK) page_scenario_json(argument, scenario, j);
    cohong_scenario_free(scenario);
    return status;
}

int main(int argc, char **argv)
{
    text to = { 0 };
    json j = json_to(&to);
    cohong_error error = { 0 };
    cohong_status status = COHONG_OK;
    json_object(&j);
    for (int k = 1; k < argc && status == COHONG_OK; k++) status = add(argv[k], k == 1, &j, &error);
    json_end(&j);
    json_end(&j);
    if (status == COHONG_OK) status = text_status(&to, &error);
    if (status != COHONG_OK) return complain(&error);
    fputs(to.bytes, stdout);
    text_free(&to);
    return 0;
}
