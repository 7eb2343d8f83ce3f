/* The tidy tables of a run as CSV. */
#ifndef COHONG_REPORT_TIDY_H
#define COHONG_REPORT_TIDY_H

#include "report/run.h"

void tidy_countries(const run_parts *parts, file_writer *to);
void tidy_sectors(const run_parts *parts, file_writer *to);
void tidy_trade(const run_parts *parts, file_writer *to);

#endif
