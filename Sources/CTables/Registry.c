// Written by Scripts/make-tables.
#include "CTables.h"
#pragma clang diagnostic ignored "-Wc23-extensions"

CTable Registry_catalogue_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Registry/Data/catalogue.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Registry_liver_references_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Registry/Data/liver_references.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Registry_loinc_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Registry/Data/loinc.csv"
  };
  return (CTable){bytes, sizeof bytes};
}
