/* cohong firms calibrate: parameters by simulated moments, how well the moments tell them, and implied fixed costs beside fees. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/data.h"
#include "firms.h"
#include "options.h"

/* ---- as text */

static void cell(table *to, const char *format, double value)
{
    char number[PEOPLE_SIZE];
    if (isfinite(value))
        snprintf(number, sizeof number, format, value); /* NOLINT: formats are below */
    else
        snprintf(number, sizeof number, "not identified");
    table_cell(to, number);
}

static void render(table *made, text *to)
{
    table_render(made, screen_bold(), to);
    table_free(made);
    text_add(to, "\n");
}

/* The moment whose sd moves a parameter most. */
static size_t strongest(const cohong_firm_fit *fit, size_t p)
{
    size_t best = 0;
    for (size_t k = 1; k < fit->moment_count; k++)
        if (fabs(fit->sensitivity[p * fit->moment_count + k]) > fabs(fit->sensitivity[p * fit->moment_count + best]))
            best = k;
    return best;
}

static void parameters_text(const cohong_firm_study *study, const cohong_firm_fit *fit, text *to)
{
    table made = { 0 };
    table_column(&made, TABLE_LEFT, "Parameter");
    table_column(&made, TABLE_RIGHT, "Value");
    table_column(&made, TABLE_RIGHT, "sd of\nits step");
    table_column(&made, TABLE_RIGHT, "Weakest\ndirection");
    table_column(&made, TABLE_LEFT, "Moved most by");
    for (size_t n = 0, p = 0; p < COHONG_FIRM_PARAMETER_COUNT; p++) {
        table_cell(&made, cohong_firm_parameter_name((cohong_firm_parameter)p));
        cell(&made, "%.6g", fit->value[p]);
        if (!study->estimated[p]) {
            for (int k = 0; k < 2; k++) table_cell(&made, "");
            table_cell(&made, "(held)");
            continue;
        }
        cell(&made, "%.3g", fit->deviation[n]);
        cell(&made, "%+.2f", fit->weakest[n]);
        table_cell(&made, isinf(fit->condition) ? "" : study->moments[strongest(fit, n)].name);
        n++;
    }
    render(&made, to);
}

static void moments_text(const cohong_firm_study *study, const cohong_firm_fit *fit, text *to)
{
    table made = { 0 };
    table_column(&made, TABLE_LEFT, "Moment");
    table_column(&made, TABLE_RIGHT, "Seen");
    table_column(&made, TABLE_RIGHT, "Model");
    table_column(&made, TABLE_RIGHT, "ln ratio\nover sd");
    for (size_t p = 0; p < fit->estimated_count; p++)
        table_column(&made, TABLE_RIGHT, cohong_firm_parameter_name(fit->estimated[p]));
    for (size_t k = 0; k < study->moment_count; k++) {
        const cohong_firm_moment *of = &study->moments[k];
        table_cell(&made, of->name);
        cell(&made, "%.6g", of->value);
        cell(&made, "%.6g", fit->moments[k]);
        cell(&made, "%+.2f", log(fit->moments[k] / of->value) / of->sd);
        for (size_t p = 0; p < fit->estimated_count; p++)
            cell(&made, "%+.4f", fit->sensitivity[p * fit->moment_count + k]);
    }
    text_add(to, "Moments; to the right, how far each parameter's step goes when the moment is one sd larger\n");
    render(&made, to);
}

static void identification_text(const cohong_firm_fit *fit, text *to)
{
    text_add(to, "Singular values of the moments' derivatives:");
    for (size_t s = 0; s < fit->estimated_count; s++) text_format(to, " %.4g", fit->singular[s]);
    if (isinf(fit->condition))
        text_add(to, "; not identified: the moments do not tell the weakest direction\n\n");
    else
        text_format(to, "; condition %.4g\n\n", fit->condition);
}

static void costs_text(const cohong_firm_study *study, const cohong_firm_fit *fit, text *to)
{
    char number[PEOPLE_SIZE];
    table made = { 0 };
    const struct {
        const char *name;
        double value;
    } costs[] = { { "of the first market", fit->first_fixed_cost },
                  { "of the last market", fit->last_fixed_cost },
                  { "mean over exporters and their markets", fit->mean_fixed_cost },
                  { "of an exporter, all its markets", fit->fixed_cost_of_exporter } };
    text_format(to, "Implied fixed cost a year beside what a marketplace asks, %s\n", study->currency);
    table_column(&made, TABLE_LEFT, "Fixed cost");
    table_column(&made, TABLE_RIGHT, "Implied");
    for (size_t f = 0; f < study->fee_count; f++) {
        table_column(&made, TABLE_RIGHT, study->fees[f].name);
        table_column(&made, TABLE_RIGHT, "times it\n(middle)");
    }
    for (size_t k = 0; k < 4; k++) {
        table_cell(&made, costs[k].name);
        table_cell(&made, people_level(costs[k].value, 0, number));
        for (size_t f = 0; f < study->fee_count; f++) {
            const cohong_firm_fee *fee = &study->fees[f];
            char low[PEOPLE_SIZE], range[PEOPLE_SIZE * 2 + 8];
            snprintf(range, sizeof range, "%s to %s", people_level(fee->low, 0, low),
                     people_level(fee->high, 0, number));
            table_cell(&made, range);
            cell(&made, "%.3g", costs[k].value / (0.5 * (fee->low + fee->high)));
        }
    }
    render(&made, to);
}

static void fit_text(const cohong_firm_study *study, const cohong_firm_fit *fit, text *to)
{
    char number[PEOPLE_SIZE];
    text_format(to,
                "%s\n%s firms, %zu markets, sigma %g; %zu moments, %zu parameters; %zu steps, sum of squares %.6g\n\n",
                study->title, people_level(study->firms, 0, number), study->market_count, study->sigma,
                study->moment_count, fit->estimated_count, fit->iterations, fit->loss);
    parameters_text(study, fit, to);
    moments_text(study, fit, to);
    identification_text(fit, to);
    costs_text(study, fit, to);
}

/* ---- as JSON */

static void numbers_json(const char *key, const double *numbers, size_t count, json *j)
{
    json_key(j, key);
    json_array(j);
    for (size_t k = 0; k < count; k++) json_number(j, numbers[k]);
    json_end(j);
}

static void parameters_json(const cohong_firm_study *study, const cohong_firm_fit *fit, json *j)
{
    json_key(j, "parameters");
    json_array(j);
    for (size_t n = 0, p = 0; p < COHONG_FIRM_PARAMETER_COUNT; p++) {
        json_object(j);
        json_key_text(j, "name", cohong_firm_parameter_name((cohong_firm_parameter)p));
        json_key_number(j, "value", fit->value[p]);
        if (study->estimated[p]) {
            json_key_number(j, "deviation", fit->deviation[n]);
            json_key_number(j, "weakest", fit->weakest[n]);
            numbers_json("sensitivity", fit->sensitivity + n * fit->moment_count, fit->moment_count, j);
            n++;
        }
        json_end(j);
    }
    json_end(j);
}

static void moments_json(const cohong_firm_study *study, const cohong_firm_fit *fit, json *j)
{
    json_key(j, "moments");
    json_array(j);
    for (size_t k = 0; k < study->moment_count; k++) {
        json_object(j);
        json_key_text(j, "name", study->moments[k].name);
        json_key_number(j, "seen", study->moments[k].value);
        json_key_number(j, "sd", study->moments[k].sd);
        json_key_number(j, "model", fit->moments[k]);
        numbers_json("derivatives", fit->jacobian + k * fit->estimated_count, fit->estimated_count, j);
        json_end(j);
    }
    json_end(j);
}

static void fit_json(const cohong_firm_study *study, const cohong_firm_fit *fit, json *j)
{
    json_object(j);
    json_key_text(j, "title", study->title);
    json_key_text(j, "file", study->source.path);
    json_key_text(j, "sha256", study->source.sha256);
    json_key_text(j, "outcome", cohong_outcome_name(fit->outcome));
    json_key_whole(j, "steps", (int64_t)fit->iterations);
    json_key_number(j, "loss", fit->loss);
    parameters_json(study, fit, j);
    moments_json(study, fit, j);
    numbers_json("singular", fit->singular, fit->estimated_count, j);
    json_key_number(j, "condition", fit->condition);
    json_key(j, "fixed_costs");
    json_object(j);
    json_key_number(j, "first_market", fit->first_fixed_cost);
    json_key_number(j, "last_market", fit->last_fixed_cost);
    json_key_number(j, "mean", fit->mean_fixed_cost);
    json_key_number(j, "of_exporter", fit->fixed_cost_of_exporter);
    json_end(j);
    json_key(j, "fees");
    json_array(j);
    for (size_t f = 0; f < study->fee_count; f++) {
        json_object(j);
        json_key_text(j, "name", study->fees[f].name);
        json_key_text(j, "source", study->fees[f].source);
        json_key_number(j, "low", study->fees[f].low);
        json_key_number(j, "high", study->fees[f].high);
        json_end(j);
    }
    json_end(j);
    json_end(j);
}

/* ---- the command line */

static int print_fit(const cohong_firm_study *study, const cohong_firm_fit *fit, bool as_json)
{
    text to = { 0 };
    json j = json_to(&to);
    if (as_json)
        fit_json(study, fit, &j);
    else
        fit_text(study, fit, &to);
    int answered = screen_print(&to);
    if (fit->outcome == COHONG_CONVERGED || answered != EXIT_SOLVED) return answered;
    complain("the search did not come to rest in %zu steps", fit->iterations);
    return EXIT_NO_SOLUTION;
}

int firms_calibrate_verb(int argc, char **argv)
{
    bool as_json = false;
    const option options[] = { { "json", NULL, "print everything as JSON", NULL, &as_json } };
    const command of = {
        .name = "cohong firms calibrate",
        .operands = "FILE",
        .shipped = DATA_CALIBRATION,
        .least_operands = 1,
        .most_operands = 1,
        .about = "Finds the parameters of exporting at which a model's moments are those that are seen, and says "
                 "how well the moments\ntell them, and what fixed costs that implies beside a marketplace's fees.",
        .examples = "  cohong firms calibrate us-exporters\n",
        .options = options,
        .option_count = 1
    };
    given from;
    int status;
    char found[DATA_PATH];
    cohong_firm_study *study;
    cohong_firm_fit *fit = NULL;
    cohong_error error = { 0 };
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    if (cohong_firm_study_read(data_find(DATA_CALIBRATION, from.operands[0], found), &study, &error) != COHONG_OK)
        return complain_of(&error);
    screen_working("moments", as_json);
    cohong_status fitted = cohong_firms_fit(study, &fit, &error);
    screen_worked();
    status = fitted == COHONG_OK ? print_fit(study, fit, as_json) : complain_of(&error);
    cohong_firm_fit_free(fit);
    cohong_firm_study_free(study);
    return status;
}
