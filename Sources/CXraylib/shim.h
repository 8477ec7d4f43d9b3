#include <xraylib/xraylib.h>
