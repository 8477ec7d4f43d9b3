#include "Nesting.h"
#include "Handle.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>
#include <zlib.h>

namespace hd {
namespace {

/// Sequences within sequences; the deepest standard objects (structured reports) stay far below.
constexpr size_t deepest = 64;
/// Item tags that a file may hold where its structure cannot be followed: an upper bound of its depth, small enough
/// for the parser's stack.
constexpr size_t manyItems = 1000;
/// What deflated data may grow to: a hundred times their size, which images and structured reports do not reach, and
/// 256 MiB, which masks of mostly nothing may; never more than 1 GiB.
constexpr uint64_t usualRatio = 100, usualSize = uint64_t(1) << 28, largest = uint64_t(1) << 30;

uint64_t inflatedLimit(uint64_t size) { return std::min(largest, std::max(usualSize, usualRatio * size)); }
constexpr uint32_t undefined = 0xffffffff;
constexpr uint32_t item = 0xfffee000, itemEnd = 0xfffee00d, sequenceEnd = 0xfffee0dd, pixelData = 0x7fe00010;

/// Bytes by offset, from a file through a window or from memory.
class Source {
public:
  explicit Source(int file, uint64_t size) : file(file), size(size) {}
  explicit Source(std::vector<uint8_t> all) : file(-1), size(all.size()), window(std::move(all)) {}

  /// `count` bytes at `at`, at most 4096; null beyond the end.
  const uint8_t *bytes(uint64_t at, size_t count) {
    if (at + count > size || at + count < at) return nullptr;
    if (at < start || at + count > start + window.size()) {
      if (file < 0 || !fill(at)) return nullptr;
      if (count > window.size()) return nullptr;
    }
    return window.data() + (at - start);
  }

  uint64_t length() const { return size; }

private:
  bool fill(uint64_t at) {
    window.resize(std::min<uint64_t>(size - at, 1 << 14));
    start = at;
    size_t got = 0;
    while (got < window.size()) {
      ssize_t n = pread(file, window.data() + got, window.size() - got, off_t(at + got));
      if (n <= 0) break;
      got += size_t(n);
    }
    window.resize(got);
    return got > 0;
  }

  int file;
  uint64_t size, start = 0;
  std::vector<uint8_t> window;
};

struct Coding {
  bool isExplicit, isBig;
};

uint32_t number(const uint8_t *p, int count, bool isBig) {
  uint32_t value = 0;
  for (int n = 0; n < count; ++n) value = value << 8 | p[isBig ? n : count - 1 - n];
  return value;
}

uint32_t tagAt(const uint8_t *p, bool isBig) { return number(p, 2, isBig) << 16 | number(p + 2, 2, isBig); }

bool isLong(const char *vr) {
  static const char *all[] = {"OB", "OW", "OF", "OD", "OL", "OV", "SQ", "UC", "UN", "UR", "UT", "SV", "UV"};
  for (const char *one : all)
    if (vr[0] == one[0] && vr[1] == one[1]) return true;
  return false;
}

/// What is open at a place: a sequence or an item, and where it ends.
struct Level {
  uint64_t end; ///< UINT64_MAX where a delimiter ends it
  Coding coding;
  bool isSequence, isPixels;
};

struct Element {
  uint32_t tag = 0, length = 0;
  uint64_t value = 0;
  char vr[2] = {0, 0};
};

bool readElement(Source &source, uint64_t at, Coding coding, Element &out) {
  const uint8_t *p = source.bytes(at, 8);
  if (!p) return false;
  out = Element();
  out.tag = tagAt(p, coding.isBig);
  if (out.tag >> 16 == 0xfffe || !coding.isExplicit) {
    out.length = number(p + 4, 4, coding.isBig);
    out.value = at + 8;
    return true;
  }
  out.vr[0] = char(p[4]);
  out.vr[1] = char(p[5]);
  if (out.vr[0] < 'A' || out.vr[0] > 'Z' || out.vr[1] < 'A' || out.vr[1] > 'Z') return false;
  if (!isLong(out.vr)) {
    out.length = number(p + 6, 2, coding.isBig);
    out.value = at + 8;
    return true;
  }
  p = source.bytes(at + 8, 4);
  if (!p) return false;
  out.length = number(p, 4, coding.isBig);
  out.value = at + 12;
  return true;
}

bool beginsWithItem(Source &source, const Element &element, bool isBig) {
  const uint8_t *p = element.length >= 8 ? source.bytes(element.value, 4) : nullptr;
  return p && tagAt(p, isBig) == item;
}

enum class Verdict { fine, tooDeep, unclear };

/// Follows the structure without calling itself.
Verdict walk(Source &source, uint64_t at, Coding coding) {
  std::vector<Level> open;
  Element element;
  while (at < source.length()) {
    while (!open.empty() && open.back().end <= at) {
      if (open.back().end < at) return Verdict::unclear;
      open.pop_back();
    }
    Coding here = open.empty() ? coding : open.back().coding;
    if (!readElement(source, at, here, element)) return Verdict::unclear;
    at = element.value;
    if (element.tag == itemEnd || element.tag == sequenceEnd) {
      if (open.empty() || open.back().isSequence != (element.tag == sequenceEnd)) return Verdict::unclear;
      open.pop_back();
      continue;
    }
    uint64_t end = element.length == undefined ? UINT64_MAX : at + element.length;
    if (end != UINT64_MAX && end > source.length()) return Verdict::unclear;
    if (element.tag == item) {
      if (open.empty() || !open.back().isSequence) return Verdict::unclear;
      if (open.back().isPixels) at = end;
      else open.push_back({end, here, false, false});
      if (at == UINT64_MAX) return Verdict::unclear;
      continue;
    }
    if (!open.empty() && open.back().isSequence) return Verdict::unclear;
    bool unknown = element.vr[0] == 'U' && element.vr[1] == 'N';
    bool untyped = !here.isExplicit || unknown;
    bool isSequence = element.length == undefined || (element.vr[0] == 'S' && element.vr[1] == 'Q') ||
                      (untyped && beginsWithItem(source, element, here.isBig));
    if (!isSequence) {
      at = end;
      continue;
    }
    // A sequence of unknown VR is in implicit VR whatever is around it (PS3.5 6.2.2).
    Coding inner = unknown ? Coding{false, false} : here;
    open.push_back({end, inner, true, element.tag == pixelData && element.length == undefined});
    if (open.size() > 2 * deepest) return Verdict::tooDeep;
  }
  return Verdict::fine;
}

/// Item tags in either byte order, wherever they stand.
size_t countItems(Source &source) {
  size_t count = 0;
  constexpr size_t step = 4096;
  for (uint64_t at = 0; at + 4 <= source.length(); at += step - 3) {
    size_t n = size_t(std::min<uint64_t>(step, source.length() - at));
    const uint8_t *p = source.bytes(at, n);
    if (!p) break;
    for (size_t k = 0; k + 4 <= n; ++k)
      if ((p[k] == 0xfe && p[k + 1] == 0xff && p[k + 2] == 0 && p[k + 3] == 0xe0) ||
          (p[k] == 0xff && p[k + 1] == 0xfe && p[k + 2] == 0xe0 && p[k + 3] == 0))
        ++count;
  }
  return count;
}

/// Raw deflate (RFC 1951) from `at` to the end of the file; false beyond the limit. Damaged data end early.
/// Without `out` they are only counted, which takes no memory.
bool inflateFrom(Source &source, uint64_t at, std::vector<uint8_t> *out) {
  const uint64_t limit = inflatedLimit(source.length());
  uint64_t count = 0;
  z_stream stream;
  std::memset(&stream, 0, sizeof stream);
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
  int state = Z_OK;
  while (state == Z_OK && at < source.length()) {
    size_t n = size_t(std::min<uint64_t>(4096, source.length() - at));
    const uint8_t *p = source.bytes(at, n);
    if (!p) break;
    at += n;
    stream.next_in = const_cast<Bytef *>(p);
    stream.avail_in = uInt(n);
    uint8_t buffer[1 << 15];
    do {
      stream.next_out = buffer;
      stream.avail_out = sizeof buffer;
      state = inflate(&stream, Z_NO_FLUSH);
      count += sizeof buffer - stream.avail_out;
      if (out) out->insert(out->end(), buffer, buffer + (sizeof buffer - stream.avail_out));
      if (count > limit) {
        inflateEnd(&stream);
        return false;
      }
    } while (state == Z_OK && stream.avail_out == 0);
  }
  inflateEnd(&stream);
  return true;
}

/// Transfer syntax and end of the file meta information; empty without them.
std::string metaInformation(Source &source, uint64_t &at) {
  const uint8_t *mark = source.bytes(128, 4);
  if (!mark || std::memcmp(mark, "DICM", 4) != 0) return "";
  at = 132;
  std::string syntax;
  Element element;
  while (readElement(source, at, {true, false}, element) && element.tag >> 16 == 2 && element.length < 4096) {
    if (element.tag == 0x00020010)
      if (const uint8_t *p = source.bytes(element.value, element.length)) {
        syntax.assign(reinterpret_cast<const char *>(p), element.length);
        while (!syntax.empty() && (syntax.back() == 0 || syntax.back() == ' ')) syntax.pop_back();
      }
    at = element.value + element.length;
  }
  return syntax;
}

HDStatus judge(Source &source, uint64_t at, Coding coding, bool isKnown, char *error, size_t capacity) {
  Verdict verdict = isKnown ? walk(source, at, coding) : Verdict::unclear;
  if (verdict == Verdict::tooDeep)
    return fail(HDMalformed, "sequences are nested more than 64 deep", error, capacity);
  if (verdict == Verdict::unclear && countItems(source) > manyItems)
    return fail(HDMalformed, "the structure of sequences and items is broken", error, capacity);
  return HDOkay;
}

struct File {
  int descriptor;
  ~File() {
    if (descriptor >= 0) close(descriptor);
  }
};

} // namespace

HDStatus checkNesting(const char *path, char *error, size_t capacity) {
  File file{open(path, O_RDONLY | O_CLOEXEC)};
  struct stat facts;
  if (file.descriptor < 0 || fstat(file.descriptor, &facts) != 0 || !S_ISREG(facts.st_mode))
    return fail(HDInputOutput, "the file cannot be opened", error, capacity);
  Source source(file.descriptor, uint64_t(facts.st_size));
  uint64_t at = 0;
  std::string syntax = metaInformation(source, at);
  if (syntax == "1.2.840.10008.1.2.1.99") {
    std::vector<uint8_t> inflated;
    if (!inflateFrom(source, at, nullptr))
      return fail(HDMalformed, "the deflated data set is over 256 MiB and 100 times the file", error, capacity);
    inflateFrom(source, at, &inflated);
    Source memory(std::move(inflated));
    return judge(memory, 0, {true, false}, true, error, capacity);
  }
  bool isBig = syntax == "1.2.840.10008.1.2.2", isImplicit = syntax == "1.2.840.10008.1.2";
  return judge(source, at, {!isImplicit, isBig}, !syntax.empty(), error, capacity);
}

} // namespace hd
