/* One row of a sweep: inputs moved, the model solved, results kept. */
#include <math.h>
#include <string.h>

#include "sweep/plan.h"

const char *cohong_row_end_words(cohong_row_end end)
{
#define WORDS(name, words) words,
    static const char *const ENDS[] = { COHONG_ROW_LIST(WORDS) };
#undef WORDS
    return (unsigned)end < COHONG_ROW_END_COUNT ? ENDS[end] : "unknown";
}

size_t row_columns(const cohong_sweep_labels *labels)
{
    return 1 + labels->input_count + labels->result_count;
}

/* Words first: a number may belong to the setting that they choose. */
static cohong_status move(const cohong_sweep *s, trial *with, const double *inputs, cohong_error *error)
{
    cohong_status status = COHONG_OK;
    for (size_t g = 0; g < s->labels.group_count && status == COHONG_OK; g++) {
        const draw_group *group = &s->groups[g];
        if (group->setting == NULL) continue;
        status = trial_choose(with, group->setting, group->words[(size_t)inputs[group->first_input]], error);
    }
    for (size_t g = 0; g < s->labels.group_count; g++) {
        const draw_group *group = &s->groups[g];
        for (size_t k = 0; group->setting == NULL && k < group->input_count && status == COHONG_OK; k++)
            status = trial_move(with, &group->levers[k], inputs[group->first_input + k], error);
    }
    return status;
}

/* Fills the results; how the row ended. */
static cohong_row_end results(const cohong_sweep *s, const trial *with, double *values)
{
    if (with->solution->outcome == COHONG_NO_SOLUTION) return COHONG_ROW_NO_SOLUTION;
    if (with->solution->outcome == COHONG_LIMIT) return COHONG_ROW_LIMIT;
    cohong_case of = trial_case(with);
    for (size_t k = 0; k < s->labels.result_count; k++) values[k] = quantity_of(&s->results[k], &of);
    for (size_t k = 0; k < s->labels.result_count; k++)
        if (!isfinite(values[k])) return COHONG_ROW_NOT_A_NUMBER;
    return COHONG_ROW_SOLVED;
}

cohong_status row_solve(const cohong_sweep *s, trial *with, size_t row, double *values, cohong_error *error)
{
    double *inputs = values + 1, *outputs = inputs + s->labels.input_count;
    cohong_row_end end;
    design_inputs(s, row, inputs);
    trial_begin(with);
    cohong_status status = move(s, with, inputs, error);
    if (status == COHONG_OK) status = trial_solve(with, error);
    if (status != COHONG_OK && status != COHONG_OUT_OF_DOMAIN && status != COHONG_IDENTITY_BROKEN) return status;
    end = status == COHONG_OK              ? results(s, with, outputs)
          : status == COHONG_OUT_OF_DOMAIN ? COHONG_ROW_DOMAIN
                                           : COHONG_ROW_NO_BASE;
    for (size_t k = 0; end != COHONG_ROW_SOLVED && k < s->labels.result_count; k++) outputs[k] = NAN;
    values[0] = (double)end;
    return COHONG_OK;
}
