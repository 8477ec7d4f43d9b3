#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>

// Macros that Swift does not import.
static inline int EVP_GCM_set_tag(EVP_CIPHER_CTX *_Nonnull c, const void *_Nonnull tag) {
  return EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, 16, (void *)tag);
}
static inline int EVP_GCM_get_tag(EVP_CIPHER_CTX *_Nonnull c, void *_Nonnull tag) {
  return EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, 16, tag);
}
