/* Dates: civil days to a count of days and back (H. Hinnant, "chrono-compatible low-level date algorithms", 2013). */
#include "law/date.h"

#include <stdio.h>
#include <string.h>

static int32_t days_of(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year;
    int era = (y >= 0 ? y : y - 399) / 400, year_of_era = y - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static int days_in(int year, int month)
{
    static const int DAYS[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return DAYS[month - 1] + (month == 2 && leap);
}

static bool digits_read(const char *text, size_t count, int *number)
{
    *number = 0;
    for (size_t k = 0; k < count; k++) {
        if (text[k] < '0' || text[k] > '9') return false;
        *number = *number * 10 + (text[k] - '0');
    }
    return true;
}

bool date_read(const char *text, size_t length, cohong_date *date)
{
    int year, month, day;
    if (length != 10 || text[4] != '-' || text[7] != '-') return false;
    if (!digits_read(text, 4, &year) || !digits_read(text + 5, 2, &month) || !digits_read(text + 8, 2, &day))
        return false;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in(year, month)) return false;
    *date = days_of(year, month, day);
    return true;
}

bool cohong_date_read(const char *text, cohong_date *date)
{
    return date_read(text, strlen(text), date);
}

const char *cohong_date_write(cohong_date date, char to[COHONG_DATE_SIZE])
{
    int32_t z = date + 719468, era = (z >= 0 ? z : z - 146096) / 146097, day_of_era = z - era * 146097;
    int32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t shifted = (5 * day_of_year + 2) / 153, day = day_of_year - (153 * shifted + 2) / 5 + 1;
    int32_t month = shifted < 10 ? shifted + 3 : shifted - 9, year = year_of_era + era * 400 + (month <= 2);
    if (date <= COHONG_DATE_FIRST || date >= COHONG_DATE_LAST)
        snprintf(to, COHONG_DATE_SIZE, "%s", "always");
    else
        snprintf(to, COHONG_DATE_SIZE, "%04d-%02d-%02d", (int)(year % 10000), (int)month % 100, (int)day % 100);
    return to;
}
