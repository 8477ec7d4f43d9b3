import Criteria
import Diagnostics

/// The terms that a table of findings may have: a closed list, so that a misspelt one is a fault and not silence.
package struct FindingVocabulary: Sendable {
  /// What a term is here.
  package enum Meaning: Sendable, Hashable {
    /// `ascites`, `encephalopathy`, or a sign of damage of the liver.
    case finding(String)
    /// Code of a laboratory term, of which a row gives the attribution.
    case laboratory(String)
    /// A term of CTCAE that is recorded and that no rule here grades.
    case recorded(String)
  }
  private var meanings: [String: Meaning] = [:]

  package init(_ scale: ToxicityScale) {
    for term in Self.recorded { meanings[Self.folded(term)] = .recorded(term) }
    for (synonym, term) in Self.synonyms { meanings[Self.folded(synonym)] = .recorded(term) }
    for (code, measurand) in scale.measurands {
      let terms = scale.terms(of: code)
      for term in terms {
        for name in [term.code, term.title] { meanings[Self.folded(name)] = .laboratory(term.code) }
      }
      // The name of a test that has terms in both directions says neither of them.
      guard let only = terms.first, terms.count == 1 else { continue }
      for name in [code, measurand.name] + measurand.aliases {
        meanings[Self.folded(name)] = .laboratory(only.code)
      }
    }
    for (name, words) in Self.liver {
      for word in [name] + words { meanings[Self.folded(word)] = .finding(name) }
    }
    for name in ["ascites"] { meanings[name] = .finding("ascites") }
    for name in ["encephalopathy", "hepatic encephalopathy"] { meanings[name] = .finding("encephalopathy") }
  }

  package subscript(term: String) -> Meaning? { meanings[Self.folded(term)] }

  /// The known term that a misspelt one most likely meant.
  package func likely(_ term: String) -> String? {
    let word = Self.folded(term)
    return nearMiss(word, among: meanings.keys)
      ?? likelyMeaning(of: word, among: meanings.keys.filter { $0.count > 5 }.sorted())
  }

  /// Letters' case and the number of blanks say nothing; British spellings are those of the criteria.
  private static func folded(_ term: String) -> String {
    term.lowercased().replacing("haem", with: "hem").replacing("anaem", with: "anem")
      .replacing("oedema", with: "edema").replacing("oesoph", with: "esoph").replacing(
        "diarrhoea", with: "diarrhea"
      )
      .split { $0.isWhitespace || $0 == "_" }.joined(separator: " ")
  }

  private static let synonyms = [
    "liver failure": "Hepatic failure", "tiredness": "Fatigue", "asthenia": "Fatigue",
    "hyponatraemia": "Hyponatremia",
    "jaundice": "Blood bilirubin increased", "pyrexia": "Fever", "emesis": "Vomiting",
    "stomach ulcer": "Gastric ulcer",
    "renal failure": "Acute kidney injury", "aki": "Acute kidney injury", "ckd": "Chronic kidney disease",
    "hypokalaemia": "Hypokalemia", "cholangitis": "Biliary tract infection",
    "radiation pneumonitis": "Pneumonitis",
  ]
}

extension FindingVocabulary {
  /// What liver disease after radioembolisation and late hepatotoxicity are judged by, with other words for it.
  private static let liver: [(name: String, words: [String])] = [
    ("cirrhosis-like morphology", ["cirrhosis like morphology", "pseudocirrhosis"]),
    ("liver dysfunction", ["hepatic dysfunction"]),
    ("splenomegaly", ["spleen enlarged"]),
    ("varices", ["esophageal varices", "gastric varices"]),
    ("disease progression", ["progression", "tumour progression", "tumor progression"]),
    ("bile-duct obstruction", ["bile duct obstruction", "biliary obstruction", "bile duct stenosis"]),
  ]

  /// Terms of CTCAE v5.0 that are seen after radionuclide therapy of the liver, by their titles.
  private static let recorded = [
    // Blood and lymphatic system
    "Anemia", "Febrile neutropenia", "Leukocytosis", "Bone marrow hypocellular", "Hemolysis",
    "Disseminated intravascular coagulation", "Thrombotic thrombocytopenic purpura",
    // Heart and vessels
    "Atrial fibrillation", "Chest pain - cardiac", "Heart failure", "Myocardial infarction", "Palpitations",
    "Pericarditis", "Pericardial effusion", "Sinus tachycardia", "Sinus bradycardia",
    "Ventricular arrhythmia",
    "Hypertension", "Hypotension", "Flushing", "Hot flashes", "Thromboembolic event", "Hematoma",
    "Vasculitis",
    "Phlebitis", "Peripheral ischemia", "Arterial thromboembolism",
    // Gastrointestinal
    "Abdominal distension", "Abdominal pain", "Ascites", "Bloating", "Colitis", "Colonic hemorrhage",
    "Constipation",
    "Dehydration", "Diarrhea", "Dry mouth", "Duodenal hemorrhage", "Duodenal ulcer", "Dyspepsia", "Dysphagia",
    "Enterocolitis", "Esophageal varices hemorrhage", "Esophagitis", "Flatulence", "Gastric hemorrhage",
    "Gastric ulcer", "Gastritis", "Gastroesophageal reflux disease", "Gastrointestinal pain", "Ileus",
    "Lower gastrointestinal hemorrhage", "Upper gastrointestinal hemorrhage", "Mucositis oral", "Nausea",
    "Obstruction gastric", "Pancreatitis", "Small intestinal obstruction", "Colonic obstruction",
    "Stomach pain",
    "Vomiting", "Malabsorption",
    // Hepatobiliary
    "Biliary fistula", "Budd-Chiari syndrome", "Cholecystitis",
    "Gallbladder obstruction",
    "Gallbladder pain", "Hepatic failure", "Hepatic hemorrhage", "Hepatic necrosis", "Hepatic pain",
    "Portal hypertension", "Portal vein thrombosis", "Sinusoidal obstruction syndrome",
    // General
    "Chills", "Death NOS", "Edema limbs", "Edema face", "Fatigue", "Fever",
    "Flu like symptoms", "Infusion site extravasation", "Injection site reaction", "Localized edema",
    "Malaise",
    "Multi-organ failure", "Non-cardiac chest pain", "Pain", "Sudden death NOS",
    // Immune system, infections
    "Allergic reaction", "Anaphylaxis", "Abdominal infection", "Biliary tract infection",
    "Catheter related infection",
    "Hepatic infection", "Hepatitis viral", "Hepatitis B reactivation", "Lung infection", "Sepsis",
    "Skin infection",
    "Upper respiratory infection", "Urinary tract infection", "Shingles",
    // Procedures
    "Fall", "Fracture", "Vascular access complication", "Arterial injury",
    "Hepatobiliary disorders - Other, specify",
    "Postprocedural hemorrhage", "Intraoperative hemorrhage", "Infusion related reaction",
    // Investigations and metabolism
    "Weight gain", "Weight loss", "Lipase increased", "Serum amylase increased",
    "Electrocardiogram QT corrected interval prolonged",
    "Anorexia", "Hypercalcemia", "Hypocalcemia", "Hyperglycemia", "Hypoglycemia", "Hyperkalemia",
    "Hypokalemia",
    "Hypernatremia", "Hyponatremia", "Hypomagnesemia", "Hypermagnesemia", "Hypophosphatemia", "Hyperuricemia",
    "Hypertriglyceridemia", "Tumor lysis syndrome", "Acidosis",
    // Muscles, nerves, mind
    "Arthralgia", "Back pain", "Bone pain", "Flank pain", "Generalized muscle weakness", "Myalgia",
    "Pain in extremity",
    "Muscle cramp", "Cognitive disturbance", "Concentration impairment", "Dizziness", "Dysgeusia", "Headache",
    "Lethargy", "Paresthesia", "Peripheral sensory neuropathy", "Presyncope", "Syncope", "Seizure",
    "Somnolence",
    "Stroke", "Tremor", "Anxiety", "Confusion", "Depression", "Insomnia", "Delirium",
    "Spinal cord compression",
    // Neoplasms
    "Leukemia secondary to oncology chemotherapy", "Myelodysplastic syndrome",
    "Treatment related secondary malignancy",
    "Tumor pain", "Tumor hemorrhage",
    // Kidneys, lungs, skin
    "Acute kidney injury", "Chronic kidney disease", "Hematuria", "Proteinuria", "Urinary frequency",
    "Urinary retention", "Cough", "Dyspnea", "Epistaxis", "Hiccups", "Pleural effusion", "Pneumonitis",
    "Pulmonary edema", "Pulmonary fibrosis", "Hypoxia", "Respiratory failure", "Bronchospasm", "Alopecia",
    "Dry skin",
    "Erythema multiforme", "Hyperhidrosis", "Pruritus", "Rash maculo-papular", "Rash acneiform",
    "Skin ulceration",
    "Urticaria",
    // Not of the criteria: of the tumour's hormones
    "Carcinoid crisis",
  ]
}
