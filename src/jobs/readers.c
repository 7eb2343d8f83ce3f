/* The table of readers. A new format is one file with a read function and one row here. */
#include "base/suggest.h"
#include "jobs/read.h"

#include <string.h>

static const cohong_table_reader READERS[] = {
    { "wiod-wide",
      "world table in wide CSV: rows and columns COUNTRY_industry, final-demand columns COUNTRY_category, GO",
      "columns country,sector,employment (persons), or year,industry,EMP_thousand,EMPE_thousand of one country", NULL,
      false, read_wiod_wide },
    { "wiod-national",
      "national tables: columns Year,Code,Description,Origin, industries, final uses, EXP, GO; rows Domestic and "
      "Imports",
      "columns country,code,year,EMP,EMPE (thousands)", NULL, true, read_wiod_national },
    { "bls-requirements",
      "domestic employment requirements: industry by industry, jobs per million dollars, a last row of totals", NULL,
      "number and description of each industry", false, read_bls_requirements },
};

enum { READER_COUNT = sizeof READERS / sizeof *READERS };

const cohong_table_reader *cohong_table_readers(size_t *count)
{
    *count = READER_COUNT;
    return READERS;
}

static const char *reader_name(const void *list, size_t k)
{
    return ((const cohong_table_reader *)list)[k].name;
}

cohong_status cohong_table_read(const char *reader, const cohong_table_files *files, cohong_table **table,
                                cohong_error *error)
{
    char guess[128];
    *table = NULL;
    for (size_t k = 0; k < READER_COUNT; k++) {
        if (strcmp(READERS[k].name, reader) != 0) continue;
        if (files->table == NULL) return fail(error, COHONG_INCOMPLETE, NOWHERE, "no table file is given");
        if (READERS[k].needs_year && files->year == 0)
            return fail(error, COHONG_INCOMPLETE, (place){ files->table, 0, 0 },
                        "the file holds several years: say which");
        return READERS[k].read(files, table, error);
    }
    suggest_sentence(suggest(reader, READERS, READER_COUNT, reader_name), guess, sizeof guess);
    return fail(error, COHONG_UNKNOWN_NAME, NOWHERE, "unknown table format \"%.60s\"%s", reader, guess);
}
