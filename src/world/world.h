/* What the files of this room share: making worlds and keeping their texts and sources. */
#ifndef COHONG_WORLD_WORLD_H
#define COHONG_WORLD_WORLD_H

#include "base/fail.h"

enum { WORLD_COUNTRY_LIMIT = 1024, WORLD_SECTOR_LIMIT = 8192 };

/* Values beyond this are a slip of the pen; below it no sum of a world overflows. The same for theta and
 * tariffs. */
static const double WORLD_VALUE_LIMIT = 1e100, WORLD_THETA_LIMIT = 1e6, WORLD_TARIFF_LIMIT = 1000;

/* Keeps a copy of text in `to`; NULL for NULL. *ok becomes false when memory is out. */
const char *world_keep(cohong_world *to, const char *text, bool *ok);

/* Records a file that the world was made from. */
cohong_status world_add_source(cohong_world *world, const char *path, const char *sha256, cohong_error *error);

/* The files of a world folder, in the order in which they are read; the last two may be absent. */
enum {
    WORLD_TOML,
    WORLD_COUNTRIES,
    WORLD_SECTORS,
    WORLD_TRADE,
    WORLD_PRODUCTION,
    WORLD_INPUTS,
    WORLD_FINAL,
    WORLD_FILE_COUNT
};
extern const char *const WORLD_FILES[WORLD_FILE_COUNT];

/* The least input share: tables hold small negative inputs (by-products sold back; Caliendo & Parro's has one of -0.0006),
 * a larger one is a mistake. */
static const double WORLD_LEAST_INPUT = -0.01;

/* Reads the folder's own files, without the cache. `checked`: shares that do not sum to 1 are an error, with their line. */
cohong_status world_read_files(const char *folder, bool checked, cohong_world **world, cohong_error *error);

/* final_share as the residual of expenditure less intermediate use, where final.csv is absent and after balancing. `slack` is how far below
 * zero a residual may lie, relative to expenditure, and be taken for zero. */
cohong_status world_residual_final(cohong_world *world, double slack, cohong_error *error);

/* Every number in its domain; names the first that is not. */
cohong_status world_check_domain(const cohong_world *world, cohong_error *error);

/* cohong_world_check without the identities that a model mends (cohong_identity.mended). */
cohong_status world_check_firm(const cohong_world *world, cohong_error *error);
/* The identity that a model mends, of a world with its accounts. */
cohong_identity world_check_markets(const cohong_world *world, const cohong_accounts *accounts);
/* By how much markets do not clear in all: sum of |expenditure - uses| over sum of expenditure. */
double world_market_gap(const cohong_world *world, const cohong_accounts *accounts);

/* Gives an error without a place (about the numbers as a whole, or out of memory) the file or folder that was at work. */
cohong_status world_name_file(cohong_status status, const char *path, cohong_error *error);

/* Name, currency, year, unit, tolerance and where it came from. */
bool world_copy_settings(cohong_world *to, const cohong_world *from);

/* A world as one block of bytes (binary.c), and back; sources are left out. free() the bytes. */
cohong_status world_encode(const cohong_world *world, unsigned char **bytes, size_t *length, cohong_error *error);
cohong_status world_decode(const void *bytes, size_t length, cohong_world **world, cohong_error *error);

/* The cache beside a folder: *world stays NULL when there is none that matches the sources. */
cohong_status world_cache_read(const char *folder, cohong_world **world, cohong_error *error);
/* Failing to write is no error: a folder may be read only. */
void world_cache_write(const char *folder, const cohong_world *world);

#endif
