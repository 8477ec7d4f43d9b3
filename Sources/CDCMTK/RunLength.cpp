#include "RunLength.h"
#include "Handle.h"

namespace hd {
namespace {

uint32_t little(const std::vector<uint8_t> &stream, size_t at) {
  return stream[at] | stream[at + 1] << 8 | stream[at + 2] << 16 | uint32_t(stream[at + 3]) << 24;
}

/// PackBits: n ≥ 0 copies n + 1 bytes, n > −128 repeats one byte 1 − n times. False if the segment ends too early.
bool unpack(const uint8_t *from, const uint8_t *end, uint8_t *out, size_t count, size_t stride) {
  size_t done = 0;
  while (done < count) {
    if (from >= end) return false;
    int n = int8_t(*from++);
    if (n == -128) continue;
    size_t length = n >= 0 ? size_t(n) + 1 : size_t(1 - n);
    if (size_t(end - from) < (n >= 0 ? length : 1)) return false;
    for (size_t k = 0; k < length && done < count; ++k) out[stride * done++] = n >= 0 ? from[k] : *from;
    from += n >= 0 ? length : 1;
  }
  return true;
}

} // namespace

HDStatus runLength(const std::vector<uint8_t> &stream, const HDPixels *p, uint8_t *out, char *error, size_t capacity) {
  const size_t width = p->bitsAllocated / 8, segments = p->samples * width, stride = segments;
  const size_t count = size_t(p->rows) * p->columns;
  if (width == 0 || segments > 15) return fail(HDUnsupported, "RLE of this number of bits is not supported", error, capacity);
  if (stream.size() < 64 || little(stream, 0) != segments)
    return fail(HDMalformed, "an RLE frame has another number of segments than the data set has bytes", error, capacity);
  for (size_t s = 0; s < segments; ++s) {
    size_t begin = little(stream, 4 + 4 * s), end = s + 1 < segments ? little(stream, 8 + 4 * s) : stream.size();
    if (begin < 64 || end > stream.size() || begin > end) return fail(HDMalformed, "an RLE frame is damaged", error, capacity);
    // The most significant byte of each sample comes first.
    size_t sample = s / width, byte = width - 1 - s % width;
    if (!unpack(stream.data() + begin, stream.data() + end, out + sample * width + byte, count, stride))
      return fail(HDMalformed, "an RLE frame is truncated", error, capacity);
  }
  return HDOkay;
}

} // namespace hd
