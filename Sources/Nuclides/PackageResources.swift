// Written by Scripts/make-tables.

import CTables

/// The files of `Nuclides/Data`.
enum PackageResources {
  static var Lu177_CE_Auger_csv: [UInt8] { bytes(Nuclides_Lu177_CE_Auger_csv()) }
  static var Lu177_beta_csv: [UInt8] { bytes(Nuclides_Lu177_beta_csv()) }
  static var Lu177_photon_csv: [UInt8] { bytes(Nuclides_Lu177_photon_csv()) }
  static var Y90_beta_csv: [UInt8] { bytes(Nuclides_Y90_beta_csv()) }
  static var ct_schneider2000_csv: [UInt8] { bytes(Nuclides_ct_schneider2000_csv()) }
  static var dpk_Lu177_bremsstrahlung_csv: [UInt8] { bytes(Nuclides_dpk_Lu177_bremsstrahlung_csv()) }
  static var dpk_Lu177_electrons_near_csv: [UInt8] { bytes(Nuclides_dpk_Lu177_electrons_near_csv()) }
  static var dpk_Lu177_photons_far_csv: [UInt8] { bytes(Nuclides_dpk_Lu177_photons_far_csv()) }
  static var dpk_Lu177_photons_near_csv: [UInt8] { bytes(Nuclides_dpk_Lu177_photons_near_csv()) }
  static var dpk_Y90_far_csv: [UInt8] { bytes(Nuclides_dpk_Y90_far_csv()) }
  static var dpk_Y90_near_csv: [UInt8] { bytes(Nuclides_dpk_Y90_near_csv()) }
  static var emissions_ddep_csv: [UInt8] { bytes(Nuclides_emissions_ddep_csv()) }
  static var emissions_icrp107_csv: [UInt8] { bytes(Nuclides_emissions_icrp107_csv()) }
  static var energy_uncertainties_csv: [UInt8] { bytes(Nuclides_energy_uncertainties_csv()) }
  static var estar_water_radiative_csv: [UInt8] { bytes(Nuclides_estar_water_radiative_csv()) }
  static var half_lives_csv: [UInt8] { bytes(Nuclides_half_lives_csv()) }
  static var nuclides_csv: [UInt8] { bytes(Nuclides_nuclides_csv()) }
  static var reference_attenuation_csv: [UInt8] { bytes(Nuclides_reference_attenuation_csv()) }
  static var reference_dpk_media_csv: [UInt8] { bytes(Nuclides_reference_dpk_media_csv()) }
  static var reference_estar_water_csv: [UInt8] { bytes(Nuclides_reference_estar_water_csv()) }
  static var reference_media_csv: [UInt8] { bytes(Nuclides_reference_media_csv()) }
  static var reference_slabs_csv: [UInt8] { bytes(Nuclides_reference_slabs_csv()) }
  static var reference_sphere_s_values_csv: [UInt8] { bytes(Nuclides_reference_sphere_s_values_csv()) }
  static var reference_voxel_s_values_csv: [UInt8] { bytes(Nuclides_reference_voxel_s_values_csv()) }
  static var spectra_ddep_csv: [UInt8] { bytes(Nuclides_spectra_ddep_csv()) }
  static var spectra_icrp107_csv: [UInt8] { bytes(Nuclides_spectra_icrp107_csv()) }
  static var tissues_icru_csv: [UInt8] { bytes(Nuclides_tissues_icru_csv()) }

  private static func bytes(_ table: CTable) -> [UInt8] {
    Array(UnsafeBufferPointer(start: table.bytes, count: table.count))
  }
}
