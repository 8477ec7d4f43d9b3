#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo take any type; Swift imports neither.
static inline CURLcode hc_set_number(CURL *_Nonnull c, CURLoption o, long v) { return curl_easy_setopt(c, o, v); }
static inline CURLcode hc_set_large(CURL *_Nonnull c, CURLoption o, curl_off_t v) { return curl_easy_setopt(c, o, v); }
static inline CURLcode hc_set_text(CURL *_Nonnull c, CURLoption o, const char *_Nullable v) {
  return curl_easy_setopt(c, o, v);
}
static inline CURLcode hc_set_pointer(CURL *_Nonnull c, CURLoption o, void *_Nullable v) {
  return curl_easy_setopt(c, o, v);
}
typedef size_t (*hc_transfer)(char *_Nullable bytes, size_t size, size_t count, void *_Nullable context);
static inline CURLcode hc_set_transfer(CURL *_Nonnull c, CURLoption o, hc_transfer _Nullable v) {
  return curl_easy_setopt(c, o, v);
}
static inline long hc_status(CURL *_Nonnull c) {
  long status = 0;
  curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
  return status;
}
static inline const char *_Nullable hc_content_type(CURL *_Nonnull c) {
  char *type = 0;
  curl_easy_getinfo(c, CURLINFO_CONTENT_TYPE, &type);
  return type;
}
