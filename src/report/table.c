/* Tables of text. */
#include "report/table.h"

#include <stdlib.h>
#include <string.h>

enum { HEADING_LINES = 4, GAP = 2 };

void table_column(table *of, table_side side, const char *heading)
{
    if (of->column_count == TABLE_COLUMN_LIMIT) {
        of->failed = true;
        return;
    }
    of->sides[of->column_count] = side;
    of->headings[of->column_count++] = heading;
}

void table_cell(table *of, const char *content)
{
    void *cells = of->cells;
    if (of->failed || !memory_grow(&cells, &of->cell_capacity, of->cell_count + 1, sizeof *of->cells)) {
        of->failed = true;
        return;
    }
    of->cells = cells;
    const char *copy = text_pool_copy(&of->texts, content, strlen(content));
    if (copy == NULL)
        of->failed = true;
    else
        of->cells[of->cell_count++] = copy;
}

void table_free(table *of)
{
    free(of->cells);
    text_pool_free(&of->texts);
    *of = (table){ 0 };
}

/* Line `line` of a heading into a text that is ended by a NUL; empty when it has fewer. */
static void heading_line(const char *heading, size_t line, char *to, size_t size)
{
    while (line > 0 && heading != NULL) {
        heading = strchr(heading, '\n');
        heading = heading != NULL ? heading + 1 : NULL;
        line--;
    }
    size_t length = heading != NULL ? strcspn(heading, "\n") : 0;
    if (length >= size) length = size - 1;
    if (length > 0) memcpy(to, heading, length);
    to[length] = '\0';
}

static size_t line_count(const char *heading)
{
    size_t lines = 1;
    for (; *heading != '\0'; heading++) lines += *heading == '\n';
    return lines < HEADING_LINES ? lines : HEADING_LINES;
}

static size_t column_width(const table *of, size_t column)
{
    char line[128];
    size_t width = 0;
    for (size_t k = 0; k < HEADING_LINES; k++) {
        heading_line(of->headings[column], k, line, sizeof line);
        size_t here = text_width(line);
        if (here > width) width = here;
    }
    for (size_t k = column; k < of->cell_count; k += of->column_count) {
        size_t here = text_width(of->cells[k]);
        if (here > width) width = here;
    }
    return width;
}

/* One cell, padded to its column; nothing is padded at the end of a line. */
static void put(const table *of, size_t column, size_t width, const char *content, text *to)
{
    size_t room = width - text_width(content);
    if (column > 0) text_repeat(to, ' ', GAP);
    if (of->sides[column] == TABLE_RIGHT) text_repeat(to, ' ', room);
    text_add(to, content);
    if (of->sides[column] == TABLE_LEFT && column + 1 < of->column_count) text_repeat(to, ' ', room);
}

/* Ends a line without the blanks that its last cells leave. */
static void end_line(text *to, const char *ending)
{
    while (!to->failed && to->length > 0 && to->bytes[to->length - 1] == ' ') to->length--;
    text_add(to, ending);
}

static void render_headings(const table *of, const size_t *widths, bool bold, text *to)
{
    char line[128];
    size_t lines = 1;
    for (size_t c = 0; c < of->column_count; c++)
        if (line_count(of->headings[c]) > lines) lines = line_count(of->headings[c]);
    for (size_t k = 0; k < lines; k++) {
        if (bold) text_add(to, "\033[1m");
        for (size_t c = 0; c < of->column_count; c++) {
            size_t above = lines - line_count(of->headings[c]); /* headings stand on the rows */
            line[0] = '\0';
            if (k >= above) heading_line(of->headings[c], k - above, line, sizeof line);
            put(of, c, widths[c], line, to);
        }
        end_line(to, bold ? "\033[0m\n" : "\n");
    }
}

void table_render(const table *of, bool bold, text *to)
{
    size_t widths[TABLE_COLUMN_LIMIT];
    if (of->failed) to->failed = true;
    if (to->failed || of->column_count == 0) return;
    for (size_t c = 0; c < of->column_count; c++) widths[c] = column_width(of, c);
    render_headings(of, widths, bold, to);
    for (size_t k = 0; k < of->cell_count; k++) {
        size_t c = k % of->column_count;
        put(of, c, widths[c], of->cells[k], to);
        if (c + 1 == of->column_count) end_line(to, "\n");
    }
}

/* '|' would end a cell and a new line the row. */
static void markdown_cell(const char *content, text *to)
{
    text_add(to, " ");
    for (; *content != '\0'; content++) {
        if (*content == '|') text_add(to, "\\");
        text_bytes(to, *content == '\n' ? " " : content, 1);
    }
    text_add(to, " |");
}

void table_render_markdown(const table *of, text *to)
{
    if (of->failed) to->failed = true;
    if (to->failed || of->column_count == 0) return;
    text_add(to, "|");
    for (size_t c = 0; c < of->column_count; c++) markdown_cell(of->headings[c], to);
    text_add(to, "\n|");
    for (size_t c = 0; c < of->column_count; c++) text_add(to, of->sides[c] == TABLE_RIGHT ? " ---: |" : " --- |");
    text_add(to, "\n");
    for (size_t k = 0; k < of->cell_count; k++) {
        if (k % of->column_count == 0) text_add(to, "|");
        markdown_cell(of->cells[k], to);
        if (k % of->column_count + 1 == of->column_count) text_add(to, "\n");
    }
}
