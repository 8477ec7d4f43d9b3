#pragma once
#include <stddef.h>

// Written by Scripts/make-tables.

/// The bytes of a file, as they were when the program was built.
typedef struct {
  const unsigned char *_Nonnull bytes;
  size_t count;
} CTable;

CTable Criteria_choi_json5(void);
CTable Criteria_ctcae_5_0_clinical_json5(void);
CTable Criteria_ctcae_5_0_json5(void);
CTable Criteria_ctcae_6_0_json5(void);
CTable Criteria_eortc_1999_json5(void);
CTable Criteria_liver_burden_json5(void);
CTable Criteria_liver_function_json5(void);
CTable Criteria_liver_safety_json5(void);
CTable Criteria_lutarterial_json5(void);
CTable Criteria_lutia_json5(void);
CTable Criteria_mayo_burden_json5(void);
CTable Criteria_measurands_json5(void);
CTable Criteria_mrecist_json5(void);
CTable Criteria_percist_1_0_json5(void);
CTable Criteria_published_csv(void);
CTable Criteria_recist_1_1_json5(void);
CTable Criteria_reild_json5(void);
CTable Criteria_sstr_pet_json5(void);
CTable Criteria_tare_cautions_json5(void);
CTable Criteria_tare_json5(void);
CTable Criteria_tata_ia_prrt_json5(void);
CTable Criteria_who_json5(void);
CTable DoseEngines_organ_masses_csv(void);
CTable DoseEngines_s_icrp133_Ga68_AF_csv(void);
CTable DoseEngines_s_icrp133_Ga68_AM_csv(void);
CTable DoseEngines_s_icrp133_Lu177_AF_csv(void);
CTable DoseEngines_s_icrp133_Lu177_AM_csv(void);
CTable DoseEngines_s_icrp133_Y90_AF_csv(void);
CTable DoseEngines_s_icrp133_Y90_AM_csv(void);
CTable Kinetics_populations_csv(void);
CTable Nuclides_Lu177_CE_Auger_csv(void);
CTable Nuclides_Lu177_beta_csv(void);
CTable Nuclides_Lu177_photon_csv(void);
CTable Nuclides_Y90_beta_csv(void);
CTable Nuclides_ct_schneider2000_csv(void);
CTable Nuclides_dpk_Lu177_bremsstrahlung_csv(void);
CTable Nuclides_dpk_Lu177_electrons_near_csv(void);
CTable Nuclides_dpk_Lu177_photons_far_csv(void);
CTable Nuclides_dpk_Lu177_photons_near_csv(void);
CTable Nuclides_dpk_Y90_far_csv(void);
CTable Nuclides_dpk_Y90_near_csv(void);
CTable Nuclides_emissions_ddep_csv(void);
CTable Nuclides_emissions_icrp107_csv(void);
CTable Nuclides_energy_uncertainties_csv(void);
CTable Nuclides_estar_water_radiative_csv(void);
CTable Nuclides_half_lives_csv(void);
CTable Nuclides_nuclides_csv(void);
CTable Nuclides_reference_attenuation_csv(void);
CTable Nuclides_reference_dpk_media_csv(void);
CTable Nuclides_reference_estar_water_csv(void);
CTable Nuclides_reference_media_csv(void);
CTable Nuclides_reference_slabs_csv(void);
CTable Nuclides_reference_sphere_s_values_csv(void);
CTable Nuclides_reference_voxel_s_values_csv(void);
CTable Nuclides_spectra_ddep_csv(void);
CTable Nuclides_spectra_icrp107_csv(void);
CTable Nuclides_tissues_icru_csv(void);
CTable Planning_dose_references_json5(void);
CTable Planning_microspheres_json5(void);
CTable Planning_prrt_json5(void);
CTable Registry_catalogue_json5(void);
CTable Registry_liver_references_csv(void);
CTable Registry_loinc_csv(void);
CTable Reporting_report_css(void);
CTable Reporting_report_js(void);
CTable Summaries_limits_csv(void);
CTable Summaries_radiobiology_csv(void);
