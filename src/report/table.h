/* Tables of text: columns with headings of up to four lines, rendered as aligned text or as Markdown. */
#ifndef COHONG_REPORT_TABLE_H
#define COHONG_REPORT_TABLE_H

#include "base/memory.h"
#include "report/text.h"

typedef enum table_side { TABLE_LEFT, TABLE_RIGHT } table_side;

enum { TABLE_COLUMN_LIMIT = 24 };

typedef struct table {
    const char *headings[TABLE_COLUMN_LIMIT]; /* lines are separated by '\n' */
    table_side sides[TABLE_COLUMN_LIMIT];
    size_t column_count;
    const char **cells; /* row after row */
    size_t cell_count, cell_capacity;
    text_pool texts;
    bool failed;
} table;

/* A column; columns first, then cells. Headings are not copied. */
void table_column(table *of, table_side side, const char *heading);
/* The next cell, row after row; the text is copied. */
void table_cell(table *of, const char *content);
void table_free(table *of);

/* `bold` puts the headings in bold for a terminal. */
void table_render(const table *of, bool bold, text *to);
void table_render_markdown(const table *of, text *to);

#endif
