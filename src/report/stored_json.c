/* Stored runs, as JSON. */
#include "report/answers.h"

void stored_list_json(const cohong_stored *all, text *to)
{
    json j = json_to(to);
    json_array(&j);
    for (size_t k = 0; k < all->run_count; k++) {
        const cohong_stored_run *run = &all->runs[k];
        json_object(&j);
        json_key_whole(&j, "id", run->id);
        json_key_text(&j, "name", run->name);
        json_key_text(&j, "title", run->title);
        json_key_text(&j, "created", run->created);
        json_key_text(&j, "scenario", run->scenario);
        json_key_text(&j, "world", run->world);
        json_key_text(&j, "structure", run->structure);
        json_key_text(&j, "deficits", run->deficits);
        json_key_text(&j, "labour", run->labour);
        json_key_number(&j, "residual", run->residual);
        json_key_number(&j, "seconds", run->seconds);
        json_end(&j);
    }
    json_end(&j);
}
