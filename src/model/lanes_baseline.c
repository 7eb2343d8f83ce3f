/* Kernels for eight draws on any machine. */
#define LANES_TABLE lanes_baseline
#define LANES_NAME "baseline"
#define WIDTH 2
#include "model/lanes_body.h"
