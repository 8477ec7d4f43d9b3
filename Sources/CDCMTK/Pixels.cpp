#include "Handle.h"
#include "JPEG2000.h"
#include "JPEGLS.h"
#include "RunLength.h"

#include "dcmtk/dcmdata/dccodec.h"
#include "dcmtk/dcmdata/dcpixel.h"
#include "dcmtk/dcmdata/dcpixseq.h"
#include "dcmtk/dcmdata/dcpxitem.h"
#include "dcmtk/dcmdata/dcxfer.h"

#include <vector>

using namespace hd;

namespace {

constexpr uint32_t pixelData = 0x7fe00010, floatPixelData = 0x7fe00008, doubleFloatPixelData = 0x7fe00009;

bool get(DcmItem *item, const DcmTagKey &tag, Uint16 &value) { return item->findAndGetUint16(tag, value).good(); }

HDStatus describe(DcmItem *item, HDPixels *out, char *error, size_t capacity) {
  std::memset(out, 0, sizeof *out);
  uint32_t which = find(item, pixelData) ? pixelData : find(item, floatPixelData) ? floatPixelData : doubleFloatPixelData;
  DcmElement *element = find(item, which);
  if (!element) return fail(HDAbsent, "there are no pixel data", error, capacity);
  out->kind = which == pixelData ? 0 : which == floatPixelData ? 1 : 2;
  if (!get(item, DCM_Rows, out->rows) || !get(item, DCM_Columns, out->columns) || !out->rows || !out->columns)
    return fail(HDMalformed, "Rows (0028,0010) or Columns (0028,0011) is absent or 0", error, capacity);
  if (!get(item, DCM_SamplesPerPixel, out->samples)) out->samples = 1;
  if (!get(item, DCM_BitsAllocated, out->bitsAllocated)) out->bitsAllocated = out->kind == 1 ? 32 : out->kind == 2 ? 64 : 0;
  if (!get(item, DCM_BitsStored, out->bitsStored)) out->bitsStored = out->bitsAllocated;
  if (!get(item, DCM_HighBit, out->highBit)) out->highBit = Uint16(out->bitsStored - 1);
  if (!get(item, DCM_PixelRepresentation, out->isSigned)) out->isSigned = 0;
  if (!get(item, DCM_PlanarConfiguration, out->planar)) out->planar = 0;
  Uint16 b = out->bitsAllocated;
  bool fits = out->kind == 1 ? b == 32 : out->kind == 2 ? b == 64 : b == 1 || b == 8 || b == 16 || b == 32;
  if (!fits) return fail(HDUnsupported, "Bits Allocated (0028,0100) is " + std::to_string(b), error, capacity);
  if (out->bitsStored == 0 || out->bitsStored > b || out->highBit >= b || out->highBit + 1 < out->bitsStored)
    return fail(HDMalformed, "Bits Stored (0028,0101) and High Bit (0028,0102) do not fit Bits Allocated (0028,0100)",
                error, capacity);
  if (out->samples != 1 && out->samples != 3 && out->samples != 4)
    return fail(HDUnsupported, "Samples per Pixel (0028,0002) is " + std::to_string(out->samples), error, capacity);
  Sint32 frames = 1;
  DcmElement *number = find(item, 0x00280008);
  if (number && number->getLength() > 0 && (number->getSint32(frames).bad() || frames < 1))
    return fail(HDMalformed, "Number of Frames (0028,0008) is not a positive integer", error, capacity);
  out->frames = uint32_t(frames);
  uint64_t values = uint64_t(out->rows) * out->columns * out->samples;
  // A damaged header must not decide about gigabytes; the largest detectors have 30 million pixels.
  if (values > 1u << 28) return fail(HDMalformed, "a frame of more than 268 million values", error, capacity);
  out->frameBytes = b == 1 ? values : values * (b / 8);
  DcmPixelData *pixels = dynamic_cast<DcmPixelData *>(element);
  E_TransferSyntax syntax = EXS_LittleEndianExplicit;
  if (pixels) {
    const DcmRepresentationParameter *parameter = nullptr;
    pixels->getOriginalRepresentationKey(syntax, parameter);
  }
  out->compressed = pixels && DcmXfer(syntax).isEncapsulated();
  if (out->compressed) return HDOkay;
  uint64_t bits = values * b * out->frames, length = element->getLength();
  if (length < (bits + 7) / 8)
    return fail(HDMalformed,
                "the pixel data are truncated: " + std::to_string(length) + " bytes, where " +
                    std::to_string((bits + 7) / 8) + " are due",
                error, capacity);
  return HDOkay;
}

DcmElement *element(DcmItem *item, const HDPixels *p) {
  return find(item, p->kind == 0 ? pixelData : p->kind == 1 ? floatPixelData : doubleFloatPixelData);
}

/// DCMTK swaps 16-bit words; of 32-bit pixels in big endian the two words have to change places as well.
void swapWords(uint8_t *bytes, uint64_t count) {
  for (uint64_t n = 0; n + 4 <= count; n += 4) {
    std::swap(bytes[n], bytes[n + 2]);
    std::swap(bytes[n + 1], bytes[n + 3]);
  }
}

bool isBigEndian(DcmItem *item) {
  DcmDataset *root = dynamic_cast<DcmDataset *>(item);
  return root && root->getOriginalXfer() == EXS_BigEndianExplicit;
}

HDStatus native(DcmItem *item, const HDPixels *p, uint32_t frame, uint8_t *out, char *error, size_t capacity) {
  DcmElement *from = element(item, p);
  uint64_t values = uint64_t(p->rows) * p->columns * p->samples;
  if (p->bitsAllocated != 1) {
    uint64_t offset = p->frameBytes * frame;
    if (!from || offset + p->frameBytes > from->getLength() ||
        from->getPartialValue(out, Uint32(offset), Uint32(p->frameBytes), nullptr, EBO_LittleEndian).bad())
      return fail(HDMalformed, "frame " + std::to_string(frame + 1) + " cannot be read", error, capacity);
    if (p->kind == 0 && p->bitsAllocated == 32 && isBigEndian(item)) swapWords(out, p->frameBytes);
    return HDOkay;
  }
  // Frames of single bits follow each other without padding to bytes (PS3.5 8.1.1).
  uint64_t first = values * frame, low = first / 8, high = (first + values + 7) / 8;
  std::vector<uint8_t> packed(high - low);
  if (!from || high > from->getLength() ||
      from->getPartialValue(packed.data(), Uint32(low), Uint32(packed.size()), nullptr, EBO_LittleEndian).bad())
    return fail(HDMalformed, "frame " + std::to_string(frame + 1) + " cannot be read", error, capacity);
  for (uint64_t n = 0; n < values; ++n) {
    uint64_t bit = first - low * 8 + n;
    out[n] = packed[bit >> 3] >> (bit & 7) & 1;
  }
  return HDOkay;
}

/// The code stream of one frame, its fragments joined. Frame starts come from the fragments themselves where there
/// are more fragments than frames: a JPEG 2000 code stream begins with FF4F FF51 (ITU-T T.800 A.4.1), a JP2 file with
/// its signature box.
HDStatus codeStream(DcmPixelSequence *sequence, const HDPixels *p, uint32_t frame, std::vector<uint8_t> &out, char *error,
                    size_t capacity) {
  unsigned long fragments = sequence->card() ? sequence->card() - 1 : 0;
  uint32_t at = 0;
  for (unsigned long n = 1; n <= fragments; ++n) {
    DcmPixelItem *fragment = nullptr;
    Uint8 *bytes = nullptr;
    if (sequence->getItem(fragment, n).bad() || !fragment) break;
    Uint32 length = fragment->getLength();
    if (length == 0) continue;
    if (fragments == p->frames && n != frame + 1) continue;
    if (fragment->getUint8Array(bytes).bad() || !bytes)
      return fail(HDMalformed, "a fragment of the pixel data cannot be read", error, capacity);
    bool begins = length > 8 && ((bytes[0] == 0xff && bytes[1] == 0x4f && bytes[2] == 0xff && bytes[3] == 0x51) ||
                                 isBoxed(bytes));
    if (fragments == p->frames || p->frames == 1) at = frame + 1;
    else if (begins) ++at;
    if (at == frame + 1) out.insert(out.end(), bytes, bytes + length);
    if (at > frame + 1) break;
  }
  if (out.empty()) return fail(HDMalformed, "frame " + std::to_string(frame + 1) + " has no code stream", error, capacity);
  return HDOkay;
}

HDStatus compressed(DcmItem *item, const HDPixels *p, uint32_t frame, uint8_t *out, char *error, size_t capacity) {
  DcmPixelData *pixels = dynamic_cast<DcmPixelData *>(element(item, p));
  if (!pixels) return fail(HDMalformed, "there are no pixel data", error, capacity);
  E_TransferSyntax syntax;
  const DcmRepresentationParameter *parameter = nullptr;
  pixels->getOriginalRepresentationKey(syntax, parameter);
  if (syntax == EXS_JPEG2000 || syntax == EXS_JPEG2000LosslessOnly || syntax == EXS_RLELossless) {
    DcmPixelSequence *sequence = nullptr;
    if (pixels->getEncapsulatedRepresentation(syntax, parameter, sequence).bad() || !sequence)
      return fail(HDMalformed, "the encapsulated pixel data are absent", error, capacity);
    std::vector<uint8_t> stream;
    HDStatus found = codeStream(sequence, p, frame, stream, error, capacity);
    if (found != HDOkay) return found;
    return syntax == EXS_RLELossless ? runLength(stream, p, out, error, capacity) : jpeg2000(stream, p, out, error, capacity);
  }
  if ((syntax == EXS_JPEGLSLossless || syntax == EXS_JPEGLSLossy) && p->samples == 1 && p->bitsAllocated <= 16) {
    DcmPixelSequence *sequence = nullptr;
    std::vector<uint8_t> stream;
    if (pixels->getEncapsulatedRepresentation(syntax, parameter, sequence).good() && sequence &&
        sequence->card() == p->frames + 1 && codeStream(sequence, p, frame, stream, error, capacity) == HDOkay) {
      unsigned bits = precisionOfJPEGLS(stream);
      if (bits > 1 && bits <= 8 && (bits < 8 || p->bitsAllocated == 16))
        return narrowJPEGLS(stream, p, out, error, capacity);
    }
  }
  Uint32 size = 0, fragment = 0;
  OFString colour;
  uint64_t due = p->bitsAllocated == 1 ? (p->frameBytes + 7) / 8 : p->frameBytes;
  if (pixels->getUncompressedFrameSize(item, size).bad() || size < due || size > due + 1)
    return fail(HDMalformed, "the size of a decoded frame does not follow from rows, columns and bits", error, capacity);
  std::vector<uint8_t> decoded(size);
  OFCondition done = pixels->getUncompressedFrame(item, frame, fragment, decoded.data(), size, colour);
  if (done.bad()) {
    bool known = DcmCodecList::canChangeCoding(syntax, EXS_LittleEndianExplicit);
    std::string name = DcmXfer(syntax).getXferName();
    return known ? fail(HDMalformed, "frame " + std::to_string(frame + 1) + " (" + name + ") is damaged", error, capacity)
                 : fail(HDUnsupported, "the transfer syntax " + name + " is not supported", error, capacity);
  }
  if (p->bitsAllocated == 1)
    for (uint64_t n = 0; n < p->frameBytes; ++n) out[n] = decoded[n >> 3] >> (n & 7) & 1;
  else
    std::memcpy(out, decoded.data(), p->frameBytes);
  return HDOkay;
}

HDStatus frameBytes(DcmItem *item, const HDPixels *p, uint32_t frame, uint8_t *out, char *error, size_t capacity) {
  if (frame >= p->frames) return fail(HDMalformed, "there is no frame " + std::to_string(frame + 1), error, capacity);
  return p->compressed ? compressed(item, p, frame, out, error, capacity) : native(item, p, frame, out, error, capacity);
}

/// Stored bits lie in HighBit … HighBit−BitsStored+1; what is above or below is no pixel value (PS3.5 8.1.1).
template <class Word, class Out>
void convert(const uint8_t *bytes, uint64_t count, const HDPixels *p, double slope, double intercept, Out *out) {
  unsigned width = sizeof(Word) * 8, up = width - 1 - p->highBit, down = width - p->bitsStored;
  for (uint64_t n = 0; n < count; ++n) {
    Word word;
    std::memcpy(&word, bytes + n * sizeof(Word), sizeof(Word));
    using Unsigned = typename std::make_unsigned<Word>::type;
    Word value = Word(Word(Unsigned(Unsigned(word) << up)) >> down);
    out[n] = Out(double(value) * slope + intercept);
  }
}

template <class Real, class Out>
void convertReal(const uint8_t *bytes, uint64_t count, double slope, double intercept, Out *out) {
  for (uint64_t n = 0; n < count; ++n) {
    Real value;
    std::memcpy(&value, bytes + n * sizeof(Real), sizeof(Real));
    out[n] = Out(double(value) * slope + intercept);
  }
}

template <class Out>
void values(const uint8_t *bytes, uint64_t count, const HDPixels *p, double slope, double intercept, Out *out) {
  if (p->kind == 1) return convertReal<float>(bytes, count, slope, intercept, out);
  if (p->kind == 2) return convertReal<double>(bytes, count, slope, intercept, out);
  switch (p->bitsAllocated) {
  case 1: return convertReal<uint8_t>(bytes, count, slope, intercept, out);
  case 8:
    return p->isSigned ? convert<int8_t>(bytes, count, p, slope, intercept, out)
                       : convert<uint8_t>(bytes, count, p, slope, intercept, out);
  case 16:
    return p->isSigned ? convert<int16_t>(bytes, count, p, slope, intercept, out)
                       : convert<uint16_t>(bytes, count, p, slope, intercept, out);
  default:
    return p->isSigned ? convert<int32_t>(bytes, count, p, slope, intercept, out)
                       : convert<uint32_t>(bytes, count, p, slope, intercept, out);
  }
}

template <class Out>
HDStatus frameValues(HDItem *item, const HDPixels *p, uint32_t frame, double slope, double intercept, Out *out, char *error,
                     size_t capacity) {
  if (p->samples != 1) return fail(HDUnsupported, "the pixels are colours, not one number each", error, capacity);
  return guarded(item, error, capacity, [&] {
    std::vector<uint8_t> bytes(p->frameBytes);
    HDStatus status = frameBytes(item->item, p, frame, bytes.data(), error, capacity);
    if (status == HDOkay) values(bytes.data(), uint64_t(p->rows) * p->columns, p, slope, intercept, out);
    return status;
  });
}

} // namespace

extern "C" {

HDStatus hd_pixels(HDItem *item, HDPixels *out, char *error, size_t capacity) {
  return guarded(item, error, capacity, [&] { return describe(item->item, out, error, capacity); });
}

HDStatus hd_frame_bytes(HDItem *item, const HDPixels *pixels, uint32_t frame, void *out, uint64_t outBytes, char *error,
                        size_t capacity) {
  if (outBytes < pixels->frameBytes) return fail(HDMalformed, "the buffer is too small", error, capacity);
  return guarded(item, error, capacity,
                 [&] { return frameBytes(item->item, pixels, frame, static_cast<uint8_t *>(out), error, capacity); });
}

HDStatus hd_frame_floats(HDItem *item, const HDPixels *pixels, uint32_t frame, double slope, double intercept, float *out,
                         char *error, size_t capacity) {
  return frameValues(item, pixels, frame, slope, intercept, out, error, capacity);
}

HDStatus hd_frame_doubles(HDItem *item, const HDPixels *pixels, uint32_t frame, double *out, char *error, size_t capacity) {
  return frameValues(item, pixels, frame, 1, 0, out, error, capacity);
}

} // extern "C"
