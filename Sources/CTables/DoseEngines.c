// Written by Scripts/make-tables.
#include "CTables.h"
#pragma clang diagnostic ignored "-Wc23-extensions"

CTable DoseEngines_organ_masses_csv(void) {
  static const unsigned char bytes[] = {
#embed "../DoseEngines/Data/organ_masses.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable DoseEngines_s_icrp133_Ga68_AF_csv(void) {
  static const unsigned char bytes[] = {
#embed "../DoseEngines/Data/s_icrp133_Ga68_AF.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable DoseEngines_s_icrp133_Ga68_AM_csv(void) {
  static const unsigned char bytes[] = {
#embed "../DoseEngines/Data/s_icrp133_Ga68_AM.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable DoseEngines_s_icrp133_Lu177_AF_csv(void) {
  static const unsigned char bytes[] = {
#embed "../DoseEngines/Data/s_icrp133_Lu177_AF.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable DoseEngines_s_icrp133_Lu177_AM_csv(void) {
  static const unsigned char bytes[] = {
#embed "../DoseEngines/Data/s_icrp133_Lu177_AM.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable DoseEngines_s_icrp133_Y90_AF_csv(void) {
  static const unsigned char bytes[] = {
#embed "../DoseEngines/Data/s_icrp133_Y90_AF.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable DoseEngines_s_icrp133_Y90_AM_csv(void) {
  static const unsigned char bytes[] = {
#embed "../DoseEngines/Data/s_icrp133_Y90_AM.csv"
  };
  return (CTable){bytes, sizeof bytes};
}
