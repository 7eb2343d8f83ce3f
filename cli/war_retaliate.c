/* cohong war retaliate: what one country answers to another's tariffs by a rule. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "base/data.h"
#include "war_retaliate.h"

typedef struct retaliate_flags {
    const char *by, *against, *rule, *value, *rate;
    bool goods, json, quiet, no_cache;
    war_outputs outputs;
} retaliate_flags;

static const char ABOUT[] =
    "Answers the tariffs that SCENARIO has --against raise on goods of --by, by each rule of retaliation: the same "
    "value\n"
    "of trade hit, the same rise in the same sectors, the same duty collected, and the same value of trade where it "
    "hurts\n"
    "most per dollar. What --by itself does to --against in the scenario is set aside, and shown as a row of its own.\n"
    "With --rule one answer alone, sector by sector.";
static const char EXAMPLES[] = "  cohong war retaliate us-china-2018-19 --by CHN --against USA --goods\n"
                               "  cohong war retaliate us-china-2018-19 --by CHN --against USA --goods --rule "
                               "most-hurtful --scenario answer.toml\n"
                               "  cohong war retaliate us-china-2018-19 --by CHN --against USA --goods --rule "
                               "most-hurtful --value 50000 --rate 0.25\n";

/* ---- answering */

static const char *rule_name(const void *list, size_t k)
{
    (void)list;
    return cohong_retaliation_name((cohong_retaliation_rule)k);
}

static bool read_rule(const char *name, int *rule)
{
    char guess[160];
    for (*rule = 0; name != NULL && *rule < COHONG_RETALIATION_COUNT; ++*rule)
        if (strcmp(name, rule_name(NULL, (size_t)*rule)) == 0) return true;
    *rule = COHONG_RETALIATION_COUNT;
    if (name == NULL) return true;
    suggest_sentence(suggest(name, NULL, COHONG_RETALIATION_COUNT, rule_name), guess, sizeof guess);
    complain("--rule: there is no rule \"%.60s\"%s", name, guess);
    return false;
}

static int read_terms(const retaliate_flags *flags, replies *to)
{
    const cohong_world *world = to->scenario->world;
    to->terms = cohong_retaliation_terms_default(COHONG_NONE, COHONG_NONE);
    to->terms.goods_only = flags->goods;
    bool read = war_country("by", flags->by, world, &to->terms.by) &&
                war_country("against", flags->against, world, &to->terms.against) &&
                options_number("value", flags->value, 1e-12, 1e15, &to->terms.value) &&
                options_number("rate", flags->rate, 1e-6, 1e3, &to->terms.rate) && read_rule(flags->rule, &to->rule);
    if (read && to->rule == COHONG_RETALIATION_COUNT && (flags->outputs.out != NULL || flags->outputs.scenario != NULL))
        return complain("--out and --scenario write one answer: say which with --rule, such as --rule same-rate");
    return read ? EXIT_SOLVED : EXIT_BAD_INPUT;
}

static int write_answer(const retaliate_flags *flags, const replies *found)
{
    char title[400];
    const cohong_country *c = found->scenario->world->countries;
    if (found->rule == COHONG_RETALIATION_COUNT) return EXIT_SOLVED;
    const reply *last = &found->rows[found->count - 1];
    if (last->welfare == NULL) {
        complain("%s", last->why);
        return EXIT_NO_SOLUTION;
    }
    snprintf(title, sizeof title, "%.200s, answered by %.20s: %s", found->scenario->title, c[found->terms.by].code,
             cohong_retaliation_name((cohong_retaliation_rule)found->rule));
    return war_write(&flags->outputs, found->scenario, found->by_rule[found->rule]->tariff, title);
}

static int answer(const retaliate_flags *flags, const given *from)
{
    war_case of = { 0 };
    replies found = { 0 };
    cohong_error error = { 0 };
    int status = war_open(from, flags->no_cache, &of);
    found.scenario = of.scenario;
    found.model = of.model;
    if (status == EXIT_SOLVED) status = read_terms(flags, &found);
    screen_working("answering", flags->quiet);
    if (status == EXIT_SOLVED && replies_find(&found, &error) != COHONG_OK) status = complain_of(&error);
    screen_worked();
    if (status == EXIT_SOLVED) status = write_answer(flags, &found);
    if (status == EXIT_SOLVED && !flags->quiet) status = retaliate_print(&found, flags->json, &flags->outputs);
    replies_free(&found);
    war_close(&of);
    return status;
}

int verb_retaliate(int argc, char **argv)
{
    retaliate_flags flags = { 0 };
    const option options[] = {
        { "by", "COUNTRY", "who answers", &flags.by, NULL },
        { "against", "COUNTRY", "whose tariffs are answered", &flags.against, NULL },
        { "rule", "NAME", "same-dollars, same-rate, same-duty or most-hurtful [all]", &flags.rule, NULL },
        { "value", "V", "trade to hit, in the world's unit [what the attack hits]", &flags.value, NULL },
        { "rate", "T", "the rise there, a fraction [the attack's mean rise]", &flags.rate, NULL },
        { "goods", NULL, "answers on goods only", NULL, &flags.goods },
        WAR_OUTPUT_OPTIONS(flags.outputs),
        { "json", NULL, "print as JSON (fractions: 0.01 is +1 %)", NULL, &flags.json },
        { "quiet", NULL, "print nothing", NULL, &flags.quiet },
        { "no-cache", NULL, "read the world's CSV files even if its cache is valid", NULL, &flags.no_cache },
    };
    const command of = { .name = "cohong war retaliate",
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
    int status;
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    return answer(&flags, &from);
}
