import Diagnostics
import Documents
import Foundation
import Quantities
import Registry
import Stages
import Trials
import Workflow

/// What a case's measurements become in the registry: course, administration, study, structures, lesions, measurements.
package struct MeasurementRows {
  /// In the order in which they may be written: each row after those that it refers to.
  package private(set) var rows: [(table: String, row: Row)] = []
  package let values: [MeasuredValue]
  package let patient: String
  /// Of the ids of everything that is measured on this image.
  package let prefix: String

  /// - Throws: `Problems` where registry and case contradict each other.
  package init(
    _ registry: Registry, _ subject: TrialSubject, _ therapy: Case, _ uptake: CaseUptake,
    _ values: [MeasuredValue], evidence: [(role: String, sha256: String)]
  ) throws {
    (self.values, patient) = (values, subject.patient)
    let scan = subject.isScan ? "scan \(subject.route.arm)" : "\(therapy.therapy.cycle)"
    prefix = "\(subject.plan.name)/\(subject.patient)/\(scan)"
    let known = try registry.rows(of: LesionColumn.self, where: [.patient: .text(subject.patient)])
    var problems: [Problem] = []
    var administration: String?
    if !subject.isScan {
      do throws(Problem) { administration = try addAdministration(registry, subject, therapy, uptake) } catch
      {
        problems.append(error)
      }
    }
    let study = addStudy(subject, uptake, administration, evidence)
    let lesions = Self.identifiers(known, uptake.anatomy, subject.patient)
    for lesion in uptake.anatomy.lesions {
      do throws(Problem) {
        try addLesion(
          lesion, lesions[lesion.structure.id]!, known, subject.patient,
          baseline: subject.treated != nil && therapy.therapy.cycle == subject.plan.primary.cycles[0])
      } catch { problems.append(error) }
    }
    guard problems.isEmpty else { throw Problems(problems) }
    addStructures(uptake, prefix, study, subject.patient, evidence)
    let common: MeasurementRow = [
      .patient: .text(subject.patient), .study: .text(study), .administration: Value(administration),
      .measured: .text(String("\(uptake.activity.time)".prefix(10))),
      .cycle: Value(subject.isScan ? nil : therapy.therapy.cycle),
      .source: .text(Self.source(subject, evidence)),
    ]
    for value in values {
      let lesion = uptake.anatomy.lesions.first { $0.structure.name == value.lesion }?.structure.id
      add(value, lesion: lesion.flatMap { lesions[$0] }, common)
    }
  }

  private mutating func add<Column: TableColumn>(_ row: TableRow<Column>) {
    rows.append((Column.table, row.row))
  }

  private mutating func add(_ value: MeasuredValue, lesion: String?, _ common: MeasurementRow) {
    var row = common
    row[.id] = .text("\(prefix)/\(value.region)/\(value.quantity.rawValue)")
    (row[.lesion], row[.lobe], row[.organ]) = (
      Value(lesion), Value(value.lobe?.rawValue), Value(value.organ)
    )
    (row[.quantity], row[.unit]) = (.text(value.quantity.rawValue), .text(value.unit))
    (row[.value], row[.u], row[.arm]) = (.real(value.value), Value(value.u), Value(value.arm))
    row[.definition] = .text(value.definition)
    add(row)
  }

  /// Which program and files, which protocol and scale a measurement comes from.
  package static func source(_ subject: TrialSubject, _ evidence: [(role: String, sha256: String)]) -> String
  {
    let files = evidence.map { "\($0.role) \($0.sha256)" }.joined(separator: ", ")
    return "Hepatica \(Version.current) \(Version.commit); SHA-256: \(files); "
      + "protocol \(subject.plan.name) \(subject.protocolSHA256), \(subject.plan.primary.scale.rawValue) scale, "
      + subject.plan.measurementRule.definition
  }

  // MARK: Rows that others refer to

  /// - Returns: its id.
  private mutating func addStudy(
    _ subject: TrialSubject, _ uptake: CaseUptake, _ administration: String?,
    _ evidence: [(role: String, sha256: String)]
  ) -> String {
    let id = prefix + "/image"
    let hashes = evidence.filter { $0.role == "image" }.map(\.sha256).joined(separator: " ")
    let study: StudyRow = [
      .id: .text(id), .patient: .text(subject.patient), .administration: Value(administration),
      .started: .text("\(uptake.activity.time)"), .modality: subject.isScan ? "PT" : "NM",
      .purpose: .text("uptake of \(subject.plan.name)"), .sha256: .text(hashes),
    ]
    add(study)
    return id
  }

  private mutating func addAdministration(
    _ registry: Registry, _ subject: TrialSubject, _ therapy: Case, _ uptake: CaseUptake
  ) throws(Problem) -> String {
    let given = therapy.administrations[0]
    let day = String("\(given.start)".prefix(10)), cycle = therapy.therapy.cycle
    let known = try registry.rows(
      of: AdministrationColumn.self, where: [.patient: .text(subject.patient), .cycle: Value(cycle)])
    if let same = known.first(where: { $0.text(.started).hasPrefix(day) }) { return same.id }
    let kind =
      therapy.therapy.kind == .tare ? "TARE" : subject.route == .intravenous ? "IV PRRT" : "IA PRRT"
    let course: (id: String, began: String)
    do { course = try registry.course(of: subject.patient, kind: kind, day: day) } catch let problem
      as Problem
    {
      throw problem
    } catch { throw Problem(.internalError, what: "\(error)") }
    if let other = known.first(where: { $0.text(.course) == course.id }) {
      throw Problem(
        .dataRejected,
        what: "the registry has cycle \(cycle) on \(other.text(.started).prefix(10)), the case on \(day)",
        at: "administrations.start", why: "the measurement would belong to another administration",
        remedy: "correct the date of the case or of the registry")
    }
    let id = "\(subject.patient)/\(kind)/\(day)/\(cycle)"
    let product = Value(therapy.therapy.product.isEmpty ? nil : therapy.therapy.product)
    let nuclide = Value.text(therapy.therapy.nuclide)
    let first: CourseRow = [
      .id: .text(course.id), .patient: .text(subject.patient), .kind: .text(kind), .nuclide: nuclide,
      .product: product, .started: .text(course.began),
    ]
    let second: AdministrationRow = [
      .id: .text(id), .patient: .text(subject.patient), .course: .text(course.id), .cycle: Value(cycle),
      .nuclide: nuclide, .product: product, .started: .text("\(given.start)"),
      .route: .text(subject.route.registryWord),
      .activityGbq: .real(uptake.net.value.inGigabecquerels),
      .activityUGbq: Value(uptake.net.standardUncertainty?.inGigabecquerels),
    ]
    add(first)
    add(second)
    return id
  }

  /// The registry's own id of a lesion that it knows by name, else a new one.
  private static func identifiers(_ known: [LesionRow], _ anatomy: TrialAnatomy, _ patient: String)
    -> [RegionID:
    String]
  {
    anatomy.lesions.reduce(into: [:]) { ids, lesion in
      let name = lesion.structure.name
      ids[lesion.structure.id] = known.first { $0.text(.name) == name }?.id ?? "\(patient)/\(name)"
    }
  }

  /// A lesion keeps the diameter that it has at baseline; its lobe must be the one that the registry has.
  private mutating func addLesion(
    _ lesion: TrialAnatomy.Lesion, _ id: String, _ known: [LesionRow], _ patient: String, baseline: Bool
  ) throws(Problem) {
    let before = known.first { $0.id == id }
    if let said = before?[.lobe].text, let found = lesion.lobe, said != found.rawValue {
      throw Problem(
        .dataRejected,
        what: "\(lesion.structure.name) lies in the \(found.rawValue) lobe, the registry states \(said)",
        at: "lesions", why: "it would count for the other arm",
        remedy: "correct the structures, their names, or the registry")
    }
    var row: LesionRow = [
      .id: .text(id), .patient: .text(patient), .name: .text(lesion.structure.name),
      .organ: .text(lesion.isHepatic ? "liver" : before?.text(.organ) ?? "extrahepatic"),
      .lobe: Value(lesion.lobe?.rawValue ?? before?[.lobe].text), .segment: before?[.segment] ?? .null,
    ]
    let old = before?[.diameterMm] ?? .null
    row[.diameterMm] = old.isNull || baseline ? .real(lesion.diameter) : old
    add(row)
  }

  private mutating func addStructures(
    _ uptake: CaseUptake, _ prefix: String, _ study: String, _ patient: String,
    _ evidence: [(role: String, sha256: String)]
  ) {
    let hashes = evidence.filter { $0.role == "structures" }.map(\.sha256).joined(separator: " ")
    func add(_ name: String, _ role: String, _ lobe: Lobe?, _ definition: String, _ millilitres: Double) {
      let row: StructureRow = [
        .id: .text("\(prefix)/\(name)"), .patient: .text(patient), .study: .text(study), .name: .text(name),
        .role: .text(role), .lobe: Value(lobe?.rawValue), .definition: .text(definition),
        .volumeMl: .real(millilitres), .method: .text("file SHA-256 \(hashes)"),
      ]
      self.add(row)
    }
    for part in uptake.anatomy.normal {
      add(
        part.region.name, part.lobe == nil ? "liver" : "liverLobe", part.lobe, part.region.definition,
        part.region.millilitres)
    }
    for lesion in uptake.anatomy.lesions {
      add(lesion.structure.name, "tumour", lesion.lobe, "as contoured", lesion.structure.region.millilitres)
    }
    for organ in uptake.anatomy.organs {
      let volume = organ.parts.reduce(0) { $0 + $1.region.millilitres }
      add(organ.name, organ.parts[0].role.rawValue, nil, organ.definition, volume)
    }
  }
}
