#pragma once
#include "CDCMTK.h"

namespace hd {

/// Looks at a file before DCMTK parses it, because its parser calls itself for every level of nesting and inflates
/// without end: refuses sequences in sequences beyond any real object, and data that inflate beyond reason.
HDStatus checkNesting(const char *path, char *error, size_t capacity);

} // namespace hd
