// Written by Scripts/make-tables.
#include "CTables.h"
#pragma clang diagnostic ignored "-Wc23-extensions"

CTable Summaries_limits_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Summaries/Data/limits.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Summaries_radiobiology_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Summaries/Data/radiobiology.csv"
  };
  return (CTable){bytes, sizeof bytes};
}
