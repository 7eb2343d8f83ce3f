/* Jobs along every number of break-even, as a table of its own. */
#include "base/file.h"
#include "firms.h"

static void write_point(file_writer *to, const char *lever, const cohong_firm_point *point)
{
    const double numbers[] = { point->factor,
                               point->persons[COHONG_FIRM_JOBS_SUPPORTED],
                               point->persons[COHONG_FIRM_JOBS_IN_FIRMS],
                               point->persons[COHONG_FIRM_JOBS_ADDITIONAL],
                               point->firms_at_wage,
                               point->platform_firms,
                               point->platform_sales };
    file_writer_csv_field(to, lever);
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
        file_writer_text(to, ",");
        file_writer_number(to, numbers[k]);
    }
    file_writer_text(to, point->above_ceiling ? ",yes\n" : ",no\n");
}

cohong_status firms_write_curves(const firms_answer *a, const char *path, cohong_error *error)
{
    cohong_firm_point points[COHONG_FIRM_CURVE_POINTS];
    file_writer *to;
    cohong_status status = file_writer_open(path, &to, error);
    if (status != COHONG_OK) return status;
    file_writer_text(to,
                     "lever,factor,supported,supported_in_firms,additional,firms_at_wage,platform_firms,platform_sales,"
                     "above_ceiling\n");
    for (size_t lever = 0; lever < COHONG_FIRM_LEVER_COUNT; lever++) {
        status = cohong_firms_curve(a->firms, lever, points, error);
        if (status != COHONG_OK) break;
        for (size_t k = 0; k < COHONG_FIRM_CURVE_POINTS; k++)
            write_point(to, cohong_firm_lever_name(lever), &points[k]);
    }
    if (status == COHONG_OK) return file_writer_commit(to, error);
    file_writer_abandon(to);
    return status;
}
