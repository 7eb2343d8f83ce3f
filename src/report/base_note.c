/* What an answer says of its base where that is not the world's data as they stand. */
#include <stdio.h>
#include <string.h>

#include "report/run.h"

static bool is_balanced(const cohong_model *model)
{
    return strcmp(cohong_model_settings(model)->deficits, "zero") == 0;
}

void run_base_text(const cohong_model *model, size_t width, text *to)
{
    cohong_identity worst;
    double gap;
    char line[480], spent[PEOPLE_SIZE], used[PEOPLE_SIZE];
    if (cohong_model_base_mended(model, &worst, &gap)) {
        const cohong_world *base = cohong_model_base(model);
        snprintf(
            line, sizeof line,
            "Base: markets of the world's data do not clear, by %.2g %% of spending (worst: %.40s in %.40s, "
            "spending %s, uses %s; `cohong world check` has all), so that the base was solved anew with its shares "
            "kept%s; changes are against that base.",
            100 * gap, base->sectors[worst.sector].code, base->countries[worst.country].code,
            people_level(worst.left, 0, spent), people_level(worst.right, 0, used),
            is_balanced(model) ? ", without trade deficits" : "");
        text_paragraph(to, line, width, 2);
    } else if (is_balanced(model)) {
        text_paragraph(to, "Base: re-solved without trade deficits first; changes are against that base.", width, 2);
    }
}

void run_base_json(const cohong_model *model, json *j)
{
    cohong_identity worst;
    double gap;
    bool mended = cohong_model_base_mended(model, &worst, &gap);
    json_key(j, "base");
    json_object(j);
    json_key(j, "without_deficits");
    json_raw(j, is_balanced(model) ? "true" : "false");
    json_key(j, "solved_anew");
    json_raw(j, mended ? "true" : "false");
    if (mended) {
        json_key_number(j, "gap", gap);
        json_key_text(j, "country", cohong_model_base(model)->countries[worst.country].code);
        json_key_text(j, "sector", cohong_model_base(model)->sectors[worst.sector].code);
        json_key_number(j, "spending", worst.left);
        json_key_number(j, "uses", worst.right);
        json_key_number(j, "apart", worst.worst);
    }
    json_end(j);
}
