#include "Handle.h"
#include "Nesting.h"

#include "dcmtk/dcmdata/dcrledrg.h"
#include "dcmtk/dcmdata/dcrleerg.h"
#include "dcmtk/dcmdata/dcspchrs.h"
#include "dcmtk/dcmdata/dcxfer.h"
#include "dcmtk/dcmjpeg/djdecode.h"
#include "dcmtk/dcmjpeg/djencode.h"
#include "dcmtk/dcmjpls/djdecode.h"
#include "dcmtk/oflog/oflog.h"

#include <cstdlib>
#include <iconv.h>
#include <utility>
#include <vector>

namespace hd {

bool start() {
  static std::once_flag once;
  static bool loaded = false;
  std::call_once(once, [] {
    // DCMTK logs values of the file; nothing of a patient may reach a terminal or log.
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    dcmEnableAutomaticInputDataCorrection.set(OFTrue);
    DJDecoderRegistration::registerCodecs();
    DJEncoderRegistration::registerCodecs();
    DJLSDecoderRegistration::registerCodecs();
    DcmRLEDecoderRegistration::registerCodecs();
    DcmRLEEncoderRegistration::registerCodecs();
    loaded = dcmDataDict.isDictionaryLoaded();
  });
  return loaded;
}

DcmElement *find(DcmItem *item, uint32_t tag) {
  DcmElement *element = nullptr;
  if (item->findAndGetElement(key(tag), element).bad()) return nullptr;
  return element;
}

namespace {

HDText text(const OFString &value) {
  HDText out{nullptr, value.length()};
  out.bytes = static_cast<char *>(std::malloc(value.length() + 1));
  if (!out.bytes) throw std::bad_alloc();
  std::memcpy(out.bytes, value.c_str(), value.length());
  out.bytes[value.length()] = 0;
  return out;
}

bool usesCharacterSet(DcmEVR vr) {
  switch (vr) {
  case EVR_SH: case EVR_LO: case EVR_ST: case EVR_PN: case EVR_LT: case EVR_UC: case EVR_UT: return true;
  default: return false;
  }
}

/// The Specific Character Set that holds for an item: its own, else that of the nearest item around it.
OFString characterSet(DcmItem *item) {
  for (DcmObject *at = item; at; at = at->getParent()) {
    DcmItem *here = dynamic_cast<DcmItem *>(at);
    OFString value;
    if (here && here->findAndGetOFStringArray(DCM_SpecificCharacterSet, value).good() && !value.empty())
      return value;
  }
  return "";
}

/// glibc's converter for what DCMTK's build cannot convert: the escapes of Japanese, Korean and Chinese
/// (PS3.3 C.12.1.1.2). Empty if it cannot either.
OFString escaped(std::string value) {
  const char *coding = "ISO-2022-JP-2";
  for (auto one : {std::make_pair("\x1b$)C", "EUC-KR"), std::make_pair("\x1b$)A", "GB2312")})
    for (size_t at; (at = value.find(one.first)) != std::string::npos; coding = one.second) value.erase(at, 4);
  iconv_t converter = iconv_open("UTF-8", coding);
  if (converter == iconv_t(-1)) return "";
  std::vector<char> out(value.size() * 4 + 16);
  char *from = &value[0], *to = out.data();
  size_t fromLeft = value.size(), toLeft = out.size();
  size_t done = iconv(converter, &from, &fromLeft, &to, &toLeft);
  iconv_close(converter);
  return done == size_t(-1) || fromLeft ? OFString() : OFString(out.data(), out.size() - toLeft);
}

OFString inUTF8(DcmItem *item, DcmElement *element, const OFString &value) {
  bool plain = true;
  for (size_t n = 0; n < value.length() && plain; ++n)
    plain = static_cast<unsigned char>(value[n]) < 0x80 && value[n] != 0x1b;
  if (plain) return value;
  OFString set = characterSet(item);
  if (set == "ISO_IR 192") return value;
  DcmSpecificCharacterSet converter;
  OFString result;
  const char *delimiters = element->ident() == EVR_PN ? "\\^=" : "\\";
  if (converter.selectCharacterSet(set.empty() ? OFString("ISO_IR 100") : set).good() &&
      converter.convertString(value, result, delimiters).good())
    return result;
  if (value.find('\x1b') != OFString_npos) {
    OFString own = escaped(std::string(value.c_str(), value.length()));
    if (!own.empty()) return own;
  }
  return value; // Swift repairs what is not UTF-8
}

std::string message(const OFCondition &condition) { return condition.text() ? condition.text() : "unknown error"; }

HDItem *open(const char *path, int stopBeforePixels, HDStatus *status, char *error, size_t capacity) {
  if (!start()) {
    *status = fail(HDNoDictionary, "DCMTK's data dictionary was not found", error, capacity);
    return nullptr;
  }
  *status = checkNesting(path, error, capacity);
  if (*status != HDOkay) return nullptr;
  auto tree = std::make_shared<HDTree>();
  tree->file.reset(new DcmFileFormat);
  DcmTagKey stop = stopBeforePixels ? DcmTagKey(0x7fe0, 0x0001) : DCM_UndefinedTagKey;
  OFCondition read =
      tree->file->loadFileUntilTag(path, EXS_Unknown, EGL_noChange, DCM_MaxReadLength, ERM_autoDetect, stop);
  if (read.bad()) {
    *status = fail(HDMalformed, message(read), error, capacity);
    return nullptr;
  }
  *status = HDOkay;
  DcmItem *root = tree->file->getDataset();
  return new HDItem{tree, root};
}

} // namespace
} // namespace hd

using namespace hd;

extern "C" {

HDItem *hd_open(const char *path, int stopBeforePixels, HDStatus *status, char *error, size_t capacity) {
  try {
    return hd::open(path, stopBeforePixels, status, error, capacity);
  } catch (const std::bad_alloc &) {
    *status = fail(HDMalformed, "needs more memory than there is", error, capacity);
  } catch (...) {
    *status = fail(HDMalformed, "cannot be parsed", error, capacity);
  }
  return nullptr;
}

HDItem *hd_new(void) {
  start();
  auto tree = std::make_shared<HDTree>();
  tree->file.reset(new DcmFileFormat);
  DcmItem *root = tree->file->getDataset();
  return new HDItem{tree, root};
}

void hd_release(HDItem *item) { delete item; }

void hd_free(void *memory) { std::free(memory); }

HDText hd_transfer_syntax(HDItem *item) {
  HDText out{nullptr, 0};
  guarded(item, nullptr, 0, [&] {
    DcmDataset *root = item->tree->file->getDataset();
    E_TransferSyntax syntax = root->getOriginalXfer();
    if (syntax == EXS_Unknown) syntax = root->getCurrentXfer();
    const char *uid = DcmXfer(syntax).getXferID();
    out = text(uid ? uid : "");
    return HDOkay;
  });
  return out;
}

HDText hd_dictionary_vr(uint32_t tag) {
  HDText out{nullptr, 0};
  try {
    start();
    out = text(DcmVR(DcmTag(key(tag)).getEVR()).getValidVRName());
  } catch (...) {
  }
  return out;
}

HDStatus hd_element(HDItem *item, uint32_t tag, HDElement *out) {
  return guarded(item, nullptr, 0, [&] {
    DcmElement *element = find(item->item, tag);
    if (!element) return HDAbsent;
    std::memset(out, 0, sizeof *out);
    std::strncpy(out->vr, DcmVR(element->getVR()).getValidVRName(), 2);
    out->length = element->getLengthField();
    DcmSequenceOfItems *sequence = dynamic_cast<DcmSequenceOfItems *>(element);
    out->multiplicity = sequence ? sequence->card() : element->getVM();
    return HDOkay;
  });
}

uint32_t *hd_tags(HDItem *item, size_t *count) {
  uint32_t *tags = nullptr;
  *count = 0;
  guarded(item, nullptr, 0, [&] {
    unsigned long n = item->item->card();
    tags = static_cast<uint32_t *>(std::malloc(sizeof(uint32_t) * (n + 1)));
    if (!tags) throw std::bad_alloc();
    DcmObject *at = nullptr;
    while ((at = item->item->nextInContainer(at)) && *count < n)
      tags[(*count)++] = uint32_t(at->getGTag()) << 16 | at->getETag();
    return HDOkay;
  });
  return tags;
}

HDStatus hd_text(HDItem *item, uint32_t tag, HDText *out) {
  return guarded(item, nullptr, 0, [&] {
    DcmElement *element = find(item->item, tag);
    if (!element) return HDAbsent;
    OFString value;
    switch (element->ident()) {
    case EVR_UN: case EVR_UNKNOWN: case EVR_UNKNOWN2B: case EVR_OB: case EVR_ox: {
      // Private text in implicit VR arrives untyped.
      Uint8 *bytes = nullptr;
      if (element->getLength() > 1024 || element->getUint8Array(bytes).bad() || !bytes) return HDWrongType;
      size_t n = element->getLength();
      while (n && (bytes[n - 1] == 0 || bytes[n - 1] == ' ')) --n;
      for (size_t at = 0; at < n; ++at)
        if (bytes[at] < 0x20 || bytes[at] == 0x7f) return HDWrongType;
      value = OFString(reinterpret_cast<const char *>(bytes), n);
      break;
    }
    default:
      if (!dynamic_cast<DcmByteString *>(element)) return HDWrongType;
      if (element->getOFStringArray(value).bad()) return HDMalformed;
      if (usesCharacterSet(element->ident())) value = inUTF8(item->item, element, value);
    }
    *out = text(value);
    return HDOkay;
  });
}

HDStatus hd_number(HDItem *item, uint32_t tag, uint32_t index, double *out) {
  return guarded(item, nullptr, 0, [&] {
    DcmElement *element = find(item->item, tag);
    if (!element) return HDAbsent;
    Uint16 us; Sint16 ss; Uint32 ul; Sint32 sl; Float32 fl; Float64 fd; Uint64 uv; Sint64 sv; DcmTagKey at;
    OFCondition got = EC_IllegalCall;
    switch (element->ident()) {
    case EVR_US: case EVR_xs: case EVR_lt: got = element->getUint16(us, index); *out = us; break;
    case EVR_SS: got = element->getSint16(ss, index); *out = ss; break;
    case EVR_UL: case EVR_up: got = element->getUint32(ul, index); *out = ul; break;
    case EVR_SL: got = element->getSint32(sl, index); *out = sl; break;
    case EVR_UV: got = element->getUint64(uv, index); *out = double(uv); break;
    case EVR_SV: got = element->getSint64(sv, index); *out = double(sv); break;
    case EVR_FL: case EVR_OF: got = element->getFloat32(fl, index); *out = fl; break;
    case EVR_FD: case EVR_OD: got = element->getFloat64(fd, index); *out = fd; break;
    case EVR_AT: got = element->getTagVal(at, index); *out = double(uint32_t(at.getGroup()) << 16 | at.getElement()); break;
    default: return HDWrongType;
    }
    return got.good() ? HDOkay : HDMalformed;
  });
}

HDStatus hd_bytes(HDItem *item, uint32_t tag, HDText *out) {
  return guarded(item, nullptr, 0, [&] {
    DcmElement *element = find(item->item, tag);
    if (!element) return HDAbsent;
    if (dynamic_cast<DcmSequenceOfItems *>(element)) return HDWrongType;
    Uint32 length = element->getLength();
    if (length == 0) { *out = text(""); return HDOkay; }
    out->bytes = static_cast<char *>(std::malloc(length));
    if (!out->bytes) throw std::bad_alloc();
    out->count = length;
    if (element->getPartialValue(out->bytes, 0, length, nullptr, EBO_LittleEndian).bad()) {
      std::free(out->bytes);
      *out = HDText{nullptr, 0};
      return HDMalformed;
    }
    return HDOkay;
  });
}

HDItem **hd_items(HDItem *item, uint32_t tag, size_t *count) {
  HDItem **items = nullptr;
  *count = 0;
  guarded(item, nullptr, 0, [&] {
    DcmSequenceOfItems *sequence = dynamic_cast<DcmSequenceOfItems *>(find(item->item, tag));
    if (!sequence) return HDAbsent;
    unsigned long n = sequence->card();
    items = static_cast<HDItem **>(std::malloc(sizeof(HDItem *) * (n + 1)));
    if (!items) throw std::bad_alloc();
    DcmObject *at = nullptr;
    while ((at = sequence->nextInContainer(at)) && *count < n)
      if (DcmItem *inner = dynamic_cast<DcmItem *>(at)) items[(*count)++] = new HDItem{item->tree, inner};
    return HDOkay;
  });
  return items;
}

} // extern "C"
