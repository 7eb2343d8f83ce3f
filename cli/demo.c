/* cohong demo: the claim that the project starts from, checked on the data that ship: a screen, and the full report as files. */
#include "claim.h"
#include "options.h"
#include "verbs.h"

static const char CLAIM[] = "alibaba-2017", FOLDER[] = "cohong-demo";

static const char ABOUT[] =
    "Checks the claim that Alibaba would create a million US jobs (cohong claim alibaba-2017): prints one screen\n"
    "of it and writes the full report as a page that opens from disk, Markdown, JSON, CSV and schema.org\n"
    "ClaimReview. What is done is said on standard error.";

int verb_demo(int argc, char **argv)
{
    const char *out = FOLDER;
    const option options[] = { { "out", "DIR", "where the report goes [cohong-demo]", &out, NULL } };
    const command of = { .name = "cohong demo", .operands = "", .about = ABOUT, OPTIONS_OF(options) };
    given from;
    checked made = { 0 };
    text to = { 0 };
    int status;
    if (!options_read(&of, argc, argv, &from, &status)) return status;
    status = claim_check(CLAIM, true, &made);
    claim_stage(status == EXIT_SOLVED, "writing the report");
    if (status == EXIT_SOLVED) status = claim_files(&made, out, NULL);
    claim_staged(status == EXIT_SOLVED);
    if (status == EXIT_SOLVED) {
        claim_short(&made, out, &to);
        status = screen_print(&to);
    }
    claim_done(&made);
    return status;
}
