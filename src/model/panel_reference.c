/* Eight adjoints, one double at a time: what the vectors are compared with. */
#define PANEL_TABLE panel_reference
#define PANEL_NAME "reference"
#define WIDTH 1
#include "model/panel_body.h"
