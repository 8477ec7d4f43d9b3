#include "JPEG2000.h"
#include "Handle.h"

#include <openjpeg-2.5/openjpeg.h>

namespace hd {
namespace {

struct Source {
  const std::vector<uint8_t> *bytes;
  size_t at;
};

OPJ_SIZE_T readBytes(void *out, OPJ_SIZE_T count, void *user) {
  Source *source = static_cast<Source *>(user);
  size_t left = source->bytes->size() - source->at;
  if (left == 0) return OPJ_SIZE_T(-1);
  size_t n = std::min<size_t>(count, left);
  std::memcpy(out, source->bytes->data() + source->at, n);
  source->at += n;
  return n;
}

OPJ_OFF_T skipBytes(OPJ_OFF_T count, void *user) {
  Source *source = static_cast<Source *>(user);
  if (count < 0) return -1;
  size_t n = std::min<size_t>(size_t(count), source->bytes->size() - source->at);
  source->at += n;
  return OPJ_OFF_T(n);
}

OPJ_BOOL seekBytes(OPJ_OFF_T to, void *user) {
  Source *source = static_cast<Source *>(user);
  if (to < 0 || size_t(to) > source->bytes->size()) return OPJ_FALSE;
  source->at = size_t(to);
  return OPJ_TRUE;
}

struct Decoder {
  explicit Decoder(bool isBoxed) : codec(opj_create_decompress(isBoxed ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K)) {}
  opj_codec_t *codec;
  opj_stream_t *stream = opj_stream_create(1 << 16, OPJ_TRUE);
  opj_image_t *image = nullptr;
  ~Decoder() {
    if (image) opj_image_destroy(image);
    if (stream) opj_stream_destroy(stream);
    if (codec) opj_destroy_codec(codec);
  }
};

bool matches(const opj_image_t *image, const HDPixels *p) {
  if (!image || image->numcomps != p->samples) return false;
  for (uint32_t c = 0; c < image->numcomps; ++c) {
    const opj_image_comp_t &component = image->comps[c];
    if (component.w != p->columns || component.h != p->rows || component.prec > p->bitsAllocated) return false;
  }
  return true;
}

} // namespace

HDStatus jpeg2000(const std::vector<uint8_t> &bytes, const HDPixels *p, uint8_t *out, char *error, size_t capacity) {
  Decoder decoder(bytes.size() > 8 && isBoxed(bytes.data()));
  Source source{&bytes, 0};
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  if (!decoder.codec || !decoder.stream || !opj_setup_decoder(decoder.codec, &parameters)) throw std::bad_alloc();
  opj_stream_set_user_data(decoder.stream, &source, nullptr);
  opj_stream_set_user_data_length(decoder.stream, bytes.size());
  opj_stream_set_read_function(decoder.stream, readBytes);
  opj_stream_set_skip_function(decoder.stream, skipBytes);
  opj_stream_set_seek_function(decoder.stream, seekBytes);
  if (!opj_read_header(decoder.stream, decoder.codec, &decoder.image) || !decoder.image)
    return fail(HDMalformed, "a JPEG 2000 code stream has a damaged header", error, capacity);
  // The header decides how much is allocated, so it is held against the data set first.
  if (!matches(decoder.image, p))
    return fail(HDMalformed, "a JPEG 2000 code stream has another size than the data set", error, capacity);
  opj_decoder_set_strict_mode(decoder.codec, OPJ_TRUE);
  if (!opj_decode(decoder.codec, decoder.stream, decoder.image) || !matches(decoder.image, p))
    return fail(HDMalformed, "a JPEG 2000 code stream is damaged", error, capacity);
  size_t count = size_t(p->rows) * p->columns, width = p->bitsAllocated / 8;
  for (uint32_t c = 0; c < p->samples; ++c) {
    const OPJ_INT32 *data = decoder.image->comps[c].data;
    if (!data) return fail(HDMalformed, "a JPEG 2000 code stream is damaged", error, capacity);
    for (size_t n = 0; n < count; ++n) std::memcpy(out + (n * p->samples + c) * width, &data[n], width);
  }
  return HDOkay;
}

} // namespace hd
