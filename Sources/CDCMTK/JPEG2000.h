#pragma once
#include "CDCMTK.h"

#include <vector>

namespace hd {

/// True if the bytes begin a JP2 file (ITU-T T.800 I.5.1), which some systems store instead of the bare code stream.
inline bool isBoxed(const uint8_t *bytes) {
  static const uint8_t signature[8] = {0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20};
  for (int n = 0; n < 8; ++n)
    if (bytes[n] != signature[n]) return false;
  return true;
}

/// Decodes one JPEG 2000 frame with OpenJPEG into `pixels->frameBytes` bytes, samples interleaved.
HDStatus jpeg2000(const std::vector<uint8_t> &stream, const HDPixels *pixels, uint8_t *out, char *error, size_t capacity);

} // namespace hd
