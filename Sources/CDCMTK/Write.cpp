#include "Handle.h"

#include "dcmtk/dcmdata/dcmetinf.h"
#include "dcmtk/dcmdata/dcpixel.h"
#include "dcmtk/dcmdata/dcuid.h"
#include "dcmtk/dcmdata/dcvrdt.h"
#include "dcmtk/dcmdata/dcxfer.h"

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>
#include <vector>

using namespace hd;

namespace {

std::string name(uint32_t tag) {
  char text[16];
  std::snprintf(text, sizeof text, "(%04X,%04X)", tag >> 16, tag & 0xffff);
  return text;
}

/// Handles to the items of a sequence may be out, so a sequence is never replaced.
bool isSequence(DcmItem *item, uint32_t tag) { return dynamic_cast<DcmSequenceOfItems *>(find(item, tag)) != nullptr; }

DcmTag tagged(uint32_t tag, const char *vr) {
  return *vr ? DcmTag(key(tag), DcmVR(vr)) : DcmTag(key(tag));
}

HDStatus check(const OFCondition &condition, uint32_t tag, char *error, size_t capacity) {
  if (condition.good()) return HDOkay;
  return fail(HDMalformed, name(tag) + ": " + condition.text(), error, capacity);
}

bool isText(DcmEVR vr) {
  switch (vr) {
  case EVR_AE: case EVR_AS: case EVR_CS: case EVR_DA: case EVR_DS: case EVR_DT: case EVR_IS: case EVR_LO: case EVR_LT:
  case EVR_PN: case EVR_SH: case EVR_ST: case EVR_TM: case EVR_UC: case EVR_UI: case EVR_UR: case EVR_UT: return true;
  default: return false;
  }
}

template <class Word> bool fits(double value) {
  return value == std::floor(value) && value >= double(std::numeric_limits<Word>::min()) &&
         value <= double(std::numeric_limits<Word>::max());
}

template <class Word, class Put> OFCondition integers(const double *values, size_t count, Put put) {
  std::vector<Word> words(count);
  for (size_t n = 0; n < count; ++n) {
    if (!fits<Word>(values[n])) return EC_InvalidValue;
    words[n] = Word(values[n]);
  }
  return put(words.data(), static_cast<unsigned long>(count));
}

OFCondition putNumbers(DcmItem *item, const DcmTag &tag, const double *v, size_t n) {
  switch (DcmTag(tag).getEVR()) {
  case EVR_US: case EVR_xs: case EVR_lt: {
    DcmTag unsignedTag(tag.getXTag(), EVR_US);
    return integers<Uint16>(v, n, [&](Uint16 *w, unsigned long c) { return item->putAndInsertUint16Array(unsignedTag, w, c); });
  }
  case EVR_SS:
    return integers<Sint16>(v, n, [&](Sint16 *w, unsigned long c) { return item->putAndInsertSint16Array(tag, w, c); });
  case EVR_UL:
    return integers<Uint32>(v, n, [&](Uint32 *w, unsigned long c) { return item->putAndInsertUint32Array(tag, w, c); });
  case EVR_SL:
    return integers<Sint32>(v, n, [&](Sint32 *w, unsigned long c) {
      std::unique_ptr<DcmSignedLong> element(new DcmSignedLong(tag));
      OFCondition put = element->putSint32Array(w, c);
      return put.good() ? item->insert(element.release(), OFTrue) : put;
    });
  case EVR_FL: {
    std::vector<Float32> words(v, v + n);
    return item->putAndInsertFloat32Array(tag, words.data(), static_cast<unsigned long>(n));
  }
  case EVR_FD: return item->putAndInsertFloat64Array(tag, v, static_cast<unsigned long>(n));
  case EVR_AT: {
    std::vector<Uint16> words;
    for (size_t k = 0; k < n; ++k) {
      if (!fits<Uint32>(v[k])) return EC_InvalidValue;
      words.push_back(Uint16(Uint32(v[k]) >> 16));
      words.push_back(Uint16(Uint32(v[k]) & 0xffff));
    }
    std::unique_ptr<DcmAttributeTag> element(new DcmAttributeTag(tag));
    OFCondition put = element->putUint16Array(words.data(), static_cast<unsigned long>(n));
    return put.good() ? item->insert(element.release(), OFTrue) : put;
  }
  default: return EC_InvalidVR;
  }
}

/// Pixel data need their own class of element, otherwise DCMTK cannot code them in another transfer syntax.
OFCondition putPixels(DcmItem *item, const DcmTag &tag, const void *bytes, unsigned long count) {
  std::unique_ptr<DcmPixelData> element(new DcmPixelData(tag));
  const bool words = DcmTag(tag).getEVR() == EVR_OW;
  if (words && count % 2) return EC_InvalidValue;
  OFCondition put = words ? element->putUint16Array(static_cast<const Uint16 *>(bytes), count / 2)
                          : element->putUint8Array(static_cast<const Uint8 *>(bytes), count);
  if (put.good()) put = item->insert(element.get(), OFTrue);
  if (put.good()) element.release();
  return put;
}

OFCondition putBytes(DcmItem *item, const DcmTag &tag, const void *bytes, size_t count) {
  const DcmEVR vr = DcmTag(tag).getEVR();
  const unsigned long n = static_cast<unsigned long>(count);
  auto words = static_cast<const Uint16 *>(bytes);
  if (tag.getXTag() == DCM_PixelData) return putPixels(item, tag, bytes, n);
  switch (vr) {
  case EVR_OW: case EVR_ox: case EVR_px:
    return count % 2 ? EC_InvalidValue : item->putAndInsertUint16Array(DcmTag(tag.getXTag(), EVR_OW), words, n / 2);
  case EVR_OB: case EVR_UN: return item->putAndInsertUint8Array(tag, static_cast<const Uint8 *>(bytes), n);
  case EVR_OF:
    return count % 4 ? EC_InvalidValue : item->putAndInsertFloat32Array(tag, static_cast<const Float32 *>(bytes), n / 4);
  case EVR_OD:
    return count % 8 ? EC_InvalidValue : item->putAndInsertFloat64Array(tag, static_cast<const Float64 *>(bytes), n / 8);
  default: return EC_InvalidVR;
  }
}

/// Writes data set and file meta information to `path`, which must not matter yet if it ends half written.
HDStatus save(HDTree &tree, const char *path, const char *syntaxUID, const char *implementation, const char *version,
              char *error, size_t capacity) {
  DcmXfer syntax(syntaxUID);
  if (syntax.getXfer() == EXS_Unknown) return fail(HDUnsupported, "unknown transfer syntax", error, capacity);
  Uint16 bits = 0;
  if (syntax.getXfer() == EXS_BigEndianExplicit &&
      tree.file->getDataset()->findAndGetUint16(DCM_BitsAllocated, bits).good() && bits == 32)
    return fail(HDUnsupported, "pixels of 32 bits are not written in big endian", error, capacity);
  OFCondition coded = tree.file->getDataset()->chooseRepresentation(syntax.getXfer(), nullptr);
  if (coded.bad())
    return fail(HDUnsupported, std::string("the pixel data cannot be coded as ") + syntax.getXferName() + ": " + coded.text(),
                error, capacity);
  OFCondition done = tree.file->validateMetaInfo(syntax.getXfer(), EWM_createNewMeta);
  DcmMetaInfo *meta = tree.file->getMetaInfo();
  if (done.good()) done = meta->putAndInsertString(DCM_ImplementationClassUID, implementation);
  if (done.good()) done = meta->putAndInsertString(DCM_ImplementationVersionName, version);
  if (done.good()) done = meta->computeGroupLengthAndPadding(EGL_withGL, EPD_withoutPadding, META_HEADER_DEFAULT_TRANSFERSYNTAX, EET_ExplicitLength);
  if (done.good())
    done = tree.file->saveFile(path, syntax.getXfer(), EET_ExplicitLength, EGL_recalcGL, EPD_withoutPadding, 0, 0,
                               EWM_dontUpdateMeta);
  if (done.good()) return HDOkay;
  return fail(HDInputOutput, done.text(), error, capacity);
}

} // namespace

extern "C" {

/// DCMTK's rule for DT has no offset from UTC of less than an hour, such as `+0000`, which PS3.5 6.2 allows: such a value is held
/// against the rule with an hour in its place.
static bool isInstantNearGreenwich(DcmElement *element) {
  OFString value;
  if (element->getVR() != EVR_DT || element->getOFString(value, 0).bad() || value.length() < 5) return false;
  size_t sign = value.length() - 5;
  if ((value[sign] != '+' && value[sign] != '-') || value[sign + 1] != '0' || value[sign + 2] != '0') return false;
  value[sign + 2] = '1';
  return DcmDateTime::checkStringValue(value, "1").good();
}

HDStatus hd_set_text(HDItem *item, uint32_t tag, const char *vr, const char *value, char *error, size_t capacity) {
  return guarded(item, error, capacity, [&] {
    DcmTag key = tagged(tag, vr);
    if (!isText(key.getEVR()) || isSequence(item->item, tag))
      return fail(HDWrongType, name(tag) + " does not hold text", error, capacity);
    HDStatus put = check(item->item->putAndInsertString(key, value), tag, error, capacity);
    if (put != HDOkay) return put;
    DcmElement *element = find(item->item, tag);
    if (isInstantNearGreenwich(element)) return HDOkay;
    return check(element->checkValue("1-n"), tag, error, capacity);
  });
}

HDStatus hd_pass_text(HDItem *item, uint32_t tag, const char *vr, const char *value, char *error, size_t capacity) {
  return guarded(item, error, capacity, [&] {
    DcmTag key = tagged(tag, vr);
    if (!isText(key.getEVR()) || isSequence(item->item, tag))
      return fail(HDWrongType, name(tag) + " does not hold text", error, capacity);
    return check(item->item->putAndInsertString(key, value), tag, error, capacity);
  });
}

HDStatus hd_set_numbers(HDItem *item, uint32_t tag, const char *vr, const double *values, size_t count, char *error,
                        size_t capacity) {
  return guarded(item, error, capacity, [&] {
    if (isSequence(item->item, tag)) return fail(HDWrongType, name(tag) + " is a sequence", error, capacity);
    return check(putNumbers(item->item, tagged(tag, vr), values, count), tag, error, capacity);
  });
}

HDStatus hd_set_bytes(HDItem *item, uint32_t tag, const char *vr, const void *bytes, size_t count, char *error,
                      size_t capacity) {
  return guarded(item, error, capacity, [&] {
    if (isSequence(item->item, tag)) return fail(HDWrongType, name(tag) + " is a sequence", error, capacity);
    return check(putBytes(item->item, tagged(tag, vr), bytes, count), tag, error, capacity);
  });
}

HDItem *hd_add_item(HDItem *item, uint32_t tag, const char *vr, int append, char *error, size_t capacity) {
  HDItem *made = nullptr;
  guarded(item, error, capacity, [&] {
    DcmTag key = tagged(tag, vr);
    if (key.getEVR() != EVR_SQ) return fail(HDWrongType, name(tag) + " is no sequence", error, capacity);
    if (!append) return check(item->item->insertEmptyElement(key, OFFalse), tag, error, capacity);
    DcmItem *inner = nullptr;
    HDStatus status = check(item->item->findOrCreateSequenceItem(key, inner, -2), tag, error, capacity);
    if (status == HDOkay && inner) made = new HDItem{item->tree, inner};
    return status;
  });
  return made;
}

HDStatus hd_copy(HDItem *from, HDItem *to, uint32_t tag, char *error, size_t capacity) {
  std::unique_ptr<DcmElement> copy;
  HDStatus status = guarded(from, error, capacity, [&] {
    DcmElement *element = find(from->item, tag);
    if (!element) return HDAbsent;
    copy.reset(static_cast<DcmElement *>(element->clone()));
    return HDOkay;
  });
  if (status != HDOkay) return status;
  return guarded(to, error, capacity, [&] {
    if (isSequence(to->item, tag))
      return fail(HDWrongType, name(tag) + " is there already", error, capacity);
    HDStatus put = check(to->item->insert(copy.get(), OFTrue), tag, error, capacity);
    if (put == HDOkay) copy.release();
    return put;
  });
}

HDStatus hd_save(HDItem *item, const char *path, const char *transferSyntax, const char *implementation,
                 const char *version, char *error, size_t capacity) {
  return guarded(item, error, capacity,
                 [&] { return save(*item->tree, path, transferSyntax, implementation, version, error, capacity); });
}

} // extern "C"
