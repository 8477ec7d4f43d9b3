#pragma once
#include "CDCMTK.h"

#include "dcmtk/config/osconfig.h"
#include "dcmtk/dcmdata/dctk.h"

#include <cstring>
#include <memory>
#include <mutex>
#include <string>

/// One file or new object. Items are only ever added, never removed, so pointers into the tree stay valid as
/// long as it lives.
struct HDTree {
  std::unique_ptr<DcmFileFormat> file;
  std::mutex lock;
};

struct HDItem {
  std::shared_ptr<HDTree> tree;
  DcmItem *item;
};

namespace hd {

inline DcmTagKey key(uint32_t tag) { return DcmTagKey(Uint16(tag >> 16), Uint16(tag & 0xffff)); }

/// Copies an error text; DCMTK's condition texts name tags and causes, never values.
inline HDStatus fail(HDStatus status, const std::string &text, char *error, size_t capacity) {
  if (error && capacity) {
    size_t n = std::min(text.size(), capacity - 1);
    std::memcpy(error, text.data(), n);
    error[n] = 0;
  }
  return status;
}

/// Loggers off, codecs and dictionary ready. Returns false without dictionary.
bool start();

DcmElement *find(DcmItem *item, uint32_t tag);

/// Runs `body` under the tree's lock; no exception leaves.
template <class Body>
HDStatus guarded(HDItem *item, char *error, size_t capacity, Body body) noexcept {
  try {
    std::lock_guard<std::mutex> hold(item->tree->lock);
    return body();
  } catch (const std::bad_alloc &) {
    return fail(HDMalformed, "needs more memory than there is", error, capacity);
  } catch (...) {
    return fail(HDMalformed, "cannot be decoded", error, capacity);
  }
}

} // namespace hd
