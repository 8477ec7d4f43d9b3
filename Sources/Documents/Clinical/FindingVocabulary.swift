import Criteria
import Diagnostics

/// The terms that a table of findings, and the adverse events of a registry, may have: those of one edition of CTCAE by
/// title, MedDRA code, synonym and laboratory test, and the signs by which the liver is judged. A closed list, so that a
/// misspelt term is a fault and not silence.
package struct FindingVocabulary: Sendable {
  /// What a term is here.
  package enum Meaning: Sendable, Hashable {
    /// `ascites`, `encephalopathy`, or a sign of damage of the liver.
    case finding(String)
    /// Code of a laboratory term, of which a row gives the attribution.
    case laboratory(String)
    /// A term of CTCAE that is recorded and that no rule here grades, by its title.
    case recorded(String)

    /// Whether it is one of the laboratory, whose values stand in other tables.
    package var isTest: Bool { if case .laboratory = self { true } else { false } }

    /// By which findings of one kind are found again.
    package var name: String {
      switch self {
      case .finding(let name), .laboratory(let name), .recorded(let name): name
      }
    }
  }
  /// The terms of the edition, with their grades.
  package let events: AdverseEventTerms
  private var meanings: [String: Meaning] = [:]
  /// Laboratory terms by their codes.
  private let laboratory: [String: LaboratoryTerm]

  package init(_ scale: ToxicityScale) {
    events = AdverseEventTerms.of(scale.source)
    laboratory = scale.terms
    for term in events.all { meanings[Self.folded(term.title)] = .recorded(term.title) }
    for term in Self.others { meanings[Self.folded(term)] = .recorded(term) }
    for (synonym, term) in Self.synonyms where events[term] != nil {
      meanings[Self.folded(synonym)] = .recorded(term)
    }
    addTests(scale)
    for (name, words) in Self.liver {
      for word in [name] + words { meanings[Self.folded(word)] = .finding(name) }
    }
    for term in events.all { meanings[term.code] = meanings[Self.folded(term.title)] }
  }

  private mutating func addTests(_ scale: ToxicityScale) {
    for (code, measurand) in scale.measurands {
      let terms = scale.terms(of: code)
      for term in terms {
        for name in [term.code, term.title] { meanings[Self.folded(name)] = .laboratory(term.code) }
      }
      for term in terms {
        for title in Self.titlesOfTests[term.code] ?? [] { meanings[title] = .laboratory(term.code) }
      }
      // The name of a test that has terms in both directions says neither of them.
      guard let only = terms.first, terms.count == 1 else { continue }
      for name in [code, measurand.name] + measurand.aliases {
        meanings[Self.folded(name)] = .laboratory(only.code)
      }
    }
  }

  package subscript(term: String) -> Meaning? { meanings[Self.folded(term)] ?? other(term) }

  /// “Hepatobiliary disorders - Other, specify: biloma” is the term of its system organ class.
  private func other(_ term: String) -> Meaning? {
    let word = Self.folded(term)
    guard let end = word.range(of: "other, specify")?.upperBound else { return nil }
    return meanings[String(word[..<end])]
  }

  /// The title in CTCAE of a term, its synonym or its MedDRA code, or the word for a sign of the liver; `nil` if it is none
  /// of them.
  package func title(of term: String) -> String? {
    switch self[term] {
    case .laboratory(let code): laboratory[code]?.title
    case .finding(let name): Self.titles[name] ?? name.prefix(1).uppercased() + name.dropFirst()
    case .recorded(let title): title
    case nil: nil
    }
  }

  /// The term of the criteria that a word means; `nil` for a word that is none of theirs, of which every grade can be.
  package func event(_ term: String) -> AdverseEventTerms.Term? {
    // One term of the criteria can have two here: total and ionised calcium.
    if case .laboratory(let code) = self[term] { return laboratory[code].flatMap { events[$0.meddra] } }
    return title(of: term).flatMap { events[$0] }
  }

  /// What is wrong with a grade of a term; `nil` if nothing is.
  package func fault(ofGrade grade: Int, of term: String) -> (what: String, remedy: String)? {
    guard let event = event(term), !event.grades.contains(grade) else { return nil }
    return (
      "CTCAE \(events.edition) has no grade \(grade) of “\(event.title)”",
      "grades of this term: \(event.gradeWords)"
    )
  }

  /// The known term that a misspelt one most likely meant.
  package func likely(_ term: String) -> String? {
    let word = Self.folded(term)
    return nearMiss(word, among: meanings.keys)
      ?? likelyMeaning(of: word, among: meanings.keys.filter { $0.count > 5 }.sorted())
  }

  /// Letters' case, the number of blanks and the kind of dash say nothing; British spellings are those of the criteria.
  private static func folded(_ term: String) -> String {
    var word = term.lowercased()
    for (written, meant) in spellings where word.contains(written) {
      word = word.replacing(written, with: meant)
    }
    return word.split { $0.isWhitespace || $0 == "_" }.joined(separator: " ")
  }

  private static let spellings = [
    ("haem", "hem"), ("anaem", "anem"), ("natraem", "natrem"), ("kalaem", "kalem"),
    ("albuminaem", "albuminem"),
    ("glycaem", "glycem"), ("calcaem", "calcem"), ("oedema", "edema"), ("oesoph", "esoph"),
    ("diarrhoea", "diarrhea"), ("dyspnoea", "dyspnea"), ("tumour", "tumor"), ("leukaem", "leukem"),
    ("–", "-"), ("—", "-"), ("other specify", "other, specify"),
  ]
}

extension FindingVocabulary {
  /// What liver disease after radioembolisation and late hepatotoxicity are judged by, with other words for it.
  private static let liver: [(name: String, words: [String])] = [
    ("ascites", []), ("encephalopathy", ["hepatic encephalopathy"]),
    ("cirrhosis-like morphology", ["cirrhosis like morphology", "pseudocirrhosis"]),
    ("liver dysfunction", ["hepatic dysfunction"]),
    ("miliary disease", ["miliary metastases", "miliary liver metastases", "miliary tumour"]),
    ("splenomegaly", ["spleen enlarged"]),
    ("varices", ["esophageal varices", "gastric varices"]),
    ("disease progression", ["progression", "tumour progression", "tumor progression"]),
    ("bile-duct obstruction", ["bile duct obstruction", "biliary obstruction", "bile duct stenosis"]),
  ]

  /// Titles in CTCAE of signs that have another name here.
  private static let titles = ["bile-duct obstruction": "Bile duct stenosis"]

  /// Titles of one laboratory term in v5.0 and in v6.0: an event of either edition is one of the other.
  private static let titlesOfTests = [
    "PLT": ["platelet count decreased", "thrombocytopenia"],
    "LYM": ["lymphocyte count decreased", "lymphopenia"],
  ]

  /// Not of the criteria: of the tumour's hormones.
  private static let others = ["Carcinoid crisis"]

  private static let synonyms = [
    "liver failure": "Hepatic failure", "tiredness": "Fatigue", "asthenia": "Fatigue",
    "jaundice": "Blood bilirubin increased", "pyrexia": "Fever", "emesis": "Vomiting",
    "stomach ulcer": "Gastric ulcer", "renal failure": "Acute kidney injury", "aki": "Acute kidney injury",
    "ckd": "Chronic kidney disease", "cholangitis": "Biliary tract infection",
    "radiation pneumonitis": "Pneumonitis", "postprocedural hemorrhage": "Postoperative hemorrhage",
  ]
}
