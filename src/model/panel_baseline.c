/* Eight adjoints on any machine. */
#define PANEL_TABLE panel_baseline
#define PANEL_NAME "baseline"
#define WIDTH 2
#include "model/panel_body.h"
