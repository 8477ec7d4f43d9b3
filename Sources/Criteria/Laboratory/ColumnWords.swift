import Diagnostics

/// The names under which clinical tables list what they have: one list for every command and for the registry. Compared by
/// ``columnWord(_:)``. Those of CDISC (LB, TR, AE, DM) and of REDCap exports are among them.
public enum ColumnWords {
  public static let patient = [
    "patient", "pseudonym", "subject", "usubjid", "record_id", "patient_id", "subject_id",
    "participant", "participant_id",
  ]
  public static let date = [
    "date", "day", "collected", "lbdtc", "sampled", "sample_date", "collection_date", "date_of_sample",
  ]

  /// Names by what they mean; a table knows some of the meanings, so that a word may stand for different ones.
  private static let words: [String: [String]] = [
    "patient": patient, "date": date,
    // Of patients
    "sex": ["gender"],
    "birth": ["birthdate", "birth_date", "date_of_birth", "dob", "brthdtc"],
    "arm": ["group", "treatment", "treatment_arm", "study_arm", "armcd"],
    "cycles": [
      "cycle", "cycle_date", "cycle_dates", "treatment_date", "treatment_dates", "treatment_days",
      "therapy_date", "therapy_dates", "administration_date", "date_of_treatment", "date_of_administration",
      "administration_dates",
    ],
    "anticoagulation": ["on_anticoagulation", "anticoagulated"],
    "end": ["last_contact", "date_of_last_contact", "last_seen", "last_follow_up", "lstalvdt"],
    "death": ["death_date", "date_of_death", "died", "dthdtc"],
    "note": ["comment", "comments", "notes", "remark", "remarks"],
    // Of lesions
    "lesion": ["lesion_id", "lesion_name", "trlnkid", "tulnkid"],
    "visit": ["visit_name"], "reader": ["treval", "trevalid", "observer", "reviewer"],
    "organ": ["location", "loc", "tuloc", "site_of_lesion"], "kind": ["type", "lesion_type"],
    "role": ["category", "lesion_category"], "state": ["status", "lesion_status"],
    "long_mm": [
      "longest_mm", "ldiam_mm", "longest_diameter_mm", "long_diameter_mm", "long_axis_mm", "diameter_mm",
    ],
    "short_mm": ["short_axis_mm", "saxis_mm", "short_diameter_mm"],
    "slice_mm": ["slice_thickness_mm"],
    "enhancing_mm": ["viable_mm", "enhancing_diameter_mm"], "hu": ["attenuation_hu", "density_hu"],
    "suvmax": ["suv_max"], "suvmean": ["suv_mean"], "sulpeak": ["sul_peak"],
    "volume_ml": ["volume_cm3", "volume_cc"],
    // Of findings and events
    "term": ["finding", "event", "adverse_event", "event_term", "aeterm", "aedecod"],
    "grade": ["ctcae_grade", "aetoxgr"], "attribution": ["cause"],
    "medical": ["medical_intervention"], "invasive": ["invasive_intervention"],
    "started": ["start", "start_date", "date_started", "onset", "onset_date", "aestdtc", "first_day"],
    "ended": ["end", "end_date", "date_ended", "aeendtc", "last_day"],
    // Of tables of the registry
    "consented": ["consent", "consent_date", "date_of_consent"],
    "diagnosed": ["diagnosis_date", "date_of_diagnosis"],
    "activity_gbq": ["administered_activity_gbq", "administered_gbq", "net_activity_gbq"],
    "prescribed_gbq": ["prescribed_activity_gbq", "planned_activity_gbq"],
  ]

  /// The meanings with all their names.
  /// - Parameter more: names that a meaning has in this table alone.
  public static func known(_ meanings: [String], more: [String: [String]] = [:]) -> [String: [String]] {
    Dictionary(
      uniqueKeysWithValues: meanings.map { ($0, [$0] + words[$0, default: []] + more[$0, default: []]) })
  }

  /// Days of a scan.
  public static let scanned = [
    "visit_date", "scan_date", "study_date", "examination_date", "assessment_date", "trdtc", "rsdtc",
    "assessed", "measured",
  ]
}

/// A name of a column whose unit may stand in brackets: “Long axis [mm]”, “long axis (mm)” and “long_axis_mm” are one.
public func measuredColumnWord(_ title: String) -> String {
  columnWord(String(title.map { "[](),/".contains($0) ? " " : $0 == "²" ? "2" : $0 == "³" ? "3" : $0 }))
}

/// What an identifier is compared by: nobody means two patients by `P01` and `p01`.
public func identityWord(_ id: String) -> String {
  var id = id
  let plain = id.withUTF8 { bytes -> String? in
    // A hundred thousand patients are compared: plain letters need no table of Unicode.
    guard bytes.allSatisfy({ 0x21..<0x80 ~= $0 }) else { return nil }
    return String(unsafeUninitializedCapacity: bytes.count) { word in
      for n in bytes.indices { word[n] = 0x41...0x5A ~= bytes[n] ? bytes[n] | 0x20 : bytes[n] }
      return bytes.count
    }
  }
  return plain ?? id.trimmed.lowercased()
}

/// A name of a column without the differences that nobody means: letters' case, blanks at the ends, and whether words
/// are joined by blanks, hyphens or underscores.
public func columnWord(_ title: String) -> String {
  var word = ""
  var gap = false
  for letter in title.lowercased() {
    if letter.isWhitespace || letter == "_" || letter == "-" {
      gap = !word.isEmpty
    } else {
      if gap { word += "_" }
      word.append(letter)
      gap = false
    }
  }
  return word
}
