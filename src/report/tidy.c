/* The tidy tables of a run as CSV: one observation a row, fractions and levels, an empty field where there is no number. */
#include "report/tidy.h"

#include <math.h>

static void names(const char *const *columns, size_t count, file_writer *to)
{
    for (size_t k = 0; k < count; k++) {
        file_writer_text(to, ",");
        file_writer_text(to, columns[k]);
    }
    file_writer_text(to, "\n");
}

static void number(double value, file_writer *to)
{
    file_writer_text(to, ",");
    if (isfinite(value)) file_writer_number(to, value);
}

static void numbers(const double *row, size_t count, file_writer *to)
{
    for (size_t k = 0; k < count; k++) number(row[k], to);
    file_writer_text(to, "\n");
}

static void code(const char *content, const char *after, file_writer *to)
{
    file_writer_csv_field(to, content);
    file_writer_text(to, after);
}

void tidy_countries(const run_parts *p, file_writer *to)
{
    cohong_case of = { p->run->model, &p->run->scenario->shock, p->solution };
    size_t count;
    const cohong_measure *measures = cohong_measures(&count);
    file_writer_text(to, "country");
    for (size_t k = 0; k < count; k++) {
        if (!run_reports(p, &measures[k])) continue;
        file_writer_text(to, ",");
        file_writer_text(to, measures[k].name);
    }
    file_writer_text(to, "\n");
    for (size_t n = 0; n < p->N; n++) {
        code(p->base->countries[n].code, "", to);
        for (size_t k = 0; k < count; k++)
            if (run_reports(p, &measures[k])) number(measures[k].of(&of, n), to);
        file_writer_text(to, "\n");
    }
}

void tidy_sectors(const run_parts *p, file_writer *to)
{
    double row[SECTOR_COLUMN_COUNT];
    file_writer_text(to, "country,sector");
    for (size_t k = 0; k < SECTOR_COLUMN_COUNT; k++) {
        if (!run_reports_column(p, k)) continue;
        file_writer_text(to, ",");
        file_writer_text(to, SECTOR_COLUMNS[k]);
    }
    file_writer_text(to, "\n");
    for (size_t n = 0; n < p->N; n++)
        for (size_t j = 0; j < p->J; j++) {
            run_sector_row(p, n, j, row);
            code(p->base->countries[n].code, ",", to);
            code(p->base->sectors[j].code, "", to);
            for (size_t k = 0; k < SECTOR_COLUMN_COUNT; k++)
                if (run_reports_column(p, k)) number(row[k], to);
            file_writer_text(to, "\n");
        }
}

void tidy_trade(const run_parts *p, file_writer *to)
{
    double row[TRADE_COLUMN_COUNT];
    file_writer_text(to, "sector,importer,exporter");
    names(TRADE_COLUMNS, TRADE_COLUMN_COUNT, to);
    for (size_t j = 0; j < p->J; j++)
        for (size_t n = 0; n < p->N; n++)
            for (size_t i = 0; i < p->N; i++) {
                if (!run_trade_row(p, j, n, i, row)) continue;
                code(p->base->sectors[j].code, ",", to);
                code(p->base->countries[n].code, ",", to);
                code(p->base->countries[i].code, "", to);
                numbers(row, TRADE_COLUMN_COUNT, to);
            }
}
