#pragma once
#include <stddef.h>
#include <stdint.h>

#if !defined(__clang__)
#define _Nonnull
#define _Nullable
#endif

#ifdef __cplusplus
extern "C" {
#endif

/// A data set or an item of a sequence. Every handle keeps the whole tree alive; every call takes the tree's
/// lock, so handles of one tree may be used from several threads.
typedef struct HDItem HDItem;

/// What a call came to. Error text never holds values of the file.
typedef enum HDStatus {
  HDOkay = 0,
  HDAbsent = 1,      ///< no such element
  HDWrongType = 2,   ///< the element is there, but is not of the kind asked for
  HDMalformed = 3,   ///< the file or value breaks the standard
  HDUnsupported = 4, ///< a transfer syntax or coding that cannot be decoded
  HDInputOutput = 5, ///< the operating system refused
  HDNoDictionary = 6 ///< DCMTK's data dictionary was not found
} HDStatus;

typedef struct HDText {
  char *_Nullable bytes;
  size_t count;
} HDText;

typedef struct HDElement {
  char vr[4];
  uint32_t length;
  uint64_t multiplicity; ///< values, or items of a sequence
} HDElement;

typedef struct HDPixels {
  uint16_t rows, columns, samples, bitsAllocated, bitsStored, highBit, isSigned, planar;
  uint32_t frames;
  int32_t kind; ///< 0 integers, 1 Float32, 2 Float64
  int32_t compressed;
  uint64_t frameBytes; ///< of one decoded frame; 1-bit frames unpacked are `rows · columns`
} HDPixels;

HDItem *_Nullable hd_open(const char *_Nonnull path, int stopBeforePixels, HDStatus *_Nonnull status,
                          char *_Nonnull error, size_t capacity);
HDItem *_Nonnull hd_new(void);
void hd_release(HDItem *_Nonnull item);
void hd_free(void *_Nullable memory);

/// UID of the transfer syntax that the file was read with.
HDText hd_transfer_syntax(HDItem *_Nonnull item);
HDStatus hd_element(HDItem *_Nonnull item, uint32_t tag, HDElement *_Nonnull out);
/// Tags of the item in file order; the caller frees.
uint32_t *_Nullable hd_tags(HDItem *_Nonnull item, size_t *_Nonnull count);
/// All values joined by backslashes, in UTF-8. Numeric binary values are HDWrongType.
HDStatus hd_text(HDItem *_Nonnull item, uint32_t tag, HDText *_Nonnull out);
/// Value `index` of a binary numeric element (US SS UL SL SV UV AT FL FD OF OD …); AT as group << 16 | element.
HDStatus hd_number(HDItem *_Nonnull item, uint32_t tag, uint32_t index, double *_Nonnull out);
HDStatus hd_bytes(HDItem *_Nonnull item, uint32_t tag, HDText *_Nonnull out);
/// All items of a sequence, each to be released; the caller frees the array.
HDItem *_Nullable *_Nullable hd_items(HDItem *_Nonnull item, uint32_t tag, size_t *_Nonnull count);

HDStatus hd_pixels(HDItem *_Nonnull item, HDPixels *_Nonnull out, char *_Nonnull error, size_t capacity);
/// One decoded frame as stored, without meaning of bits applied; `capacity` ≥ frameBytes.
HDStatus hd_frame_bytes(HDItem *_Nonnull item, const HDPixels *_Nonnull pixels, uint32_t frame, void *_Nonnull out,
                        uint64_t outBytes, char *_Nonnull error, size_t capacity);
/// One decoded frame of single-sample integers, floats or bits, as `stored · slope + intercept`.
HDStatus hd_frame_floats(HDItem *_Nonnull item, const HDPixels *_Nonnull pixels, uint32_t frame, double slope,
                         double intercept, float *_Nonnull out, char *_Nonnull error, size_t capacity);
HDStatus hd_frame_doubles(HDItem *_Nonnull item, const HDPixels *_Nonnull pixels, uint32_t frame,
                          double *_Nonnull out, char *_Nonnull error, size_t capacity);

/// VR that the dictionary gives, two letters.
HDText hd_dictionary_vr(uint32_t tag);
/// `vr` is needed for private elements only ("" takes it from the dictionary).
HDStatus hd_set_text(HDItem *_Nonnull item, uint32_t tag, const char *_Nonnull vr, const char *_Nonnull value,
                     char *_Nonnull error, size_t capacity);
/// As `hd_set_text`, for a value that is passed on from another object as it is, whether or not it keeps the rules of its VR.
HDStatus hd_pass_text(HDItem *_Nonnull item, uint32_t tag, const char *_Nonnull vr, const char *_Nonnull value,
                      char *_Nonnull error, size_t capacity);
HDStatus hd_set_numbers(HDItem *_Nonnull item, uint32_t tag, const char *_Nonnull vr, const double *_Nonnull values,
                        size_t count, char *_Nonnull error, size_t capacity);
/// Raw little-endian bytes for OB, OW, OF, OD, UN.
HDStatus hd_set_bytes(HDItem *_Nonnull item, uint32_t tag, const char *_Nonnull vr, const void *_Nullable bytes,
                      size_t count, char *_Nonnull error, size_t capacity);
/// Appends an item; an absent sequence is created. With `append` 0 only an empty sequence is made sure of.
HDItem *_Nullable hd_add_item(HDItem *_Nonnull item, uint32_t tag, const char *_Nonnull vr, int append,
                              char *_Nonnull error, size_t capacity);
/// Copies one element with all that hangs below it.
HDStatus hd_copy(HDItem *_Nonnull from, HDItem *_Nonnull to, uint32_t tag, char *_Nonnull error, size_t capacity);
HDStatus hd_save(HDItem *_Nonnull item, const char *_Nonnull path, const char *_Nonnull transferSyntax,
                 const char *_Nonnull implementation, const char *_Nonnull version, char *_Nonnull error,
                 size_t capacity);

#ifdef __cplusplus
}
#endif
