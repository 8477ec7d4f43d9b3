// Written by Scripts/make-tables.
#include "CTables.h"
#pragma clang diagnostic ignored "-Wc23-extensions"

CTable Intake_classmaps_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Intake/Data/classmaps.csv"
  };
  return (CTable){bytes, sizeof bytes};
}
