/* cohong solve-for: at which value of one number does a result reach a target? The question stands in flags, or in the
 * scenario's file as [[goal]]. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/data.h"
#include "solved.h"
#include "verbs.h"

typedef struct goal_flags {
    const char *vary, *from, *to, *measure, *country, *partner, *target, *rise, *points;
    bool json, no_cache;
} goal_flags;

static const char ABOUT[] =
    "Moves one number of a scenario and finds the value at which a measure of a country reaches a target, on the\n"
    "exact model; or says, with the curve, that no value in the range does. Without flags the questions are the\n"
    "scenario file's own: its tables [[goal]].\n"
    "--vary: tariff, tariff_add, tariff_factor, tariff_change or trade_cost with IMPORTER EXPORTER [SECTOR];\n"
    "theta or theta_factor with [SECTOR]; productivity COUNTRY [SECTOR]; labour_supply COUNTRY; or a setting that is\n"
    "a number. A code may be a list A,B or *. docs/sweep.md says what each one does.\n"
    "--measure: a row of the table of measures, exports or imports (with --partner), or jobs_created.";
static const char EXAMPLES[] =
    "  cohong solve-for claims/zero-tariffs-scenario.toml\n"
    "  cohong solve-for us-china-2018-19 --vary \"tariff_change USA CHN\" --from 0 --to 1 --measure exports \\\n"
    "      --country CHN --partner USA --target 400000\n"
    "  cohong solve-for us-china-2018-19 --vary \"tariff USA CHN\" --from 0 --to 1 --measure real_wage --country USA "
    "\\\n"
    "      --target 0.001\n";

/* ---- printing */

static const char *value_text(double value, cohong_unit unit, char to[PEOPLE_SIZE])
{
    if (unit == COHONG_CHANGE) {
        people_percent(value, 4, to);
        if (!isnan(value)) snprintf(to + strlen(to), PEOPLE_SIZE - strlen(to), " %%");
        return to;
    }
    return people_level(value, unit == COHONG_PERSONS ? 0 : 1, to);
}

static void curve_text(const cohong_goal_answer *a, text *to)
{
    char number[PEOPLE_SIZE];
    table made = { 0 };
    bool any_why = false;
    for (size_t k = 0; k < a->curve_count; k++) any_why = any_why || a->curve[k].why != NULL;
    table_column(&made, TABLE_RIGHT, "Value");
    table_column(&made, TABLE_RIGHT, "Result");
    if (any_why) table_column(&made, TABLE_LEFT, "No equilibrium");
    for (size_t k = 0; k < a->curve_count; k++) {
        snprintf(number, sizeof number, "%.6g", a->curve[k].value);
        table_cell(&made, number);
        table_cell(&made, value_text(a->curve[k].measure, a->unit, number));
        if (any_why) table_cell(&made, a->curve[k].why != NULL ? a->curve[k].why : "");
    }
    table_render(&made, screen_bold(), to);
    table_free(&made);
}

static void found_text(const cohong_goal *goal, const cohong_goal_answer *a, text *to)
{
    char line[512], target[PEOPLE_SIZE], measure[PEOPLE_SIZE];
    snprintf(line, sizeof line, "Answer: %.10g. There the result is %s; the target is %s.", a->value,
             value_text(a->measure, a->unit, measure), value_text(a->target, a->unit, target));
    text_paragraph(to, line, screen_width(), 2);
    if (a->crossings > 1) {
        snprintf(line, sizeof line,
                 "%zu intervals of the range hold an answer; this is the one nearest to %g (a narrower range finds the "
                 "others).",
                 a->crossings, goal->from);
        text_paragraph(to, line, screen_width(), 2);
    }
}

static void not_found_text(const cohong_goal *goal, const cohong_goal_answer *a, text *to)
{
    char line[512], target[PEOPLE_SIZE], measure[PEOPLE_SIZE];
    value_text(a->target, a->unit, target);
    if (isnan(a->nearest_measure))
        snprintf(line, sizeof line, "No value: from %g to %g nothing has an equilibrium.", goal->from, goal->to);
    else
        snprintf(line, sizeof line, "No value from %g to %g reaches %s. The nearest is %.10g, with %s.", goal->from,
                 goal->to, target, a->nearest_value, value_text(a->nearest_measure, a->unit, measure));
    text_paragraph(to, line, screen_width(), 2);
    if (a->failures == 0) return;
    snprintf(line, sizeof line, "%zu of %zu values that were tried have no equilibrium.", a->failures, a->solves);
    text_paragraph(to, line, screen_width(), 2);
}

static void rise_text(const cohong_goal *goal, const cohong_goal_answer *a, text *to)
{
    char base[PEOPLE_SIZE], rise[PEOPLE_SIZE], target[PEOPLE_SIZE];
    if (!goal->rise) return;
    text_format(to, "Target: %s in the benchmark and %s more, %s\n", value_text(a->base, a->unit, base),
                value_text(goal->target, a->unit, rise), value_text(a->target, a->unit, target));
}

static void answer_text(const cohong_scenario *s, const cohong_goal *goal, const cohong_goal_answer *a, text *to)
{
    char unit[PEOPLE_SIZE * 2], line[512];
    text_format(to, "%s\nVaried: %s\nResult: %s (%s)\n", goal->title != NULL ? goal->title : s->title, a->vary_meaning,
                a->measure_meaning,
                a->unit == COHONG_CHANGE    ? "change"
                : a->unit == COHONG_PERSONS ? "persons"
                                            : unit_text(s->world->currency, s->world->unit, s->world->year, unit));
    rise_text(goal, a, to);
    text_add(to, "\n");
    curve_text(a, to);
    text_add(to, "\n");
    if (a->found)
        found_text(goal, a, to);
    else
        not_found_text(goal, a, to);
    snprintf(line, sizeof line, "Closure: deficits %s, labour %s; market structure %s. %zu equilibria solved.",
             s->settings.deficits, s->settings.labour, s->settings.structure, a->solves);
    text_paragraph(to, line, screen_width(), 2);
}

static void answer_json(const cohong_scenario *s, const cohong_goal *goal, const cohong_goal_answer *a, json *j)
{
    json_object(j);
    json_key_text(j, "title", s->title);
    json_key_text(j, "goal", goal->title);
    json_key_text(j, "vary", goal->vary);
    json_key_text(j, "vary_meaning", a->vary_meaning);
    json_key_text(j, "measure", goal->measure);
    json_key_text(j, "measure_meaning", a->measure_meaning);
    json_key_number(j, "base", a->base);
    json_key_number(j, "target", a->target);
    json_key(j, "found");
    json_raw(j, a->found ? "true" : "false");
    json_key_number(j, "value", a->value);
    json_key_number(j, "result", a->measure);
    json_key_number(j, "low", a->low);
    json_key_number(j, "high", a->high);
    json_key_whole(j, "crossings", (int64_t)a->crossings);
    json_key_number(j, "nearest_value", a->nearest_value);
    json_key_number(j, "nearest_result", a->nearest_measure);
    json_key_whole(j, "solves", (int64_t)a->solves);
    json_key_whole(j, "without_equilibrium", (int64_t)a->failures);
    json_key_text(j, "deficits", s->settings.deficits);
    json_key_text(j, "labour", s->settings.labour);
    json_key_text(j, "structure", s->settings.structure);
    json_key(j, "curve");
    json_array(j);
    for (size_t k = 0; k < a->curve_count; k++) {
        json_object(j);
        json_key_number(j, "value", a->curve[k].value);
        json_key_number(j, "result", a->curve[k].measure);
        json_key_text(j, "why", a->curve[k].why);
        json_end(j);
    }
    json_end(j);
    json_end(j);
}

/* ---- the verb */

/* Answers every goal. EXIT_NO_SOLUTION when one of them has no answer. */
static int answer_goals(const cohong_scenario *scenario, const cohong_goal *goals, size_t count, bool one, bool as_json)
{
    cohong_error error = { 0 };
    text to = { 0 };
    json j = json_to(&to);
    int code = EXIT_SOLVED;
    cohong_status status = COHONG_OK;
    if (as_json && !one) json_array(&j);
    for (size_t k = 0; k < count && status == COHONG_OK; k++) {
        cohong_goal_answer *answer = NULL;
        status = cohong_solve_for(scenario, &goals[k], &answer, &error);
        if (status != COHONG_OK) break;
        if (k > 0 && !as_json) text_add(&to, "\n");
        if (as_json)
            answer_json(scenario, &goals[k], answer, &j);
        else
            answer_text(scenario, &goals[k], answer, &to);
        if (!answer->found) code = EXIT_NO_SOLUTION;
        cohong_goal_answer_free(answer);
    }
    screen_worked();
    if (status != COHONG_OK) {
        text_free(&to);
        return complain_of(&error);
    }
    if (as_json && !one) json_end(&j);
    int printed = screen_print(&to);
    return printed == EXIT_SOLVED ? code : printed;
}

static int no_goal(const char *path)
{
    return complain(
        "%s has no [[goal]]: --vary, --from, --to, --measure, --country and --target (or --rise) are needed "
        "(see cohong solve-for --help)",
        path);
}

/* `asked` NULL: the goals of the file. */
static int solve(const char *path, const goal_flags *flags, const given *from, const cohong_goal *asked)
{
    cohong_error error = { 0 };
    cohong_scenario *scenario = NULL;
    cohong_goals *goals = NULL;
    char found[DATA_PATH];
    screen_working("solving", false);
    cohong_status status = cohong_scenario_read(data_find(DATA_SCENARIO, path, found),
                                                flags->no_cache ? COHONG_CACHE_OFF : COHONG_CACHE_AUTO, &scenario,
                                                &error);
    if (status == COHONG_OK && asked == NULL) status = cohong_goals_read(scenario, &goals, &error);
    if (status == COHONG_OK) status = options_apply(from, &scenario->settings, &error);
    int code;
    if (status != COHONG_OK)
        code = complain_of(&error);
    else if (asked == NULL && goals->count == 0)
        code = no_goal(path);
    else if (asked == NULL)
        code = answer_goals(scenario, goals->list, goals->count, false, flags->json);
    else
        code = answer_goals(scenario, asked, 1, true, flags->json);
    screen_worked();
    cohong_goals_free(goals);
    cohong_scenario_free(scenario);
    return code;
}

static int check_flags(const goal_flags *f, cohong_goal *goal, char measure[192])
{
    int points = 0;
    if (f->vary == NULL || f->from == NULL || f->to == NULL || f->measure == NULL || f->country == NULL ||
        (f->target == NULL) == (f->rise == NULL))
        return complain(
            "--vary, --from, --to, --measure, --country and either --target or --rise are needed (see cohong "
            "solve-for --help)");
    goal->rise = f->rise != NULL;
    if (!options_number("from", f->from, -1e12, 1e12, &goal->from) ||
        !options_number("to", f->to, -1e12, 1e12, &goal->to) ||
        !options_number(goal->rise ? "rise" : "target", goal->rise ? f->rise : f->target, -1e15, 1e15, &goal->target) ||
        !options_whole("points", f->points, 3, 1001, &points))
        return EXIT_BAD_INPUT;
    snprintf(measure, 192, "%.60s %.60s%s%.60s", f->measure, f->country, f->partner != NULL ? " " : "",
             f->partner != NULL ? f->partner : "");
    goal->vary = f->vary;
    goal->measure = measure;
    goal->points = (size_t)points;
    return EXIT_SOLVED;
}

static bool no_flags(const goal_flags *f)
{
    return f->vary == NULL && f->from == NULL && f->to == NULL && f->measure == NULL && f->country == NULL &&
           f->partner == NULL && f->target == NULL && f->rise == NULL && f->points == NULL;
}

int verb_solve_for(int argc, char **argv)
{
    goal_flags flags = { 0 };
    const option options[] = {
        { "vary", "WORDS", "what is moved: \"tariff USA CHN *\"", &flags.vary, NULL },
        { "from", "X", "one end of the range; the answer nearest to it is given", &flags.from, NULL },
        { "to", "X", "the other end", &flags.to, NULL },
        { "measure", "NAME", "real_wage, welfare, exports, jobs_created, ...", &flags.measure, NULL },
        { "country", "CODE", "whose measure", &flags.country, NULL },
        { "partner", "CODE", "exports to or imports from this one only", &flags.partner, NULL },
        { "target", "X", "what it is to reach (changes as fractions: 0.001 is +0.1 %)", &flags.target, NULL },
        { "rise", "X", "instead: by how much it is to be above the benchmark", &flags.rise, NULL },
        { "points", "N", "of the curve, 3 to 1001 [11]", &flags.points, NULL },
        { "json", NULL, "print the answer as JSON", NULL, &flags.json },
        OPTION_NO_CACHE(&flags.no_cache),
    };
    const command of = { .name = "cohong solve-for",
                         .shipped = DATA_SCENARIO,
                         .operands = "SCENARIO",
                         .least_operands = 1,
                         .most_operands = 1,
                         .about = ABOUT,
                         .examples = EXAMPLES,
                         OPTIONS_OF(options),
                         .takes_settings = true };
    given from;
    cohong_goal goal = { 0 };
    char measure[192];
    int status;
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    if (no_flags(&flags)) return solve(from.operands[0], &flags, &from, NULL);
    status = check_flags(&flags, &goal, measure);
    return status == EXIT_SOLVED ? solve(from.operands[0], &flags, &from, &goal) : status;
}
