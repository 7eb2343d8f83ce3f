/* cohong claim: checks a claim and reports in the order that fact-checkers and budget offices expect. */
#include "claim.h"

#include <stdio.h>
#include <string.h>

#include "data.h"
#include "options.h"
#include "verbs.h"

static const char ABOUT[] =
    "Checks a claim: its words, what would make it true, the information used, the published figures\n"
    "reproduced with what they divide by what, bounds from identities, what models say and how far they are\n"
    "apart, break-even values, what the range depends on, probabilities in the words of the IPCC's scale, what\n"
    "would change the answer, and every source. FILE is a claim (docs/claims.md) or the name of one that ships:\n"
    "alibaba-2017, trade-war-jobs, nafta-mexico, everything-the-us-buys.";
static const char EXAMPLES[] = "  cohong claim alibaba-2017\n"
                               "  cohong claim alibaba-2017 --markdown > report.md\n"
                               "  cohong claim trade-war-jobs --csv\n";

/* The path as given, or data/claims/NAME.toml below the data folders. */
static const char *find_claim(const char *wanted, char name[DATA_PATH], char found[DATA_PATH])
{
    const char *path = data_find(wanted, found);
    if (path != wanted || strchr(wanted, '/') != NULL || strlen(wanted) + 16 >= DATA_PATH) return path;
    snprintf(name, DATA_PATH, "claims/%s", wanted);
    path = data_find(name, found);
    if (path != name) return path;
    snprintf(name, DATA_PATH, "claims/%s.toml", wanted);
    path = data_find(name, found);
    return path != name ? path : wanted;
}

static cohong_status check(const char *path, checked *to, cohong_error *error)
{
    cohong_status status = cohong_claim_read(path, &to->claim, error);
    return status == COHONG_OK ? cohong_claim_answer_new(to->claim, &to->answer, error) : status;
}

int verb_claim(int argc, char **argv)
{
    bool markdown = false, as_json = false, as_csv = false, as_jsonld = false;
    const option options[] = { { "markdown", NULL, "the report as Markdown", NULL, &markdown },
                               { "json", NULL, "everything as JSON", NULL, &as_json },
                               { "csv", NULL, "every number as tidy CSV, a row a line", NULL, &as_csv },
                               { "jsonld", NULL, "schema.org ClaimReview, without a rating", NULL, &as_jsonld } };
    const command of = { .name = "cohong claim",
                         .operands = "FILE",
                         .least_operands = 1,
                         .most_operands = 1,
                         .about = ABOUT,
                         .examples = EXAMPLES,
                         .options = options,
                         .option_count = sizeof options / sizeof *options };
    given from;
    checked made = { 0 };
    cohong_error error = { 0 };
    char name[DATA_PATH], found[DATA_PATH];
    text to = { 0 };
    int status;
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    if (markdown + as_json + as_csv + as_jsonld > 1)
        return complain("--markdown, --json, --csv and --jsonld do not go together");
    made.given = from.operands[0];
    screen_working("checking the claim", false);
    cohong_status answered = check(find_claim(from.operands[0], name, found), &made, &error);
    screen_worked();
    if (answered != COHONG_OK) {
        status = complain_of(&error);
    } else {
        if (as_json)
            claim_json(&made, &to);
        else if (as_csv)
            claim_csv(&made, &to);
        else if (as_jsonld)
            claim_jsonld(&made, &to);
        else
            claim_text(&made, markdown, &to);
        status = screen_print(&to);
    }
    cohong_claim_answer_free(made.answer);
    cohong_claim_free(made.claim);
    return status;
}
