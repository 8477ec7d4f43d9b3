// Written by Scripts/make-tables.
#include "CTables.h"
#pragma clang diagnostic ignored "-Wc23-extensions"

CTable Planning_dose_references_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Planning/Data/dose-references.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Planning_microspheres_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Planning/Data/microspheres.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Planning_prrt_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Planning/Data/prrt.json5"
  };
  return (CTable){bytes, sizeof bytes};
}
