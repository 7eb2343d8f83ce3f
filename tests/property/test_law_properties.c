/* Laws about tariff law, on random laws: the total is the sum of its lines, the order of records and files does not matter, an added list never
 * lowers a rate except by floor, cap, exemption or suspension, and between two days of change nothing changes. */
#include "../unit/test_law_files.h"

#include "base/random.h"

enum { LAWS = 60, MEASURES = 8, LISTS = 5, RECORDS = 3 * MEASURES + 3 * LISTS, QUESTIONS = 40, SIZE = 256 };

static uint64_t draw_count;

static size_t draw(size_t below)
{
    size_t k = (size_t)(random_uniform(20190901, draw_count++, 0) * (double)below);
    return k < below ? k : below - 1;
}

static const char *draw_date(void)
{
    static char text[COHONG_DATE_SIZE];
    return cohong_date_write((cohong_date)(17532 + (int)draw(1000)), text); /* 2018-01-01 and the days after */
}

static const char *draw_code(char to[16])
{
    static const char *const PREFIXES[] = { "85",   "8517", "851762", "85176200", "8517620050",
                                            "8518", "72",   "7206",   "72061000" };
    snprintf(to, 16, "%s", PREFIXES[draw(sizeof PREFIXES / sizeof *PREFIXES)]);
    return to;
}

/* A law as records, each of which says all there is to know by itself. */
typedef struct records {
    char texts[RECORDS][SIZE];
    size_t count;
} records;

static void add_measure(records *to, size_t number, bool only_add)
{
    static const char *const EFFECTS[] = { "add", "add", "floor", "base", "cap" };
    static const char *const AREAS[] = { "all", "CHN", "asia" };
    static const char *const DUTIES[] = {
        "10%", "25%", "7.5% + 2%", "max(3%, 4%)", "min(30%, 20%)", "0.05 USD/kg", "1%"
    };
    char dates[64] = "", group[32] = "";
    const char *effect = only_add ? "add" : EFFECTS[draw(5)];
    if (draw(2) == 0) snprintf(dates, sizeof dates, " from %s", draw_date());
    if (draw(2) == 0 && strcmp(effect, "base") != 0) snprintf(group, sizeof group, " group g%zu", draw(2));
    snprintf(to->texts[to->count++], SIZE, "measure m%zu %s %s on l%zu %s%s%s\n", number, effect, AREAS[draw(3)],
             draw(LISTS), DUTIES[draw(only_add ? 5 : 7)], dates, group);
}

static void add_lists(records *to)
{
    char code[16];
    for (size_t l = 0; l < LISTS; l++) {
        snprintf(to->texts[to->count++], SIZE, "list l%zu codes %s\n", l, draw_code(code));
        if (draw(2) == 0)
            snprintf(to->texts[to->count++], SIZE, "list l%zu codes %s%s\n", l, draw(3) == 0 ? "-" : "",
                     draw_code(code));
    }
}

static void random_law(records *to)
{
    *to = (records){ 0 };
    add_lists(to);
    for (size_t m = 0; m < MEASURES; m++) add_measure(to, m, false);
    for (size_t m = 0; m < 3; m++)
        snprintf(to->texts[to->count++], SIZE, "exempt m%zu on l%zu share 0.%zu\n", draw(MEASURES), draw(LISTS),
                 draw(10));
    snprintf(to->texts[to->count++], SIZE, "suspend m%zu on l%zu from %s\n", draw(MEASURES), draw(LISTS), draw_date());
    snprintf(to->texts[to->count++], SIZE, "area asia CHN JPN\n");
    snprintf(to->texts[to->count++], SIZE,
             "measure a add all on all 1%% group g0\nmeasure b add all on all 1%% group g1\n");
    snprintf(to->texts[to->count++], SIZE, "stack g0 %s\n", draw(2) == 0 ? "max" : "sum");
    if (draw(2) == 0) snprintf(to->texts[to->count++], SIZE, "stack g0 over g1 on content steel\n");
}

static void shuffle(records *of)
{
    char held[SIZE];
    for (size_t k = of->count; k > 1; k--) {
        size_t other = draw(k);
        if (other == k - 1) continue;
        strcpy(held, of->texts[k - 1]);
        strcpy(of->texts[k - 1], of->texts[other]);
        strcpy(of->texts[other], held);
    }
}

/* The records in two files, the first of which includes the other at its beginning or end. */
static cohong_law *read_records(const records *of, bool include_first)
{
    static char first[RECORDS * SIZE + 64], second[RECORDS * SIZE + 64];
    strcpy(first, "importer USA currency USD\n");
    strcpy(second, "");
    if (include_first) strcat(first, "include other.law\n");
    for (size_t k = 0; k < of->count; k++) strcat(k % 2 == 0 ? first : second, of->texts[k]);
    if (!include_first) strcat(first, "include other.law\n");
    law_write("other.law", second);
    return law_of(first);
}

static cohong_law_question random_question(void)
{
    static const char *const CODES[] = { "8517620050", "8517620010", "85176200", "851762",
                                         "8518100000", "7206100000", "7207",     "0101" };
    static const char *const ORIGINS[] = { "CHN", "JPN", "DEU" };
    static const cohong_named_number CONTENT[] = { { "steel", 0.3 } };
    cohong_law_question q = ask(CODES[draw(8)], ORIGINS[draw(3)], draw_date());
    if (draw(2) == 0) q.value = 100, q.quantity = 10;
    if (draw(2) == 0) q.contents = CONTENT, q.content_count = 1;
    return q;
}

static void order_does_not_matter_and_lines_add_up(void **state)
{
    (void)state;
    for (size_t l = 0; l < LAWS; l++) {
        records of;
        random_law(&of);
        cohong_law *a = read_records(&of, true);
        shuffle(&of);
        cohong_law *b = read_records(&of, false);
        for (size_t k = 0; k < QUESTIONS; k++) {
            cohong_law_question q = random_question();
            cohong_law_answer *x = answer_of(a, &q), *y = answer_of(b, &q); /* checks the sums */
            assert_int_equal(x->line_count, y->line_count);
            assert_int_equal(x->open_count, y->open_count);
            assert_memory_equal(&x->total, &y->total, sizeof x->total);
            for (size_t n = 0; n < x->line_count; n++) {
                assert_string_equal(x->lines[n].id, y->lines[n].id);
                assert_int_equal(x->lines[n].state, y->lines[n].state);
                if (x->lines[n].state == COHONG_APPLIES && strcmp(x->lines[n].effect, "cap") != 0)
                    assert_true(x->lines[n].duty >= 0);
            }
            cohong_law_answer_free(x);
            cohong_law_answer_free(y);
        }
        cohong_law_free(a);
        cohong_law_free(b);
    }
}

static void an_added_list_never_lowers_a_rate(void **state)
{
    (void)state;
    for (size_t l = 0; l < LAWS; l++) {
        records of = { 0 };
        add_lists(&of);
        for (size_t m = 0; m < MEASURES; m++) add_measure(&of, m, true);
        snprintf(of.texts[of.count++], SIZE,
                 "area asia CHN JPN\nstack g0 max\nmeasure a add all on all 0%% group g0\n");
        cohong_law *before = read_records(&of, true);
        add_measure(&of, MEASURES, true);
        cohong_law *after = read_records(&of, true);
        for (size_t k = 0; k < QUESTIONS; k++) {
            cohong_law_question q = random_question();
            double x = total_of(before, &q), y = total_of(after, &q);
            if (!isnan(x) && !isnan(y)) assert_true(y >= x - 1e-15);
        }
        cohong_law_free(before);
        cohong_law_free(after);
    }
}

static void nothing_changes_between_days_of_change(void **state)
{
    (void)state;
    for (size_t l = 0; l < LAWS; l++) {
        records of;
        cohong_date *dates;
        size_t count;
        random_law(&of);
        cohong_law *law = read_records(&of, true);
        assert_int_equal(cohong_law_dates(law, "USA", day("2018-01-01"), day("2020-12-31"), &dates, &count, NULL),
                         COHONG_OK);
        for (size_t k = 0; k + 1 < count; k++) {
            cohong_law_question q = random_question();
            q.entry = dates[k]; /* the day itself and the day before the next step */
            double first = total_of(law, &q);
            q.entry = dates[k + 1] - 1;
            double last = total_of(law, &q);
            assert_true(first == last || (isnan(first) && isnan(last)));
        }
        free(dates);
        cohong_law_free(law);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_does_not_matter_and_lines_add_up),
        cmocka_unit_test(an_added_list_never_lowers_a_rate),
        cmocka_unit_test(nothing_changes_between_days_of_change),
    };
    return cmocka_run_group_tests(tests, NULL, law_clean);
}
