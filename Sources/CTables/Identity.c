// Written by Scripts/make-tables.
#include "CTables.h"
#pragma clang diagnostic ignored "-Wc23-extensions"

CTable Identity_private_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Identity/Data/private.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Identity_profile_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Identity/Data/profile.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Identity_terms_txt(void) {
  static const unsigned char bytes[] = {
#embed "../Identity/Data/terms.txt"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Identity_words_txt(void) {
  static const unsigned char bytes[] = {
#embed "../Identity/Data/words.txt"
  };
  return (CTable){bytes, sizeof bytes};
}
