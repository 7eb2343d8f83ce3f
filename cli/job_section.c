/* One table of jobs with its word. */
#include "job_section.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Descending, numbers before NAN. */
static int by_persons(const void *left, const void *right)
{
    double a = ((const job_row *)left)->persons, b = ((const job_row *)right)->persons;
    if (isnan(a) || isnan(b)) return isnan(a) - isnan(b);
    return (a < b) - (a > b);
}

static void put_row(const job_section *of, const job_row *row, table *made)
{
    char cell[PEOPLE_SIZE];
    table_cell(made, row->code);
    table_cell(made, row->name != NULL ? row->name : "");
    if (of->is_change) {
        table_cell(made, people_level(row->before, 0, cell));
        table_cell(made, people_level(row->after, 0, cell));
        table_cell(made, people_change(row->persons, 0, cell));
        table_cell(made, people_percent(row->persons / row->before, 2, cell));
        return;
    }
    table_cell(made, people_level(row->persons, 0, cell));
    if (of->employment <= 0) return;
    snprintf(cell, sizeof cell, "%.2f", 100 * row->persons / of->employment);
    table_cell(made, cell);
}

/* The rows first to last (not included) as one. */
static job_row sum_rows(const job_section *of, const char *code, size_t first, size_t last)
{
    job_row sum = { .code = code };
    for (size_t k = first; k < last; k++) {
        if (isnan(of->rows[k].persons)) continue;
        sum.persons += of->rows[k].persons;
        sum.before += of->rows[k].before;
        sum.after += of->rows[k].after;
    }
    return sum;
}

/* The heading of the first column is made in of_by, which lives as long as the table. */
static void put_columns(const job_section *of, char of_by[PEOPLE_SIZE], table *made)
{
    static const char *const CHANGE[] = { "Before,\npersons", "After,\npersons", "Change,\npersons", "Change\n%" };
    snprintf(of_by, PEOPLE_SIZE, "%c%s", toupper((unsigned char)of->by[0]), of->by + 1);
    table_column(made, TABLE_LEFT, of_by);
    table_column(made, TABLE_LEFT, "");
    if (of->is_change) {
        for (size_t c = 0; c < sizeof CHANGE / sizeof *CHANGE; c++) table_column(made, TABLE_RIGHT, CHANGE[c]);
        return;
    }
    table_column(made, TABLE_RIGHT, "Persons");
    if (of->employment > 0) table_column(made, TABLE_RIGHT, "of employment\n%");
}

void job_section_text(const job_section *of, size_t top, text *to)
{
    size_t words;
    char of_by[PEOPLE_SIZE];
    table made = { 0 };
    qsort(of->rows, of->count, sizeof *of->rows, by_persons);
    size_t head = top == 0 || top > of->count ? of->count : of->is_change ? (top + 1) / 2 : top;
    size_t tail = of->is_change && head < of->count ? of->count - (top - head) : of->count;
    text_format(to, "%s [%s]\n", of->title, cohong_job_words(&words)[of->word].word);
    put_columns(of, of_by, &made);
    for (size_t k = 0; k < head; k++) put_row(of, &of->rows[k], &made);
    job_row rest = sum_rows(of, "others", head, tail), total = sum_rows(of, "total", 0, of->count);
    if (tail > head) put_row(of, &rest, &made);
    for (size_t k = tail; k < of->count; k++) put_row(of, &of->rows[k], &made);
    if (of->count > 1) put_row(of, &total, &made);
    table_render(&made, screen_bold(), to);
    table_free(&made);
    text_add(to, "\n");
}

void job_section_json(const job_section *of, json *j)
{
    size_t words;
    const cohong_job_word_row *word = &cohong_job_words(&words)[of->word];
    qsort(of->rows, of->count, sizeof *of->rows, by_persons);
    json_object(j);
    json_key_text(j, "title", of->title);
    json_key_text(j, "word", word->word);
    json_key_text(j, "is", word->is);
    json_key_text(j, "is_not", word->is_not);
    json_key_text(j, "flow", of->flow);
    json_key_text(j, "by", of->by);
    json_key_number(j, "total", sum_rows(of, "", 0, of->count).persons);
    json_key(j, "rows");
    json_array(j);
    for (size_t k = 0; k < of->count; k++) {
        json_object(j);
        json_key_text(j, of->by, of->rows[k].code);
        if (of->is_change) json_key_number(j, "before", of->rows[k].before);
        if (of->is_change) json_key_number(j, "after", of->rows[k].after);
        json_key_number(j, of->is_change ? "change" : "persons", of->rows[k].persons);
        json_end(j);
    }
    json_end(j);
    json_end(j);
}

void job_word_text(cohong_job_word word, text *to)
{
    size_t words;
    const cohong_job_word_row *row = &cohong_job_words(&words)[word];
    text line = { 0 };
    text_format(&line, "%s: %s; %s.", row->word, row->is, row->is_not);
    if (line.failed)
        to->failed = true;
    else
        text_paragraph(to, line.bytes, screen_width(), 2);
    text_free(&line);
}
