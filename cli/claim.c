/* cohong claim: checks a claim and reports in the order that fact-checkers and budget offices expect. */
#include "claim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/data.h"
#include "options.h"
#include "verbs.h"

static const char ABOUT[] =
    "Checks a claim: its words, what would make it true, the information used, the published figures\n"
    "reproduced with what they divide by what, bounds from identities, what models say and how far they are\n"
    "apart, break-even values, what the range depends on, probabilities in the words of the IPCC's scale, what\n"
    "would change the answer, and every source. FILE is a claim (docs/claims.md) or the name of one that ships:\n"
    "alibaba-2017, trade-war-jobs, nafta-mexico, everything-the-us-buys.";
static const char EXAMPLES[] = "  cohong claim alibaba-2017\n"
                               "  cohong claim alibaba-2017 --short\n"
                               "  cohong claim alibaba-2017 --only rise\n"
                               "  cohong claim alibaba-2017 --short --html claim.html\n"
                               "  cohong claim alibaba-2017 --out report --url https://example.org/review\n"
                               "  cohong claim trade-war-jobs --csv\n";

/* A path below the working directory without it, so that reports are the same wherever the project lies. */
static const char *below_here(const char *path)
{
    char here[DATA_PATH];
    size_t length = getcwd(here, sizeof here) != NULL ? strlen(here) : 0;
    return length > 1 && strncmp(path, here, length) == 0 && path[length] == '/' ? path + length + 1 : path;
}

/* ---- stages */

void claim_stage(bool loud, const char *doing)
{
    if (!loud) return;
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r\033[Kcohong: %s ", doing);
    else
        fprintf(stderr, "cohong: %s\n", doing);
}

void claim_staged(bool loud)
{
    if (loud && isatty(STDERR_FILENO)) fputs("\r\033[K", stderr);
}

/* ---- checking */

int claim_check(const char *file, bool loud, checked *to)
{
    char found[DATA_PATH], doing[DATA_PATH + 16];
    cohong_error error = { 0 };
    const char *path = below_here(data_find(DATA_CLAIM, file, found));
    to->given = file;
    snprintf(doing, sizeof doing, "reading %s", path);
    claim_stage(loud, doing);
    screen_working("checking the claim", loud);
    cohong_status status = cohong_claim_read(path, &to->claim, &error);
    claim_stage(loud && status == COHONG_OK, "computing bounds, models, break-even values, ranges and probabilities");
    if (status == COHONG_OK) status = cohong_claim_answer_new(to->claim, &to->answer, &error);
    screen_worked();
    claim_staged(loud);
    return status == COHONG_OK ? EXIT_SOLVED : complain_of(&error);
}

void claim_done(checked *of)
{
    cohong_claim_answer_free(of->answer);
    cohong_claim_free(of->claim);
}

/* ---- the verb */

typedef struct claim_flags {
    const char *only, *out, *html;
    bool markdown, json, csv, jsonld, brief;
} claim_flags;

static int print(const checked *of, const claim_flags *flags)
{
    text to = { 0 };
    if (flags->only != NULL && !claim_only(of, flags->only, &to)) return EXIT_BAD_INPUT;
    if (flags->only != NULL)
        return screen_print(&to);
    else if (flags->json)
        claim_json(of, &to);
    else if (flags->csv)
        claim_csv(of, &to);
    else if (flags->jsonld)
        claim_jsonld(of, &to);
    else if (flags->brief)
        claim_short(of, flags->out, &to);
    else
        claim_text(of, flags->markdown, &to);
    return screen_print(&to);
}

int verb_claim(int argc, char **argv)
{
    claim_flags flags = { 0 };
    checked made = { 0 };
    const option options[] = {
        { "short", NULL, "one screen instead of all of it", NULL, &flags.brief },
        { "markdown", NULL, "the report as Markdown", NULL, &flags.markdown },
        { "json", NULL, "everything as JSON", NULL, &flags.json },
        { "csv", NULL, "every number as tidy CSV, a row a line", NULL, &flags.csv },
        { "jsonld", NULL, "schema.org ClaimReview; its rating is words, not a number", NULL, &flags.jsonld },
        { "only", "ID", "only the lines with this id, and what they rest on", &flags.only, NULL },
        { "out", "DIR", "also write report.html, report.md, report.json, report.csv and claimreview.jsonld there",
          &flags.out, NULL },
        { "html", "FILE", "also write one page there that holds everything, opens from disk and still computes",
          &flags.html, NULL },
        { "url", "URL", "ClaimReview: the page on which the review is published", &made.url, NULL },
    };
    const command of = { .name = "cohong claim",
                         .shipped = DATA_CLAIM,
                         .operands = "FILE",
                         .least_operands = 1,
                         .most_operands = 1,
                         .about = ABOUT,
                         .examples = EXAMPLES,
                         OPTIONS_OF(options) };
    given from;
    int status;
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    if (flags.markdown + flags.json + flags.csv + flags.jsonld + flags.brief + (flags.only != NULL) > 1)
        return complain("--short, --markdown, --json, --csv, --jsonld and --only do not go together");
    status = claim_check(from.operands[0], false, &made);
    if (status == EXIT_SOLVED && (flags.out != NULL || flags.html != NULL))
        status = claim_files(&made, flags.out, flags.html);
    if (status == EXIT_SOLVED) status = print(&made, &flags);
    claim_done(&made);
    return status;
}
