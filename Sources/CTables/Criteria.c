// Written by Scripts/make-tables.
#include "CTables.h"
#pragma clang diagnostic ignored "-Wc23-extensions"

CTable Criteria_choi_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/choi.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_ctcae_5_0_clinical_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/ctcae-5.0-clinical.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_ctcae_5_0_terms_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/ctcae-5.0-terms.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_ctcae_5_0_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/ctcae-5.0.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_ctcae_6_0_terms_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/ctcae-6.0-terms.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_ctcae_6_0_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/ctcae-6.0.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_eortc_1999_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/eortc-1999.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_limits_of_normal_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/limits-of-normal.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_liver_burden_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/liver-burden.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_liver_function_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/liver-function.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_liver_safety_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/liver-safety.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_lutarterial_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/lutarterial.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_lutia_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/lutia.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_mayo_burden_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/mayo-burden.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_measurands_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/measurands.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_mrecist_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/mrecist.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_percist_1_0_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/percist-1.0.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_prrt_indications_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/prrt-indications.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_published_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/published.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_recist_1_1_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/recist-1.1.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_reild_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/reild.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_sstr_pet_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/sstr-pet.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_symptom_control_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/symptom-control.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_tare_cautions_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/tare-cautions.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_tare_indications_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/tare-indications.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_tare_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/tare.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_tata_ia_prrt_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/tata-ia-prrt.json5"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Criteria_who_json5(void) {
  static const unsigned char bytes[] = {
#embed "../Criteria/Data/who.json5"
  };
  return (CTable){bytes, sizeof bytes};
}
