/* What the files of the calibration share: parameters by name, and the economy that they make. */
#ifndef COHONG_FIRMS_STUDY_H
#define COHONG_FIRMS_STUDY_H

#include "base/fail.h"

typedef struct study_parameter {
    const char *name;
    bool required;
    double least, most;                      /* outermost bounds, inside the domain of the firms description */
    enum { AS_IS, LOG, LOG_ABOVE_ONE } step; /* what a step of the search is in */
    double usual;                            /* when not given */
} study_parameter;
extern const study_parameter STUDY_PARAMETERS[COHONG_FIRM_PARAMETER_COUNT];

/* The economy of a study: memory that is kept from one evaluation to the next. */
typedef struct study_economy {
    const cohong_firm_study *study;
    cohong_firms firms;
    cohong_firm_group group;
    cohong_population *sample; /* of the tail it was drawn with; NULL: none */
    double sample_tail;
    cohong_firm_outcome *outcome; /* of the last evaluation */
} study_economy;

cohong_status study_economy_new(const cohong_firm_study *study, study_economy *made, cohong_error *error);
void study_economy_free(study_economy *of);

/* Moments at these parameters; outcome stays with the economy. */
cohong_status study_moments(study_economy *of, const double *parameters, double *moments, cohong_error *error);

/* Singular values of a[k * columns + p], falling, and right vectors right[p * columns + s] by one-sided rotations (Hestenes 1958);
 * `a` becomes left vectors times singular values. */
void study_singular(double *a, size_t rows, size_t columns, double *singular, double *right);

#endif
