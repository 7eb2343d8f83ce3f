/* cohong war path: an observed trade war, round by round, each step beside the one that would have been best. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/data.h"
#include "law.h"
#include "war.h"

typedef struct path_flags {
    const char *from, *until, *least, *most, *starts;
    bool json, quiet, no_cache;
    war_outputs outputs;
} path_flags;

static const char ABOUT[] = "Follows SCENARIO, whose tariffs are those of laws on a day, through every day on which "
                            "these laws change, and prints\n"
                            "who moved: the mean tariff on the other side before and after, the one that would have "
                            "been the best response to the\n"
                            "others' tariffs of that day, and the exact welfare of both sides. Tariffs are on goods.";
static const char EXAMPLES[] =
    "  cohong war path trade-war-2019-09 --deficits zero\n"
    "  cohong war path trade-war-2019-09 --deficits zero --from 2018-01-01 --until 2020-03-01 --json\n";

static int follow(const path_flags *flags, const given *from, followed *of)
{
    cohong_error error = { 0 };
    cohong_war_rules rules = cohong_war_rules_default();
    cohong_date first = COHONG_DATE_FIRST, last = COHONG_DATE_LAST;
    char found[DATA_PATH];
    int starts = (int)rules.starts;
    bool read = law_date("from", flags->from, false, &first) && law_date("until", flags->until, false, &last) &&
                options_number("least", flags->least, -0.999, 1e4, &rules.least) &&
                options_number("most", flags->most, -0.999, 1e4, &rules.most) &&
                options_whole("starts", flags->starts, 0, 3, &starts);
    if (!read) return EXIT_BAD_INPUT;
    rules.starts = (size_t)starts;
    screen_working("following", flags->quiet);
    cohong_status status = cohong_rounds_read(data_find(DATA_SCENARIO, from->operands[0], found),
                                              flags->no_cache ? COHONG_CACHE_OFF : COHONG_CACHE_AUTO, first, last,
                                              &of->rounds, &error);
    if (status == COHONG_OK) status = options_apply(from, &of->rounds->scenario->settings, &error);
    if (status == COHONG_OK)
        status = cohong_model_new(of->rounds->scenario->world, &of->rounds->scenario->settings, &of->model, &error);
    if (status == COHONG_OK) status = cohong_war_path_new(of->model, of->rounds, &rules, &of->path, &error);
    screen_worked();
    return status == COHONG_OK ? EXIT_SOLVED : complain_of(&error);
}

static void followed_free(followed *of)
{
    cohong_war_path_free(of->path);
    cohong_model_free(of->model);
    cohong_rounds_free(of->rounds);
}

/* ---- text */

static void put_columns(const followed *of, char headings[][PEOPLE_SIZE], table *made)
{
    const cohong_world *world = of->rounds->scenario->world;
    table_column(made, TABLE_LEFT, "Day");
    table_column(made, TABLE_LEFT, "Who\nmoves");
    table_column(made, TABLE_RIGHT, "Mean\ntariff\nbefore\n%");
    table_column(made, TABLE_RIGHT, "Mean\ntariff\nafter\n%");
    table_column(made, TABLE_RIGHT, "Best\nresponse\n%");
    table_column(made, TABLE_RIGHT, "Its welfare\nthere\n%");
    for (size_t n = 0, k = 0; n < world->country_count; n++) {
        if (!of->path->side[n] || made->column_count == TABLE_COLUMN_LIMIT) continue;
        snprintf(headings[k], PEOPLE_SIZE, "Welfare\n%.20s\n%%", world->countries[n].code);
        table_column(made, TABLE_RIGHT, headings[k++]);
    }
}

static void put_welfare(const followed *of, size_t round, table *made)
{
    size_t N = of->rounds->scenario->world->country_count, columns = made->cell_count;
    char cell[PEOPLE_SIZE];
    for (size_t n = 0; n < N; n++)
        if (of->path->side[n] && made->cell_count - columns < made->column_count - 6)
            table_cell(made, people_percent(of->path->welfare[round * N + n], 3, cell));
}

static const char *level_percent(double fraction, char cell[PEOPLE_SIZE])
{
    snprintf(cell, PEOPLE_SIZE, "%.1f", 100 * fraction);
    return cell;
}

static void put_move(const followed *of, const cohong_war_move *move, table *made)
{
    char cell[PEOPLE_SIZE];
    bool found = move->outcome == COHONG_CONVERGED;
    table_cell(made, cohong_date_write(of->rounds->on[move->round], cell));
    table_cell(made, of->rounds->scenario->world->countries[move->country].code);
    table_cell(made, level_percent(move->before, cell));
    table_cell(made, level_percent(move->set, cell));
    table_cell(made, found ? level_percent(move->best, cell) : "n/a");
    table_cell(made, found ? people_percent(move->best_welfare, 3, cell) : "n/a");
    put_welfare(of, move->round, made);
}

static void print_table(const followed *of, text *to)
{
    char headings[TABLE_COLUMN_LIMIT][PEOPLE_SIZE], cell[PEOPLE_SIZE];
    table made = { 0 };
    put_columns(of, headings, &made);
    table_cell(&made, cohong_date_write(of->rounds->on[0], cell));
    for (size_t k = 0; k < 5; k++) table_cell(&made, "");
    put_welfare(of, 0, &made);
    for (size_t k = 0; k < of->path->move_count; k++) put_move(of, &of->path->moves[k], &made);
    table_render(&made, screen_bold(), to);
    table_free(&made);
}

static void print_foot(const followed *of, text *to)
{
    const cohong_settings *settings = &of->rounds->scenario->settings;
    char line[400], day[COHONG_DATE_SIZE];
    double gain = NAN;
    text_add(to, "\n");
    for (size_t k = 0; k < of->path->move_count; k++) {
        const cohong_war_move *move = &of->path->moves[k];
        gain = fmax(gain, move->gain);
        if (move->outcome == COHONG_CONVERGED) continue;
        snprintf(line, sizeof line, "%s, %s: no best response was found: %s",
                 cohong_date_write(of->rounds->on[move->round], day),
                 of->rounds->scenario->world->countries[move->country].code, move->why);
        text_paragraph(to, line, screen_width(), 2);
    }
    text_paragraph(
        to,
        "Mean tariff: on goods of the countries that the path is about, weighted by base imports. Best response: to "
        "the others' tariffs of that day, on the same goods; its welfare there: of who moves, had it set it.",
        screen_width(), 2);
    if (!isnan(gain)) {
        snprintf(line, sizeof line,
                 "Certificate: no search from another start finds a best response better by more than "
                 "%.1e of income.",
                 gain);
        text_paragraph(to, line, screen_width(), 2);
    }
    snprintf(line, sizeof line,
             "Closure: deficits %s, labour %s; market structure %s. Welfare: exact change against the base.",
             settings->deficits, settings->labour, settings->structure);
    text_paragraph(to, line, screen_width(), 2);
    run_base_text(of->model, screen_width(), to);
}

static void print_text(const followed *of, text *to)
{
    const cohong_world *world = of->rounds->scenario->world;
    text_format(to, "Path: %s\n%s: %zu countries, %zu sectors\n\n", of->rounds->scenario->title, world->name,
                world->country_count, world->sector_count);
    print_table(of, to);
    print_foot(of, to);
}

/* ---- the verb */

static int answer(const followed *of, const path_flags *flags)
{
    char title[400], day[COHONG_DATE_SIZE];
    text to = { 0 };
    size_t last = of->rounds->count - 1;
    snprintf(title, sizeof title, "%.300s, on %s", of->rounds->scenario->title,
             cohong_date_write(of->rounds->on[last], day));
    int status = war_write(&flags->outputs, of->rounds->scenario, of->rounds->tariff[last], title);
    if (status != EXIT_SOLVED || flags->quiet) return status;
    if (flags->json) {
        path_json(of, &flags->outputs, &to);
    } else {
        print_text(of, &to);
        war_written_text(&flags->outputs, &to);
    }
    return screen_print(&to);
}

int verb_path(int argc, char **argv)
{
    path_flags flags = { 0 };
    const option options[] = {
        { "from", "DAY", "the first day [the earliest `since` of the scenario's laws]", &flags.from, NULL },
        { "until", "DAY", "the last day [the latest `on` of the scenario's laws]", &flags.until, NULL },
        { "least", "T", "lower bound of tariffs in best responses, a fraction [-0.9]", &flags.least, NULL },
        { "most", "T", "upper bound [100]", &flags.most, NULL },
        { "starts", "N", "searches for the certificate of each best response, 0 to 3 [2]", &flags.starts, NULL },
        WAR_OUTPUT_OPTIONS(flags.outputs),
        { "json", NULL, "print as JSON (fractions: 0.01 is +1 %)", NULL, &flags.json },
        { "quiet", NULL, "print nothing", NULL, &flags.quiet },
        { "no-cache", NULL, "read the world's CSV files even if its cache is valid", NULL, &flags.no_cache },
    };
    const command of = { .name = "cohong war path",
                         .operands = "SCENARIO",
                         .shipped = DATA_SCENARIO,
                         .least_operands = 1,
                         .most_operands = 1,
                         .about = ABOUT,
                         .examples = EXAMPLES,
                         .options = options,
                         .option_count = sizeof options / sizeof *options,
                         .takes_settings = true };
    given from;
    followed game = { 0 };
    int status;
    double started = screen_clock();
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    status = follow(&flags, &from, &game);
    game.seconds = screen_clock() - started;
    if (status == EXIT_SOLVED) status = answer(&game, &flags);
    followed_free(&game);
    return status;
}
