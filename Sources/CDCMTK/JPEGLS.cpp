#include "JPEGLS.h"
#include "Handle.h"

// Interface of the CharLS 1 library that comes with DCMTK, which installs no header for it.
extern "C" {
int JpegLsReadHeader(const void *stream, size_t length, void *parameters);
int JpegLsDecode(void *out, size_t outLength, const void *stream, size_t length, void *parameters);
}

namespace hd {

unsigned precisionOfJPEGLS(const std::vector<uint8_t> &stream) {
  // SOF55: marker FFF7, length, precision.
  for (size_t n = 0; n + 5 < stream.size(); ++n)
    if (stream[n] == 0xff && stream[n + 1] == 0xf7) return stream[n + 4];
  return 0;
}

HDStatus narrowJPEGLS(const std::vector<uint8_t> &stream, const HDPixels *p, uint8_t *out, char *error, size_t capacity) {
  // More than the structure of the library needs; its first members are width, height, bits, bytes per line, components.
  alignas(16) int parameters[256] = {};
  const HDStatus damaged = HDMalformed;
  if (JpegLsReadHeader(stream.data(), stream.size(), parameters) != 0)
    return fail(damaged, "a JPEG-LS frame is damaged", error, capacity);
  if (parameters[0] != p->columns || parameters[1] != p->rows || parameters[4] != 1)
    return fail(damaged, "a JPEG-LS frame has another size than the object states", error, capacity);
  std::vector<uint8_t> samples(uint64_t(p->rows) * p->columns);
  if (JpegLsDecode(samples.data(), samples.size(), stream.data(), stream.size(), parameters) != 0)
    return fail(damaged, "a JPEG-LS frame is damaged", error, capacity);
  const unsigned bytes = p->bitsAllocated / 8;
  std::memset(out, 0, p->frameBytes);
  for (uint64_t n = 0; n < samples.size(); ++n) out[n * bytes] = samples[n];
  return HDOkay;
}

} // namespace hd
