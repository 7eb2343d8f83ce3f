/* Small economies for tests of jobs, and their chains of suppliers written out as matrices. */
#ifndef TEST_SUPPORT_JOBS_CASE_H
#define TEST_SUPPORT_JOBS_CASE_H

#include "cohong.h"

/* A world of random flows (some zero, some tariffs), input shares and employment, with `uncovered` countries at the end
 * without employment. Its identities need not hold: the chain of suppliers does not ask for them. */
cohong_world *jobs_case_world(size_t N, size_t J, size_t uncovered, unsigned seed);

/* A national table with two sectors: flows [20 30; 40 10], home use (30, 40), exports (20, 10), so output (100, 100);
 * people (10, 40); imports (6, 12). */
cohong_table *jobs_case_table(void);

/* A(s,b), JN x JN, of a world from its raw arrays; malloc'd. Domestic: only suppliers in b's own country. */
double *jobs_case_matrix(const cohong_world *world, bool domestic);

/* Gross output by account; malloc'd. */
double *jobs_case_output(const cohong_world *world);

/* The same economy as a table: flows and final use of a world; free with cohong_table_free. */
cohong_table *jobs_case_table_of(const cohong_world *world);

#endif
