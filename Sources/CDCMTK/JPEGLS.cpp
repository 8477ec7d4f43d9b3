#include "JPEGLS.h"
#include "Handle.h"

#include <algorithm>

// Interface of the CharLS 1 library that comes with DCMTK, which installs no header for it.
extern "C" {
int JpegLsReadHeader(const void *stream, size_t length, void *parameters);
int JpegLsDecode(void *out, size_t outLength, const void *stream, size_t length, void *parameters);
}

namespace hd {

namespace {

size_t find(const std::vector<uint8_t> &stream, uint8_t marker, size_t size) {
  for (size_t n = 0; n + size <= stream.size(); ++n)
    if (stream[n] == 0xff && stream[n + 1] == marker) return n;
  return stream.size();
}

/// A value outside of its range takes the lower end (ITU-T T.87 C.2.4.1.1.1).
int clamped(int value, int low, int high) { return value > high || value < low ? low : value; }

/// The preset coding parameters that hold where a stream states none (ITU-T T.87 C.2.4.1.1.1), as an LSE segment before the
/// frame header: below 8 bits the library's own defaults are not those of the standard.
std::vector<uint8_t> withPresets(const std::vector<uint8_t> &stream, unsigned bits) {
  const size_t frame = find(stream, 0xf7, 2), scan = find(stream, 0xda, 8);
  if (bits >= 8 || scan >= stream.size() || find(stream, 0xf8, 2) < scan) return stream;
  const int near = stream[scan + 7], most = (1 << bits) - 1, factor = 256 / (most + 1);
  const int t1 = clamped(std::max(2, 3 / factor + 3 * near), near + 1, most);
  const int t2 = clamped(std::max(3, 7 / factor + 5 * near), t1, most);
  const int t3 = clamped(std::max(4, 21 / factor + 7 * near), t2, most);
  std::vector<uint8_t> out(stream.begin(), stream.begin() + frame);
  const uint8_t head[5] = {0xff, 0xf8, 0, 13, 1};
  out.insert(out.end(), head, head + 5);
  for (int value : {most, t1, t2, t3, 64}) {
    out.push_back(uint8_t(value >> 8));
    out.push_back(uint8_t(value));
  }
  out.insert(out.end(), stream.begin() + frame, stream.end());
  return out;
}

} // namespace

unsigned precisionOfJPEGLS(const std::vector<uint8_t> &stream) {
  // SOF55: marker FFF7, length, precision.
  for (size_t n = 0; n + 5 < stream.size(); ++n)
    if (stream[n] == 0xff && stream[n + 1] == 0xf7) return stream[n + 4];
  return 0;
}

HDStatus narrowJPEGLS(const std::vector<uint8_t> &frame, const HDPixels *p, uint8_t *out, char *error, size_t capacity) {
  const unsigned bits = precisionOfJPEGLS(frame);
  if (bits < 6) return fail(HDUnsupported, "JPEG-LS of fewer than 6 bits is not supported", error, capacity);
  const std::vector<uint8_t> stream = withPresets(frame, bits);
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
