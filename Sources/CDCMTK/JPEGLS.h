#pragma once
#include "CDCMTK.h"

#include <vector>

namespace hd {

/// Bits of a sample as a JPEG-LS code stream states them (ITU-T T.87 C.2.2); 0 if it states none.
unsigned precisionOfJPEGLS(const std::vector<uint8_t> &stream);

/// Decodes a frame of one sample per pixel and at most 8 bits, which DCMTK's codec refuses unless stream and object agree
/// in whole bytes, into `pixels->frameBytes` bytes of 8 or 16 bits.
HDStatus narrowJPEGLS(const std::vector<uint8_t> &stream, const HDPixels *pixels, uint8_t *out, char *error, size_t capacity);

} // namespace hd
