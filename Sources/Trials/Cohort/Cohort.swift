import Quantities

/// Patients with what was done to them and what became of them, checked: every value is known or absent.
public struct Cohort: Sendable {
  public var name: String
  public var patients: [Patient]
  public var courses: [Course]
  public var toxicities: [Toxicity]
  public var responses: [Response]
  public var followUps: [FollowUp]
  public var doses: [RegionDose]
  public var organDoses: [OrganDose]

  public init(
    name: String, patients: [Patient], courses: [Course] = [], toxicities: [Toxicity] = [],
    responses: [Response] = [], followUps: [FollowUp] = [], doses: [RegionDose] = [],
    organDoses: [OrganDose] = []
  ) {
    (self.name, self.patients, self.courses, self.toxicities) = (name, patients, courses, toxicities)
    (self.responses, self.followUps, self.doses, self.organDoses) = (responses, followUps, doses, organDoses)
  }

  /// A patient at baseline. Other rows name a patient by the place in `patients`.
  public struct Patient: Sendable {
    public var id: String
    public var centre, arm, sex, primarySite: String?
    /// Years.
    public var age: Double?
    public var grade, ecog: Int?
    /// Percent of the liver.
    public var burden: Double?
    public var extrahepatic: Bool?
    var priorTherapy: [String] = []
    public var liverLesions: Int?
    /// Longest diameter at baseline, mm.
    public var largestLesion: Double?
    /// `nil`: alive, or not known.
    var causeOfDeath: String?
    /// Potentially hepatotoxic drugs at baseline.
    var hepatotoxicDrugs: [String] = []
    /// Days from the last administration to death or last contact.
    public var daysAfterLast: Double?
    public var excluded, untreated, discontinued, unevaluable: String?
    /// Further numbers by the name of their column, in the unit of the table.
    public var covariates: [String: Double] = [:]
    /// Further texts by the name of their column.
    public var factors: [String: String] = [:]

    public init(id: String) { self.id = id }

    public var isTreated: Bool { excluded == nil && untreated == nil }
  }

  public struct Course: Sendable {
    public var patient: Int
    public var name, therapy: String?
    public var first, last: CalendarDay?
    public var cycles: Int?
    /// Administered activity, all cycles together, GBq.
    public var activity: Double?
  }

  public struct Toxicity: Sendable {
    /// What the worst grade rests on.
    public enum Source: String, Sendable, CaseIterable {
      /// A value that was graded.
      case laboratory
      /// An adverse event that was recorded.
      case event
      /// Both say the same grade.
      case both
    }
    public var patient: Int
    public var term: String
    public var baseline, worst: Int?
    public var attribution: String?
    public var source: Source?
    /// Laboratory values in the window that have a grade.
    public var samples: Int?
  }

  /// The dose of one treatment to one organ of one patient.
  public struct OrganDose: Sendable {
    public var patient: Int
    public var organ: String
    /// Mean absorbed dose, Gy.
    public var dose: Double
    /// Activity that gave it, GBq; `nil` where the dose is not bound to administrations.
    public var activity: Double?
  }

  public enum BestResponse: String, Sendable, Hashable, CaseIterable {
    case CR, PR, SD
    /// Neither complete response nor progression, of non-target disease alone (RECIST 1.1, table 2).
    case nonCRnonPD = "non-CR/non-PD"
    case PD, NE
  }

  public struct Response: Sendable {
    public var patient: Int
    public var criterion: String
    public var best: BestResponse?
    /// Percent.
    public var change: Double?
    public var isConfirmed: Bool?
  }

  public struct FollowUp: Sendable {
    public enum End: Int, Sendable { case censored, event, competing }
    public var patient: Int
    public var endpoint: String
    public var months: Double
    public var end: End
  }

  public struct RegionDose: Sendable {
    public enum Region: String, Sendable { case tumour, normalLiver = "normal liver" }
    public var patient: Int
    public var lesion: String?
    public var region: Region
    /// Mean absorbed dose, Gy.
    public var dose: Double
    /// Standard uncertainty of the dose (k = 1), Gy; `nil`: not evaluated.
    public var uncertainty: Double?
    /// Response of a tumour, complication of normal liver.
    public var outcome: Bool
    /// Whether the outcome is of this lesion alone or of the whole patient; `nil` if the table does not say.
    var isOwnOutcome: Bool?
  }
}

/// Bands of tumour burden in which the literature reports (below 25, 25 to 50, above 50 to 75, above 75 %).
public enum BurdenBand: String, Sendable, CaseIterable, Comparable {
  case below25 = "burden < 25 %"
  case to50 = "burden 25–50 %"
  case to75 = "burden > 50–75 %"
  case above75 = "burden > 75 %"

  public init(percent: Double) {
    self = percent < 25 ? .below25 : percent <= 50 ? .to50 : percent <= 75 ? .to75 : .above75
  }

  public static func < (a: BurdenBand, b: BurdenBand) -> Bool {
    allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
  }
}
