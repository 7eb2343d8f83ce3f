/* The design: which uniform numbers a row is made of, and what inputs they give.
 * Dimension d < inputs belongs to matrix A, inputs + d to matrix B. */
#include <stdlib.h>

#include "base/random.h"
#include "base/vmath.h"
#include "firms/normal.h"
#include "sweep/indices.h"
#include "sweep/plan.h"

static const double TAIL = 1.0 / 6; /* two thirds lie between this and 1 less this */

size_t design_block(const cohong_sweep_labels *labels)
{
    return labels->indices ? labels->group_count + 2 : 1;
}

design_row design_row_of(const cohong_sweep_labels *labels, size_t row)
{
    size_t block = design_block(labels), drawn = labels->draw_count * block;
    if (row == drawn) return (design_row){ DESIGN_CENTRAL, 0, 0 };
    if (row > drawn) {
        size_t end = row - drawn - 1;
        return (design_row){ end % 2 == 0 ? DESIGN_LOW : DESIGN_HIGH, 0, end / 2 };
    }
    size_t part = row % block;
    return (design_row){ part == 0   ? DESIGN_A
                         : part == 1 ? DESIGN_B
                                     : DESIGN_AB,
                         row / block, part > 1 ? part - 2 : 0 };
}

static double drawn(const cohong_sweep *s, size_t draw, size_t dimension)
{
    if (s->points.dimension_count == 0) return random_uniform(s->labels.seed, draw, dimension);
    return halton_at(&s->points, draw % BATCH_COUNT, draw / BATCH_COUNT, dimension);
}

static double uniform_of(const cohong_sweep *s, design_row row, size_t group, size_t input)
{
    bool own = row.group == group;
    switch (row.kind) {
    case DESIGN_A:
        return drawn(s, row.draw, input);
    case DESIGN_B:
        return drawn(s, row.draw, s->labels.input_count + input);
    case DESIGN_AB:
        return drawn(s, row.draw, own ? s->labels.input_count + input : input);
    case DESIGN_LOW:
        return own ? TAIL : 0.5;
    case DESIGN_HIGH:
        return own ? 1 - TAIL : 0.5;
    case DESIGN_CENTRAL:
    default:
        return 0.5;
    }
}

/* Location and spread of input k, z the group's standard normals. */
static double normal_part(const draw_group *g, size_t k, const double *z)
{
    if (g->root == NULL) return g->spread * z[k];
    double sum = 0;
    for (size_t i = 0; i <= k; i++) sum += g->root[k * g->input_count + i] * z[i];
    return sum;
}

/* Turns the uniforms of a group, in place, into its inputs. */
static void normal_inputs(const draw_group *g, double *inputs)
{
    for (size_t k = 0; k < g->input_count; k++) inputs[k] = normal_quantile(inputs[k]);
    for (size_t k = g->input_count; k-- > 0;) { /* from the end: input k needs those before it */
        double moved = normal_part(g, k, inputs);
        inputs[k] = g->kind == DRAW_NORMAL ? g->location[k] + moved : g->location[k] * vmath_exp(moved);
    }
}

static void group_inputs(const draw_group *g, double *inputs)
{
    if (g->kind == DRAW_NORMAL || g->kind == DRAW_LOGNORMAL) {
        normal_inputs(g, inputs);
        return;
    }
    for (size_t k = 0; k < g->input_count; k++) {
        double u = inputs[k];
        if (g->kind == DRAW_UNIFORM) inputs[k] = uniform_at(g->low, g->high, u);
        if (g->kind == DRAW_TRIANGULAR) inputs[k] = triangular_at(g->low, g->mode, g->high, u);
        if (g->kind != DRAW_CHOICE) continue;
        size_t chosen = choice_at(g->weights, g->value_count, u);
        inputs[k] = g->words != NULL ? (double)chosen : g->numbers[chosen];
    }
}

void design_inputs(const cohong_sweep *s, size_t row, double *inputs)
{
    design_row of = design_row_of(&s->labels, row);
    for (size_t g = 0; g < s->labels.group_count; g++) {
        const draw_group *group = &s->groups[g];
        for (size_t k = 0; k < group->input_count; k++)
            inputs[group->first_input + k] = uniform_of(s, of, g, group->first_input + k);
        group_inputs(group, inputs + group->first_input);
    }
}
