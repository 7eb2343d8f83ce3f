/* A chunk of a sweep as a file: rows as doubles between a header and a checksum. It is renamed into its place when complete, so that
 * a killed sweep leaves whole chunks behind and goes on from there. Chunks are scratch for the machine that made them (its own
 * byte order); cohong_sweep_write_csv makes what is kept. */
#ifndef COHONG_SWEEP_CHUNK_H
#define COHONG_SWEEP_CHUNK_H

#include "base/fail.h"

/* First row of a chunk, and how many rows it has. */
size_t chunk_first(const cohong_sweep_labels *labels, size_t chunk);
size_t chunk_rows(const cohong_sweep_labels *labels, size_t chunk);

/* FOLDER/chunk-000007.bin; malloc'd, NULL when out of memory. */
char *chunk_path(const char *folder, size_t chunk);

cohong_status chunk_write(const char *folder, const cohong_sweep_labels *labels, size_t chunk, const double *values,
                          cohong_error *error);

/* *there = false when there is no such file; one that is damaged or of another sweep is an error. */
cohong_status chunk_read(const char *folder, const cohong_sweep_labels *labels, size_t chunk, double *values,
                         bool *there, cohong_error *error);

#endif
