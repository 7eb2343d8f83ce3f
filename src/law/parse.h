/* Reading records: where the reader stands, and the pieces that records share. */
#ifndef COHONG_LAW_PARSE_H
#define COHONG_LAW_PARSE_H

#include "law/law.h"
#include "law/lines.h"

typedef struct parser {
    cohong_law *law;
    const char *path;
    char *folder;
    law_lines lines;
    size_t at; /* the next word of the record */
    size_t edition, importer;
    law_span days;              /* that the law is asked about: schedules that hold on none of them stay unread */
    const struct parser *outer; /* the file that includes this one */
    unsigned depth;
    cohong_error *error;
} parser;

/* The next word, which has to be there; `what` says in an error what was expected. */
cohong_status parse_word(parser *p, const char *what, const law_word **word);
/* Is the next word that one? It is then taken. */
bool parse_if(parser *p, const char *word);
bool parse_more(const parser *p);
place parse_place(const parser *p);
/* The next word as a date, number (of its whole), text kept for good, path below the law's folder (malloc'd). */
cohong_status parse_date(parser *p, cohong_date *date);
cohong_status parse_number(parser *p, const char *what, double least, double most, double *number);
cohong_status parse_text(parser *p, const char *what, const char **text);
cohong_status parse_path(parser *p, const char **path);
/* The next word as a name in one of the law's lists of names. */
cohong_status parse_name(parser *p, const char *what, names *in, size_t *number);
/* A list by its name ("all": LAW_NONE), and an area; they may be defined later. */
cohong_status parse_list(parser *p, size_t *list);
cohong_status parse_area(parser *p, size_t *area);
cohong_status parse_unexpected(parser *p, const char *expected);
cohong_status parse_source(parser *p, const char *path, const char *sha256);

/* What stands at the end of a record. */
typedef struct law_tail {
    law_span span, exported;
    law_when when;
    size_t group;
    const char *by;
} law_tail;
enum { TAIL_EXPORTED = 1, TAIL_WHEN = 2, TAIL_GROUP = 4, TAIL_BY = 8 };
/* Is the word one with which a tail begins? */
bool parse_begins_tail(const law_word *word);
/* Reads [from D] [until D] and what `allowed` names, in any order, to the end of the record. */
cohong_status parse_tail(parser *p, unsigned allowed, law_tail *tail);

cohong_status parse_list_record(parser *p);
cohong_status parse_renumber_record(parser *p);
/* "schedule PATH": its number; its rows are read by read_schedule once it is known when it holds. */
cohong_status parse_schedule(parser *p, size_t *schedule);
cohong_status read_schedule(parser *p, size_t schedule);
cohong_status parse_measure_record(parser *p);
cohong_status parse_exempt_record(parser *p);
cohong_status parse_suspend_record(parser *p);
cohong_status parse_stack_record(parser *p);
cohong_status parse_content_record(parser *p);
cohong_status parse_tax_record(parser *p);
cohong_status parse_channel_record(parser *p);

#endif
