#pragma once
#include "CDCMTK.h"

#include <vector>

namespace hd {

/// Decodes one RLE frame (PS3.5 annex G) into `pixels->frameBytes` bytes, little endian, samples interleaved. Own code,
/// because the decoder of DCMTK 3.6.7 reads beyond the end of damaged segments.
HDStatus runLength(const std::vector<uint8_t> &stream, const HDPixels *pixels, uint8_t *out, char *error, size_t capacity);

} // namespace hd
