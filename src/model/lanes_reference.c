/* Kernels for eight draws, one double at a time: what the vectors are compared with. */
#define LANES_TABLE lanes_reference
#define LANES_NAME "reference"
#define WIDTH 1
#include "model/lanes_body.h"
