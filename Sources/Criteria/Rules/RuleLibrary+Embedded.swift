extension RuleLibrary {
  /// Name and bytes of each document in `Data`; those of response criteria are named by their types.
  static var embedded: [(String, [UInt8])] {
    [
      ("measurands.json5", PackageResources.measurands_json5),
      ("ctcae-5.0.json5", PackageResources.ctcae_5_0_json5),
      ("ctcae-6.0.json5", PackageResources.ctcae_6_0_json5),
      ("liver-safety.json5", PackageResources.liver_safety_json5),
      ("ctcae-5.0-clinical.json5", PackageResources.ctcae_5_0_clinical_json5),
      ("reild.json5", PackageResources.reild_json5),
      ("liver-function.json5", PackageResources.liver_function_json5),
      ("liver-burden.json5", PackageResources.liver_burden_json5),
      ("sstr-pet.json5", PackageResources.sstr_pet_json5),
      ("tata-ia-prrt.json5", PackageResources.tata_ia_prrt_json5),
      ("mayo-burden.json5", PackageResources.mayo_burden_json5),
      ("lutia.json5", PackageResources.lutia_json5),
      ("lutarterial.json5", PackageResources.lutarterial_json5),
      ("tare.json5", PackageResources.tare_json5),
      ("tare-cautions.json5", PackageResources.tare_cautions_json5),
      ("tare-indications.json5", PackageResources.tare_indications_json5),
      ("symptom-control.json5", PackageResources.symptom_control_json5),
      ("prrt-indications.json5", PackageResources.prrt_indications_json5),
    ] + ResponseCriterion.models.map { $0.document }
  }
}
