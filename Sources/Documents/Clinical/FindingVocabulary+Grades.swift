import Criteria

extension FindingVocabulary {
  /// The title in CTCAE v5.0 of a term, its synonym or its MedDRA code; `nil` if it is none of them.
  package func title(of term: String, in scale: ToxicityScale) -> String? {
    if let known = scale.terms.values.first(where: { !$0.meddra.isEmpty && $0.meddra == term }) {
      return known.title
    }
    switch self[term] {
    case .laboratory(let code): return scale.terms[code]?.title
    case .finding("ascites"): return "Ascites"
    case .finding("bile-duct obstruction"): return "Bile duct stenosis"
    case .finding(let name): return name.prefix(1).uppercased() + name.dropFirst()
    case .recorded(let title): return title
    case nil: return nil
    }
  }

  /// Whether CTCAE has a grade of this term. A term of which this program does not know the grades has all five.
  ///
  /// Source: CTCAE v5.0 (27 November 2017), where “-” stands in place of a grade.
  package static func has(grade: Int, of title: String) -> Bool {
    guard (1...5).contains(grade) else { return false }
    return grades[title.lowercased()]?.contains(grade) ?? true
  }

  /// The grades of a term, in words.
  package static func grades(of title: String) -> String {
    guard let range = grades[title.lowercased()] else { return "1 to 5" }
    return range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
  }

  private static let grades: [String: ClosedRange<Int>] = {
    let rows: [(ClosedRange<Int>, [String])] = [
      (1...2, ["Alopecia", "Dysgeusia", "Flatulence"]),
      (
        1...3,
        [
          "Abdominal pain", "Arthralgia", "Back pain", "Bone pain", "Chills", "Cough", "Dizziness",
          "Dry mouth",
          "Dyspepsia", "Edema limbs", "Fatigue", "Flank pain", "Headache", "Hepatic pain", "Hiccups",
          "INR increased", "Insomnia", "Myalgia", "Nausea", "Pain", "Pain in extremity", "Pruritus",
          "Weight gain", "Weight loss",
        ]
      ),
      (
        1...4,
        [
          "Alanine aminotransferase increased", "Alkaline phosphatase increased",
          "Aspartate aminotransferase increased", "Blood bilirubin increased", "Creatinine increased",
          "GGT increased", "Lymphocyte count decreased", "Neutrophil count decreased",
          "Platelet count decreased", "White blood cell decreased",
        ]
      ),
      (
        2...5,
        [
          "Biliary tract infection", "Budd-Chiari syndrome", "Cholecystitis", "Esophageal varices hemorrhage",
          "Hepatic infection", "Portal hypertension", "Portal vein thrombosis",
          "Sinusoidal obstruction syndrome",
        ]
      ),
      (3...3, ["Syncope"]),
      (
        3...5,
        [
          "Acute kidney injury", "Anaphylaxis", "Febrile neutropenia", "Hepatic failure",
          "Multi-organ failure", "Sepsis", "Tumor lysis syndrome",
        ]
      ),
      (4...5, ["Hepatic necrosis"]), (5...5, ["Death NOS", "Disease progression", "Sudden death NOS"]),
    ]
    return Dictionary(
      uniqueKeysWithValues: rows.flatMap { range, names in names.map { ($0.lowercased(), range) } })
  }()
}
