// Written by Scripts/make-tables.
#include "CTables.h"
#pragma clang diagnostic ignored "-Wc23-extensions"

CTable Kinetics_populations_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Kinetics/Data/populations.csv"
  };
  return (CTable){bytes, sizeof bytes};
}
