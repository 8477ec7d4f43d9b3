// Made by Scripts/make-rows from Sources/Registry/Data/catalogue.json5; not to be edited.

/// Columns of “sites”: a hospital that treats.
package enum SiteColumn: String, TableColumn {
  package static let table = "sites"

  /// Identifies the row.
  case id
  /// Name of the hospital.
  case name
  /// ISO 3166 code of two letters.
  case country
  /// Name in the IANA time zone database.
  case timeZone = "time_zone"
}

/// Row of “sites”.
package typealias SiteRow = TableRow<SiteColumn>

/// Columns of “patients”: a patient under a pseudonym, which is the id; who it is stands in a key file elsewhere.
package enum PatientColumn: String, TableColumn {
  package static let table = "patients"

  /// Identifies the row.
  case id
  /// Site that treats.
  case site
  /// Administrative sex.
  case sex
  /// Year of birth; the full date identifies, a.
  case birthYear = "birth_year"
  /// Site of the primary tumour.
  case primarySite = "primary_site"
  /// WHO grade of the tumour.
  case grade
  /// Day of diagnosis, YYYY-MM-DD.
  case diagnosed
  /// Day of written consent, YYYY-MM-DD.
  case consented
  /// Part of the liver that is tumour, at baseline, %.
  case burdenPercent = "burden_percent"
  /// ECOG performance status at baseline.
  case ecog
  /// Last day known to be alive, YYYY-MM-DD.
  case lastSeen = "last_seen"
  /// Ki-67 index of the tumour, %.
  case ki67Percent = "ki67_percent"
  /// Differentiation of the tumour (WHO).
  case differentiation
}

/// Row of “patients”.
package typealias PatientRow = TableRow<PatientColumn>

/// Columns of “courses”: a treatment of the liver or the tumour, of one or several administrations.
package enum CourseColumn: String, TableColumn {
  package static let table = "courses"

  /// Identifies the row.
  case id
  /// Who.
  case patient
  /// What kind of treatment.
  case kind
  /// Device or drug.
  case product
  /// Radionuclide, such as Y-90.
  case nuclide
  /// What was treated.
  case region
  /// First day, YYYY-MM-DD.
  case started
  /// Last day, YYYY-MM-DD.
  case ended
  /// Administrations that were planned.
  case plannedCycles = "planned_cycles"
  /// Why it ended.
  case reasonEnded = "reason_ended"
  /// Trial or local protocol.
  case `protocol`
  /// What the treatment is to achieve.
  case intent
  /// The treatment from which a study counts; what came before it is prior treatment, 0 or 1.
  case indexTherapy = "index_therapy"
}

/// Row of “courses”.
package typealias CourseRow = TableRow<CourseColumn>

/// Columns of “administrations”: one giving of activity.
package enum AdministrationColumn: String, TableColumn {
  package static let table = "administrations"

  /// Identifies the row.
  case id
  /// Who.
  case patient
  /// Part of which course.
  case course
  /// Number within the course.
  case cycle
  /// Start of the administration, ISO 8601.
  case started
  /// Where it went in.
  case route
  /// Device or drug.
  case product
  /// Radionuclide.
  case nuclide
  /// Intended activity, GBq.
  case prescribedGbq = "prescribed_gbq"
  /// Net administered activity at the start, GBq.
  case activityGbq = "activity_gbq"
  /// Its standard uncertainty (k = 1), GBq.
  case activityUGbq = "activity_u_gbq"
  /// Batch of the product.
  case batch
}

/// Row of “administrations”.
package typealias AdministrationRow = TableRow<AdministrationColumn>

/// Columns of “studies”: an imaging study; images stay where they are, the registry keeps path and hash.
package enum StudyColumn: String, TableColumn {
  package static let table = "studies"

  /// Identifies the row.
  case id
  /// Who.
  case patient
  /// After which administration.
  case administration
  /// Start of the acquisition, ISO 8601.
  case started
  /// DICOM modality.
  case modality
  /// Baseline, dosimetry, response, ….
  case purpose
  /// Where the images lie.
  case path
  /// Hash of the images.
  case sha256
}

/// Row of “studies”.
package typealias StudyRow = TableRow<StudyColumn>

/// Columns of “structures”: a region that was drawn.
package enum StructureColumn: String, TableColumn {
  package static let table = "structures"

  /// Identifies the row.
  case id
  /// Who.
  case patient
  /// On which study.
  case study
  /// Its name.
  case name
  /// Liver, liverLobe, tumour, kidney, spleen, marrow, lung, other.
  case role
  /// Lobe of the liver.
  case lobe
  /// What is in and what is out, such as lesions of a liver.
  case definition
  /// Volume, mL.
  case volumeMl = "volume_ml"
  /// Its standard uncertainty (k = 1), mL.
  case volumeUMl = "volume_u_ml"
  /// By whom or by what it was drawn.
  case method
}

/// Row of “structures”.
package typealias StructureRow = TableRow<StructureColumn>

/// Columns of “lesions”: a lesion that is followed.
package enum LesionColumn: String, TableColumn {
  package static let table = "lesions"

  /// Identifies the row.
  case id
  /// Who.
  case patient
  /// Its name.
  case name
  /// Organ.
  case organ
  /// Lobe of the liver.
  case lobe
  /// Couinaud segment.
  case segment
  /// Longest diameter at baseline, mm.
  case diameterMm = "diameter_mm"
  /// What the reader took the lesion for.
  case role
  /// The lesion that it was one with before it split, or has become one with.
  case partOf = "part_of"
}

/// Row of “lesions”.
package typealias LesionRow = TableRow<LesionColumn>

/// Columns of “measurements”: a number that was measured, with unit, uncertainty and definition.
package enum MeasurementColumn: String, TableColumn {
  package static let table = "measurements"

  /// Identifies the row.
  case id
  /// Who.
  case patient
  /// On which study.
  case study
  /// After which administration.
  case administration
  /// Of which lesion.
  case lesion
  /// Of which structure.
  case structure
  /// Day, YYYY-MM-DD.
  case measured
  /// Cycle of the course.
  case cycle
  /// Lobe of the liver.
  case lobe
  /// Organ or tissue, such as normal liver, kidney, spleen, marrow.
  case organ
  /// What was measured.
  case quantity
  /// The number.
  case value
  /// Standard uncertainty (k = 1), in the same unit.
  case u
  /// Unit of the number.
  case unit
  /// What exactly was measured.
  case definition
  /// Program and file that it comes from.
  case source
  /// Arm of a trial that the part of the body belongs to.
  case arm
  /// Reader's number, no name.
  case reader
}

/// Row of “measurements”.
package typealias MeasurementRow = TableRow<MeasurementColumn>

/// Columns of “laboratory”: a laboratory value with the laboratory's own limits.
package enum LaboratoryColumn: String, TableColumn {
  package static let table = "laboratory"

  /// Identifies the row.
  case id
  /// Who.
  case patient
  /// Day of sampling, with the time of day and its zone where they are known.
  case sampled
  /// Which test.
  case test
  /// The value as printed.
  case value
  /// Unit of value and limits (UCUM).
  case unit
  /// Lower limit of normal.
  case lower
  /// Upper limit of normal.
  case upper
  /// On anticoagulation when sampled, 0 or 1.
  case anticoagulated
  /// The value is below or above the measuring range that is printed.
  case comparator
  /// How far the laboratory stands by the result.
  case status
  /// Which laboratory.
  case laboratory
  /// Number of the sample.
  case sample
  /// How it was measured.
  case method
  /// Unit and limits as the source printed them, where they were converted.
  case given
  /// File and row that it comes from.
  case source
  /// What the limits are of; only those of normal grade a value.
  case rangeKind = "range_kind"
}

/// Row of “laboratory”.
package typealias LaboratoryRow = TableRow<LaboratoryColumn>

/// Columns of “dose_summaries”: the absorbed dose to one region by one therapy.
package enum DoseSummaryColumn: String, TableColumn {
  package static let table = "dose_summaries"

  /// Identifies the row.
  case id
  /// Who.
  case patient
  /// Of which course.
  case course
  /// Of which administration.
  case administration
  /// Day of the administration, YYYY-MM-DD.
  case delivered
  /// Kind of therapy.
  case therapy
  /// Name of the region.
  case region
  /// What the region is.
  case role
  /// Lobe of the liver, or whole.
  case lobe
  /// What is in the region and what is out; for normal liver, which lesions were left out.
  case definition
  /// Mean absorbed dose, Gy.
  case meanGy = "mean_gy"
  /// Its standard uncertainty (k = 1), Gy.
  case meanUGy = "mean_u_gy"
  /// Biologically effective dose, Gy.
  case bedGy = "bed_gy"
  /// Its standard uncertainty (k = 1), Gy.
  case bedUGy = "bed_u_gy"
  /// Parameters of the BED with their source.
  case radiobiology
  /// Volume of the region, mL.
  case volumeMl = "volume_ml"
  /// Mass of the region, g.
  case massG = "mass_g"
  /// Radionuclide.
  case nuclide
  /// How activity became dose.
  case engine
  /// Program and version.
  case program
  /// Report that it comes from.
  case source
  /// Hash of that report.
  case sha256
}

/// Row of “dose_summaries”.
package typealias DoseSummaryRow = TableRow<DoseSummaryColumn>

/// Columns of “responses”: a judgement of response by one criterion.
package enum ResponseColumn: String, TableColumn {
  package static let table = "responses"

  /// Identifies the row.
  case id
  /// Who.
  case patient
  /// To which course.
  case course
  /// Day of the images, YYYY-MM-DD.
  case assessed
  /// Criterion; radiological report: improvement (PR), no change (SD) or progression (PD) without a stated criterion.
  case criterion
  /// Judgement; NN: neither complete response nor progression of non-target disease (non-CR/non-PD).
  case result
  /// What was judged.
  case scope
  /// Reader's number, no name.
  case reader
  /// Sum of diameters, mm.
  case sumMm = "sum_mm"
}

/// Row of “responses”.
package typealias ResponseRow = TableRow<ResponseColumn>

/// Columns of “adverse_events”: an adverse event.
package enum AdverseEventColumn: String, TableColumn {
  package static let table = "adverse_events"

  /// Identifies the row.
  case id
  /// Who.
  case patient
  /// During or after which course.
  case course
  /// First day, YYYY-MM-DD.
  case started
  /// Last day, YYYY-MM-DD.
  case ended
  /// CTCAE term.
  case term
  /// CTCAE grade.
  case grade
  /// Edition of CTCAE.
  case edition
  /// Likely cause.
  case attribution
  /// Serious adverse event, 0 or 1.
  case serious
}

/// Row of “adverse_events”.
package typealias AdverseEventRow = TableRow<AdverseEventColumn>

/// Columns of “deaths”: a death.
package enum DeathColumn: String, TableColumn {
  package static let table = "deaths"

  /// Identifies the row.
  case id
  /// Who.
  case patient
  /// Day, YYYY-MM-DD.
  case died
  /// Cause.
  case cause
}

/// Row of “deaths”.
package typealias DeathRow = TableRow<DeathColumn>

/// Columns of “visits”: an examination of the imaging and follow-up schedule.
package enum VisitColumn: String, TableColumn {
  package static let table = "visits"

  /// Identifies the row.
  case id
  /// Who.
  case patient
  /// After which course.
  case course
  /// Such as “8 weeks after cycle 1”.
  case name
  /// What is done.
  case kind
  /// Day on which it is due, YYYY-MM-DD.
  case due
  /// First day of the window, YYYY-MM-DD.
  case earliest
  /// Last day of the window; overdue after it, YYYY-MM-DD.
  case latest
  /// Day on which it was done, YYYY-MM-DD.
  case done
  /// Why it will never be done.
  case missed
}

/// Row of “visits”.
package typealias VisitRow = TableRow<VisitColumn>

/// Columns of “procedures”: how one intra-arterial administration was carried out, from admission to the check of its distribution.
package enum ProcedureColumn: String, TableColumn {
  package static let table = "procedures"

  /// Identifies the row.
  case id
  /// Who.
  case patient
  /// Which administration.
  case administration
  /// Day of admission, YYYY-MM-DD.
  case admitted
  /// Antiemetics, steroids, octreotide stopped or given.
  case premedication
  /// Lysine and arginine together; 0: not given, g.
  case aminoAcidsG = "amino_acids_g"
  /// Volume of the amino acid solution, mL.
  case aminoAcidsMl = "amino_acids_ml"
  /// Duration of the amino acid infusion, h.
  case aminoAcidsH = "amino_acids_h"
  /// Start of the amino acid infusion, ISO 8601.
  case aminoAcidsStarted = "amino_acids_started"
  /// Arterial access.
  case access
  /// Artery in which the catheter lay.
  case artery
  /// Lobe or Couinaud segments that the catheter position perfuses.
  case territory
  /// Arterial variants that were found.
  case variants
  /// Vessels that were embolised before.
  case coils
  /// Collaterals to organs that must not be treated.
  case collaterals
  /// Cone-beam CT, and what it showed of the catheter position.
  case coneBeamCt = "cone_beam_ct"
  /// Heparin; 0: not given, IU.
  case heparinIu = "heparin_iu"
  /// Number of the vial.
  case vial
  /// When the vial was calibrated, ISO 8601.
  case calibrated
  /// Activity in the syringe or vial before delivery, GBq.
  case drawnGbq = "drawn_gbq"
  /// Activity left in syringe, vial, lines and catheter, GBq.
  case residualGbq = "residual_gbq"
  /// Duration of the infusion of activity, min.
  case infusionMin = "infusion_min"
  /// Activity of Tc-99m-MAA of the work-up, MBq.
  case maaMbq = "maa_mbq"
  /// When the MAA was given, ISO 8601.
  case maaGiven = "maa_given"
  /// Roles of those who did it, no names.
  case operators
  /// Hours after the administration at which the distribution was imaged, h.
  case checkedH = "checked_h"
  /// What the images of the distribution showed.
  case checkResult = "check_result"
  /// What went wrong during the procedure; “none” where nothing did.
  case complications
  /// Lysine alone; 0: not given, g.
  case lysineG = "lysine_g"
  /// Arginine alone; 0: not given, g.
  case arginineG = "arginine_g"
  /// Roles of those who agreed on the position of the catheter, no names.
  case agreedBy = "agreed_by"
  /// The territory as it was drawn on the cone-beam CT.
  case territoryStructure = "territory_structure"
  /// Names of the lesions that the cone-beam CT showed within the territory, separated by semicolons; “none” where it showed none.
  case suppliedLesions = "supplied_lesions"
}

/// Row of “procedures”.
package typealias ProcedureRow = TableRow<ProcedureColumn>

/// Columns of “drugs”: a drug taken in addition to the treatment of the tumour.
package enum DrugColumn: String, TableColumn {
  package static let table = "drugs"

  /// Identifies the row.
  case id
  /// Who.
  case patient
  /// Name of the drug.
  case name
  /// Why it matters here; on an anticoagulant INR is graded against its baseline.
  case kind
  /// First day, or the first day on which it is known, YYYY-MM-DD.
  case started
  /// Last day; empty while it is taken, YYYY-MM-DD.
  case ended
  /// What for.
  case reason
}

/// Row of “drugs”.
package typealias DrugRow = TableRow<DrugColumn>

/// Columns of “research_studies”: a research study: what its patients consented to.
package enum ResearchStudyColumn: String, TableColumn {
  package static let table = "research_studies"

  /// Identifies the row.
  case id
  /// Name.
  case name
  /// Reference of the ethics committee.
  case ethics
  /// Number in a register, such as NCT01234567.
  case registration
  /// Design.
  case design
  /// Protocol with its version.
  case `protocol`
  /// Version of the consent form in force.
  case consentForm = "consent_form"
  /// First day of enrolment, YYYY-MM-DD.
  case started
  /// Last day of enrolment, YYYY-MM-DD.
  case ended
  /// Its locked protocol, where the registry allocates.
  case trial
}

/// Row of “research_studies”.
package typealias ResearchStudyRow = TableRow<ResearchStudyColumn>

/// Columns of “screenings”: a patient held against a protocol.
package enum ScreeningColumn: String, TableColumn {
  package static let table = "screenings"

  /// Identifies the row.
  case id
  /// Who.
  case patient
  /// Rules, with their edition.
  case `protocol`
  /// Day for which the facts hold, YYYY-MM-DD.
  case screened
  /// What the rules say, in their words; “cannot be assessed” where something is unknown.
  case verdict
  /// Criteria that are not met or unknown.
  case reasons
  /// Whether the patient was enrolled, 0 or 1.
  case enrolled
  /// Why not.
  case notEnrolled = "not_enrolled"
  /// For which study.
  case study
  /// Day of written consent to the study, YYYY-MM-DD.
  case consented
  /// Version of the consent form that was signed.
  case consentForm = "consent_form"
  /// Arm of the study, once it may be known.
  case arm
}

/// Row of “screenings”.
package typealias ScreeningRow = TableRow<ScreeningColumn>

/// Columns of “findings”: a clinical or imaging finding that was looked for, whether it was there or not.
package enum FindingColumn: String, TableColumn {
  package static let table = "findings"

  /// Identifies the row.
  case id
  /// Who.
  case patient
  /// Day of the examination, YYYY-MM-DD.
  case found
  /// CTCAE term, or sign of damage of the liver, such as ascites, varices, splenomegaly.
  case term
  /// Whether it was there, 0 or 1.
  case present
  /// CTCAE grade; of an encephalopathy that of West Haven.
  case grade
  /// Whether it caused symptoms, 0 or 1.
  case symptomatic
  /// Whether drugs were needed, 0 or 1.
  case medical
  /// Whether an invasive intervention was needed, 0 or 1.
  case invasive
  /// How it was looked for.
  case method
  /// Likely cause.
  case attribution
  /// Reader's number, no name.
  case reader
}

/// Row of “findings”.
package typealias FindingRow = TableRow<FindingColumn>

/// Columns of “scores”: a performance status or symptom score at one time.
package enum ScoreColumn: String, TableColumn {
  package static let table = "scores"

  /// Identifies the row.
  case id
  /// Who.
  case patient
  /// Day, YYYY-MM-DD.
  case scored
  /// Scale.
  case scale
  /// The score; ECOG 0 to 5, Karnofsky 0 to 100 in steps of 10, NRS 0 to 10.
  case value
  /// Who asked, a number and no name; “patient” where the patient filled it in.
  case reader
}

/// Row of “scores”.
package typealias ScoreRow = TableRow<ScoreColumn>

/// Columns of “workups”: an angiography before an intra-arterial treatment, with Tc-99m-MAA or without.
package enum WorkupColumn: String, TableColumn {
  package static let table = "workups"

  /// Identifies the row.
  case id
  /// Who.
  case patient
  /// Day of the angiography, YYYY-MM-DD.
  case done
  /// Arterial variants that were found; “none” where there were none.
  case variants
  /// Vessels that were embolised; “none” where none was.
  case coils
  /// Collaterals to organs that must not be treated.
  case collaterals
  /// Activity of Tc-99m-MAA; 0: not given, MBq.
  case maaMbq = "maa_mbq"
  /// When the MAA was given, ISO 8601.
  case maaGiven = "maa_given"
  /// Artery, and position of the catheter.
  case position
  /// Lung shunt fraction, %.
  case shuntPercent = "shunt_percent"
  /// Roles of those who did it, no names.
  case operators
}

/// Row of “workups”.
package typealias WorkupRow = TableRow<WorkupColumn>

/// Columns of “referrals”: a patient referred for another treatment.
package enum ReferralColumn: String, TableColumn {
  package static let table = "referrals"

  /// Identifies the row.
  case id
  /// Who.
  case patient
  /// Day, YYYY-MM-DD.
  case referred
  /// What for.
  case purpose
  /// What came of it.
  case decision
  /// Day of that decision, YYYY-MM-DD.
  case decided
  /// Why, without names.
  case reason
}

/// Row of “referrals”.
package typealias ReferralRow = TableRow<ReferralColumn>

/// Columns of “deviations”: a departure from the protocol of a study.
package enum DeviationColumn: String, TableColumn {
  package static let table = "deviations"

  /// Identifies the row.
  case id
  /// Who.
  case patient
  /// From the protocol of which study.
  case study
  /// At which administration.
  case administration
  /// Day, YYYY-MM-DD.
  case occurred
  /// What it concerns.
  case kind
  /// What happened, without names.
  case description
  /// What was done about it; whether data are left out of an analysis.
  case consequence
  /// Whether it can affect rights, safety or the endpoint (ICH E3 10.2), 0 or 1.
  case important
  /// Day of the report to the ethics committee, YYYY-MM-DD.
  case reported
}

/// Row of “deviations”.
package typealias DeviationRow = TableRow<DeviationColumn>

/// Columns of “trials”: a trial whose protocol is locked.
package enum TrialColumn: String, TableColumn {
  package static let table = "trials"

  /// Identifies the row.
  case id
  /// Title.
  case title
  /// The protocol file, byte for byte.
  case `protocol`
  /// Hash of the protocol file.
  case sha256
  /// When it was locked, ISO 8601.
  case locked
  /// When enrolment was closed, ISO 8601.
  case closed
  /// When the lists were opened to all, ISO 8601.
  case opened
}

/// Row of “trials”.
package typealias TrialRow = TableRow<TrialColumn>

/// Columns of “allocation_lists”: a sealed list of allocations of one stratum.
package enum AllocationListColumn: String, TableColumn {
  package static let table = "allocation_lists"

  /// Identifies the row.
  case id
  /// Which trial.
  case trial
  /// Real subjects, or trying out.
  case purpose
  /// Levels of the strata, such as centre=1.
  case stratum
  /// SHA-256 of salt, bar and sequence.
  case commitment
  /// Allocations on the list.
  case length
  /// Seed, salt and sequence under AES-256-GCM, hexadecimal.
  case sealed
}

/// Row of “allocation_lists”.
package typealias AllocationListRow = TableRow<AllocationListColumn>

/// Columns of “allocations”: a subject's place on a list, and the arm once it is revealed.
package enum AllocationColumn: String, TableColumn {
  package static let table = "allocations"

  /// Identifies the row.
  case id
  /// Which trial.
  case trial
  /// Real subject, or trying out.
  case purpose
  /// Which list.
  case list
  /// Place on the list, from 1.
  case place
  /// Pseudonym.
  case subject
  /// The patient, of a real subject.
  case patient
  /// Levels of the strata and factors.
  case levels
  /// When the place was taken, ISO 8601.
  case reserved
  /// When the arm was revealed, ISO 8601.
  case revealed
  /// Letter of the arm, once revealed.
  case arm
}

/// Row of “allocations”.
package typealias AllocationRow = TableRow<AllocationColumn>

/// Columns of “unblindings”: an emergency unblinding.
package enum UnblindingColumn: String, TableColumn {
  package static let table = "unblindings"

  /// Identifies the row.
  case id
  /// Whose.
  case allocation
  /// When, ISO 8601.
  case unblinded
  /// Why it could not wait.
  case reason
}

/// Row of “unblindings”.
package typealias UnblindingRow = TableRow<UnblindingColumn>
