#include "CBuildInfo.h"

const char *hepatica_commit(void) { return HEPATICA_COMMIT; }
