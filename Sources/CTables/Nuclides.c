// Written by Scripts/make-tables.
#include "CTables.h"
#pragma clang diagnostic ignored "-Wc23-extensions"

CTable Nuclides_Lu177_CE_Auger_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/Lu177_CE_Auger.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_Lu177_beta_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/Lu177_beta.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_Lu177_photon_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/Lu177_photon.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_Y90_beta_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/Y90_beta.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_ct_schneider2000_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/ct_schneider2000.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_dpk_Lu177_bremsstrahlung_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/dpk_Lu177_bremsstrahlung.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_dpk_Lu177_electrons_near_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/dpk_Lu177_electrons_near.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_dpk_Lu177_photons_far_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/dpk_Lu177_photons_far.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_dpk_Lu177_photons_near_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/dpk_Lu177_photons_near.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_dpk_Y90_far_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/dpk_Y90_far.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_dpk_Y90_near_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/dpk_Y90_near.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_emissions_ddep_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/emissions_ddep.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_emissions_icrp107_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/emissions_icrp107.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_energy_uncertainties_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/energy_uncertainties.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_estar_water_radiative_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/estar_water_radiative.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_half_lives_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/half_lives.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_nuclides_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/nuclides.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_reference_attenuation_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/reference_attenuation.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_reference_dpk_media_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/reference_dpk_media.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_reference_estar_water_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/reference_estar_water.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_reference_media_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/reference_media.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_reference_slabs_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/reference_slabs.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_reference_sphere_s_values_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/reference_sphere_s_values.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_reference_voxel_s_values_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/reference_voxel_s_values.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_spectra_ddep_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/spectra_ddep.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_spectra_icrp107_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/spectra_icrp107.csv"
  };
  return (CTable){bytes, sizeof bytes};
}

CTable Nuclides_tissues_icru_csv(void) {
  static const unsigned char bytes[] = {
#embed "../Nuclides/Data/tissues_icru.csv"
  };
  return (CTable){bytes, sizeof bytes};
}
