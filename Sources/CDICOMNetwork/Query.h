#pragma once
#include "Link.h"

namespace hn {

/// The keys as a data set; texts are converted from UTF-8 to the character set.
OFCondition identifier(DcmDataset &data, const char *characterSet, const HNValue *keys, size_t count);

} // namespace hn
