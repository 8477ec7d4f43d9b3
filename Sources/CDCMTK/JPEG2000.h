#pragma once
#include "CDCMTK.h"

#include <vector>

namespace hd {

/// Decodes one JPEG 2000 frame with OpenJPEG into `pixels->frameBytes` bytes, samples interleaved.
HDStatus jpeg2000(const std::vector<uint8_t> &stream, const HDPixels *pixels, uint8_t *out, char *error, size_t capacity);

} // namespace hd
