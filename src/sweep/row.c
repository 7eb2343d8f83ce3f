/* Rows of a sweep: inputs moved, the model solved for up to eight at a time, results kept. */
#include <math.h>
#include <string.h>

#include "sweep/eights.h"
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
static cohong_row_end results(const cohong_sweep *s, const cohong_case *of, double *values)
{
    if (of->solution->outcome == COHONG_NO_SOLUTION) return COHONG_ROW_NO_SOLUTION;
    if (of->solution->outcome == COHONG_LIMIT) return COHONG_ROW_LIMIT;
    for (size_t k = 0; k < s->labels.result_count; k++) values[k] = quantity_of(&s->results[k], of);
    for (size_t k = 0; k < s->labels.result_count; k++)
        if (!isfinite(values[k])) return COHONG_ROW_NOT_A_NUMBER;
    return COHONG_ROW_SOLVED;
}

static cohong_row_end end_of(const cohong_sweep *s, cohong_status status, const cohong_case *of, double *values)
{
    if (status == COHONG_OK) return results(s, of, values);
    return status == COHONG_OUT_OF_DOMAIN ? COHONG_ROW_DOMAIN : COHONG_ROW_NO_BASE;
}

static cohong_status move_row(const cohong_sweep *s, trial *with, const double *values, cohong_error *error)
{
    trial_begin(with);
    return move(s, with, values + 1, error);
}

/* The second half of a row: its results from its lane, or from a solve of its own. */
static cohong_status answer(const cohong_sweep *s, trial *with, eights *together, size_t lane, bool put, double *values,
                            cohong_error *error)
{
    double *outputs = values + 1 + s->labels.input_count;
    cohong_case of = { 0 };
    cohong_status status = move_row(s, with, values, error);
    if (status == COHONG_OK && !(put && eights_take(together, lane, with, &of))) {
        status = trial_solve(with, error);
        of = trial_case(with);
    }
    if (status != COHONG_OK && status != COHONG_OUT_OF_DOMAIN && status != COHONG_IDENTITY_BROKEN) return status;
    cohong_row_end end = end_of(s, status, &of, outputs);
    for (size_t k = 0; end != COHONG_ROW_SOLVED && k < s->labels.result_count; k++) outputs[k] = NAN;
    values[0] = (double)end;
    return COHONG_OK;
}

cohong_status rows_solve(const cohong_sweep *s, trial *with, eights *together, size_t first, size_t count,
                         double *values, cohong_error *error)
{
    bool put[BATCH_LANES] = { false }, any = false;
    size_t columns = row_columns(&s->labels);
    cohong_status status = COHONG_OK;
    eights_begin(together);
    for (size_t k = 0; k < count && status == COHONG_OK; k++) {
        design_inputs(s, first + k, values + k * columns + 1);
        cohong_status moved = move_row(s, with, values + k * columns, error);
        put[k] = moved == COHONG_OK && eights_put(together, k, with);
        any = any || put[k];
        if (moved == COHONG_OUT_OF_MEMORY) status = moved;
    }
    if (any && status == COHONG_OK) eights_solve(together);
    for (size_t k = 0; k < count && status == COHONG_OK; k++)
        status = answer(s, with, together, k, put[k], values + k * columns, error);
    return status;
}
