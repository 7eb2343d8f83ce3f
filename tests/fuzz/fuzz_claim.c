/* Fuzzes the claim reader over a small world, a scenario and a firms file that are written once. The input is the claim and its facts:
 * parts are separated by a byte 0x1E, and the first byte of each says which file it is. What is accepted has to be whole; every eighth
 * input is also answered, which costs thousands of draws: rows come in the order of their parts, ranges are nested, probabilities are
 * probabilities, and all rows rest on grounds that are there. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cohong.h"

enum { PART_COUNT = 2, FILE_COUNT = 9 };
static const char *const NAMES[FILE_COUNT] = { "c.toml",      "f.csv",      "s.toml",
                                               "firms.toml",  "world.toml", "countries.csv",
                                               "sectors.csv", "trade.csv",  "production.csv" };
static const char *const TEXTS[FILE_COUNT] = {
    "would_change = [\"a\"]\n[claim]\ntitle = \"t\"\ntext = \"x\"\nspeaker = \"s\"\ndate = 2017-01-09\naddress = "
    "\"a\"\n"
    "metric = \"m\"\nhorizon = \"h\"\nthreshold = 10\nunit = \"jobs\"\nex_ante = 2017-01-31\nex_post = 2022-12-31\n"
    "facts = \"f.csv\"\n[[reading]]\ntitle = \"r\"\ntext = \"t\"\n",
    "id,value,unit,year,known,what,source,address\nold,2,jobs,2015,2016-05-01,w,s,a\nnew,8,jobs,2017,2022-12-31,w,s,"
    "b\n",
    "title = \"s\"\nworld = \".\"\n[[tariff]]\nimporter = \"B\"\nexporter = \"A\"\nadd = 0.1\n",
    "title = \"f\"\ncurrency = \"USD\"\nsigma = 5\nplatform_fee = 1\n[[group]]\nname = \"g\"\nfirms = 1000\ntail = "
    "1.4\n"
    "[[market]]\ncode = \"B\"\ndemand = 100\n[market.direct]\nfixed_cost = 9\n[market.platform]\nfixed_cost = 2\n"
    "[jobs]\njobs_per_value = 0.01\nlabour_share = 0.3\nwage = 5\n",
    "name = \"x\"\nyear = 2020\ncurrency = \"USD\"\nunit = 1\ntrade_values = \"net_of_tariff\"\n",
    "country,name\nA,a\nB,b\n",
    "sector,name,theta\ng,G,4\nC1,S,2\n",
    "sector,importer,exporter,value,tariff\ng,A,A,60,0\ng,A,B,40,0.25\ng,B,A,40,0\ng,B,B,70,0\nC1,A,A,100,0\nC1,B,B,"
    "120,0\n",
    "country,sector,value_added_share,employment\nA,g,1,10\nA,C1,1,20\nB,g,1,5\nB,C1,1,9\n",
};

static char folder[64], claim_path[160];
static void path_of(size_t file, char path[160])
{
    snprintf(path, 160, "%s/%s", folder, NAMES[file]);
}

static void write_file(size_t file, const void *bytes, size_t length)
{
    char path[160];
    path_of(file, path);
    FILE *out = fopen(path, "wb");
    if (out == NULL || fwrite(bytes, 1, length, out) != length || fclose(out) != 0) abort();
}

static void leave(void)
{
    char path[160];
    for (size_t k = 0; k < FILE_COUNT; k++) {
        path_of(k, path);
        unlink(path);
    }
    rmdir(folder);
}

static void start(void)
{
    strcpy(folder, access("/dev/shm", W_OK) == 0 ? "/dev/shm/cohong-fuzz-XXXXXX" : "/tmp/cohong-fuzz-XXXXXX");
    if (mkdtemp(folder) == NULL) abort();
    path_of(0, claim_path);
    for (size_t k = PART_COUNT; k < FILE_COUNT; k++) write_file(k, TEXTS[k], strlen(TEXTS[k]));
    atexit(leave);
}

static void check_error(cohong_status status, const cohong_error *error)
{
    if (error->status != status || error->message[0] == '\0' || strchr(error->message, '\n') != NULL) abort();
    if (strchr(error->file, '\n') != NULL) abort();
    if (status != COHONG_OUT_OF_MEMORY && error->file[0] == '\0') abort();
}

static bool is_nested(const cohong_claim_row *r)
{
    if (r->part != COHONG_PART_MODELS || isnan(r->low95) || isnan(r->value)) return true;
    return r->low95 <= r->low67 && r->low67 <= r->value && r->value <= r->high67 && r->high67 <= r->high95;
}

static void look_at(const cohong_claim_answer *a)
{
    cohong_claim_part last = COHONG_PART_CLAIM;
    if (a->finding == NULL || a->rating == NULL || a->rating[0] == '\0') abort();
    for (size_t k = 0; k < a->row_count; k++) {
        const cohong_claim_row *r = &a->rows[k];
        if (r->part < last || r->id == NULL || r->group == NULL || r->title == NULL || !is_nested(r)) abort();
        last = r->part;
        if (r->part == COHONG_PART_PROBABILITY && strcmp(r->group, "difference") != 0 &&
            !(r->value >= 0 && r->value <= 1))
            abort();
        for (size_t i = 0; i < r->ground_count; i++)
            if (r->grounds[i] >= a->ground_count) abort();
    }
}

static void use(const cohong_claim *c, bool answers)
{
    cohong_claim_answer *answer;
    cohong_error error = { 0 };
    if (c->title == NULL || c->text == NULL || c->unit == NULL || c->unit[0] == '\0' || c->source_count < 2) abort();
    for (size_t k = 0; k < c->fact_count; k++)
        if (c->facts[k].source[0] == '\0' || c->facts[k].address[0] == '\0') abort();
    if (!answers) return;
    cohong_status status = cohong_claim_answer_new(c, &answer, &error);
    if ((answer != NULL) != (status == COHONG_OK)) abort();
    if (answer != NULL)
        look_at(answer);
    else if (error.status != status || error.message[0] == '\0' || strchr(error.message, '\n') != NULL)
        abort();
    cohong_claim_answer_free(answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (folder[0] == '\0') start();
    bool answers = size % 8 == 0;
    for (size_t k = 0; k < PART_COUNT; k++) write_file(k, TEXTS[k], strlen(TEXTS[k]));
    while (size > 0) {
        const uint8_t *end = memchr(data, 0x1E, size);
        size_t length = end != NULL ? (size_t)(end - data) : size;
        if (length > 0) write_file(data[0] % PART_COUNT, data + 1, length - 1);
        data += length + (end != NULL);
        size -= length + (end != NULL);
    }
    cohong_claim *c;
    cohong_error error = { 0 };
    cohong_status status = cohong_claim_read(claim_path, &c, &error);
    if ((c != NULL) != (status == COHONG_OK)) abort();
    if (c != NULL)
        use(c, answers);
    else
        check_error(status, &error);
    cohong_claim_free(c);
    return 0;
}
