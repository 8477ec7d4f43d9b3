// Written by Scripts/make-tables.

import CTables

/// The files of `Criteria/Data`.
enum PackageResources {
  static var choi_json5: [UInt8] { bytes(Criteria_choi_json5()) }
  static var ctcae_5_0_clinical_json5: [UInt8] { bytes(Criteria_ctcae_5_0_clinical_json5()) }
  static var ctcae_5_0_terms_csv: [UInt8] { bytes(Criteria_ctcae_5_0_terms_csv()) }
  static var ctcae_5_0_json5: [UInt8] { bytes(Criteria_ctcae_5_0_json5()) }
  static var ctcae_6_0_terms_csv: [UInt8] { bytes(Criteria_ctcae_6_0_terms_csv()) }
  static var ctcae_6_0_json5: [UInt8] { bytes(Criteria_ctcae_6_0_json5()) }
  static var eortc_1999_json5: [UInt8] { bytes(Criteria_eortc_1999_json5()) }
  static var limits_of_normal_csv: [UInt8] { bytes(Criteria_limits_of_normal_csv()) }
  static var liver_burden_json5: [UInt8] { bytes(Criteria_liver_burden_json5()) }
  static var liver_function_json5: [UInt8] { bytes(Criteria_liver_function_json5()) }
  static var liver_safety_json5: [UInt8] { bytes(Criteria_liver_safety_json5()) }
  static var lutarterial_json5: [UInt8] { bytes(Criteria_lutarterial_json5()) }
  static var lutia_json5: [UInt8] { bytes(Criteria_lutia_json5()) }
  static var mayo_burden_json5: [UInt8] { bytes(Criteria_mayo_burden_json5()) }
  static var measurands_json5: [UInt8] { bytes(Criteria_measurands_json5()) }
  static var mrecist_json5: [UInt8] { bytes(Criteria_mrecist_json5()) }
  static var percist_1_0_json5: [UInt8] { bytes(Criteria_percist_1_0_json5()) }
  static var prrt_indications_json5: [UInt8] { bytes(Criteria_prrt_indications_json5()) }
  static var published_csv: [UInt8] { bytes(Criteria_published_csv()) }
  static var recist_1_1_json5: [UInt8] { bytes(Criteria_recist_1_1_json5()) }
  static var reild_json5: [UInt8] { bytes(Criteria_reild_json5()) }
  static var sstr_pet_json5: [UInt8] { bytes(Criteria_sstr_pet_json5()) }
  static var symptom_control_json5: [UInt8] { bytes(Criteria_symptom_control_json5()) }
  static var tare_cautions_json5: [UInt8] { bytes(Criteria_tare_cautions_json5()) }
  static var tare_indications_json5: [UInt8] { bytes(Criteria_tare_indications_json5()) }
  static var tare_json5: [UInt8] { bytes(Criteria_tare_json5()) }
  static var tata_ia_prrt_json5: [UInt8] { bytes(Criteria_tata_ia_prrt_json5()) }
  static var who_json5: [UInt8] { bytes(Criteria_who_json5()) }

  private static func bytes(_ table: CTable) -> [UInt8] {
    Array(UnsafeBufferPointer(start: table.bytes, count: table.count))
  }
}
