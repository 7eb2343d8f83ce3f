/* Employment files: persons by country and sector, or thousands by year and industry of one country. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "jobs/read.h"

/* Columns country,sector,employment. */
static cohong_status read_by_country(csv *file, cohong_table *table, cohong_error *error)
{
    size_t country, sector, employment, fields = file->field_count;
    cohong_status status = read_column(file, "country", &country, error);
    if (status == COHONG_OK) status = read_column(file, "sector", &sector, error);
    if (status == COHONG_OK) status = read_column(file, "employment", &employment, error);
    for (bool more = true;
         status == COHONG_OK && (status = read_record(file, fields, &more, error)) == COHONG_OK && more;) {
        size_t account;
        double persons;
        status = read_account(table, read_text(file, country), read_text(file, sector), read_place(file, country),
                              read_place(file, sector), &account, error);
        if (status == COHONG_OK) status = csv_raw_number(file, employment, &persons, error);
        if (status == COHONG_OK) status = read_persons(table, account, persons, read_place(file, employment), error);
    }
    return status;
}

/* Columns year,industry,EMP_thousand,EMPE_thousand of one country. */
static cohong_status read_by_year(csv *file, const cohong_table_files *files, cohong_table *table, cohong_error *error)
{
    size_t year, industry, thousands, fields = file->field_count, found = 0;
    const char *country = files->country != NULL ? files->country : "USA";
    char wanted[16];
    snprintf(wanted, sizeof wanted, "%d", files->year);
    if (files->year == 0)
        return fail(error, COHONG_INCOMPLETE, (place){ file->path, 1, 1 }, "the file holds several years: say which");
    cohong_status status = read_column(file, "year", &year, error);
    if (status == COHONG_OK) status = read_column(file, "industry", &industry, error);
    if (status == COHONG_OK)
        status = read_column(file, files->employees_only ? "EMPE_thousand" : "EMP_thousand", &thousands, error);
    for (bool more = true;
         status == COHONG_OK && (status = read_record(file, fields, &more, error)) == COHONG_OK && more;) {
        size_t account;
        double value;
        if (strcmp(read_text(file, year), wanted) != 0) continue;
        found++;
        status = read_account(table, country, read_text(file, industry), NOWHERE, read_place(file, industry), &account,
                              error);
        if (status == COHONG_OK) status = csv_raw_number(file, thousands, &value, error);
        if (status == COHONG_OK)
            status = read_persons(table, account, value * 1000, read_place(file, thousands), error);
    }
    if (status == COHONG_OK && found == 0)
        status = fail(error, COHONG_INCOMPLETE, (place){ file->path, 0, 0 }, "the file has no row of the year %s",
                      wanted);
    return status;
}

cohong_status read_employment(const cohong_table_files *files, cohong_table *table, cohong_error *error)
{
    csv file;
    cohong_status status = read_open(files->employment, &file, error);
    if (status != COHONG_OK) return status;
    bool by_year = read_find(&file, "EMP_thousand") != (size_t)-1;
    status = by_year ? read_by_year(&file, files, table, error) : read_by_country(&file, table, error);
    if (status == COHONG_OK) status = table_source(table, files->employment, file.sha256, error);
    csv_close(&file);
    return status;
}
