import Checks
import Stages

extension ReportContent {
  /// The tables of the report as files, with every row. Those without rows are written too, so that none of an earlier report
  /// stays next to this one.
  var files: [StudyTable] { ofDoses + ofMeasurements + ofProvenance }

  private var ofDoses: [StudyTable] {
    let budget = RegionTable.rows(summaries).filter { !$0.region.budget.isEmpty }
    let sums = RegionTable.form(
      "tables/accumulated.csv", levels: RegionTable.levels(accumulated), id: "accumulated")
    return [
      DoseTables.regions(self), sums.table("", RegionTable.rows(accumulated)),
      TableForm<CourseOverview.Row>.course("Projected").table("", overview?.rows ?? []),
      TableForm<Distribution>.distribution.table("", summaries.flatMap(\.distributions)),
      TableForm<EngineRow>.engines(engines).table("", EngineRow.rows(comparisons)),
      TableForm<PlaceRow>.places().table("", PlaceRow.rows(comparisons)),
      TableForm<MicrosphereRow>.microspheres.table("", beside.microspheres),
      TableForm<WeightedDoseRow>.weighted.table("", beside.weighted),
      TableForm<ContaminantRow>.contaminant.table("", beside.contaminant),
      TableForm<Prediction>.predictions.table("", predictions),
      TableForm<RegionRow>.budget(DoseTables.terms(summaries)).table("", budget),
      TableForm<TruthRow>.truth.table("", truth),
    ]
  }

  private var ofMeasurements: [StudyTable] {
    [
      TableForm<TimeActivityFit>.integrals.table("", fits),
      TableForm<StructureRecord>.structures.table("", structures),
      TableForm<GeometrySheet.Row>.geometry.table("", geometry),
      TableForm<AcquisitionRecord>.acquisitions.table("", acquisitions),
      TableForm<Registration>.registrations.table("", registrations.map(\.registration)),
    ]
  }

  private var ofProvenance: [StudyTable] {
    let all = allProvenance
    return [
      TableForm<TreatmentPlan.Model>.models.table("", planning?.models ?? []),
      TableForm<Provenance.Input>.inputs.table("", all.inputs),
      TableForm<Provenance.Step>.steps.table("", all.steps),
      TableForm<Amendment>.amendments.table("", amendments),
    ]
  }

  /// As many as any comparison has, two at least.
  private var engines: [String] {
    (1...max(2, comparisons.map(\.engines.count).max() ?? 2)).map { "Engine \($0)" }
  }
}

extension DataDictionary {
  /// The files of the dose report. Columns that exist once per engine or term of a budget stand under a placeholder.
  package mutating func addDoseReport() {
    add(RegionTable.form("regions.csv, summary.csv", placeholder: true))
    add(RegionTable.form("tables/accumulated.csv", placeholder: true, id: "accumulated"))
    add(TableForm<CourseOverview.Row>.course("Projected"))
    add(TableForm<Distribution>.distribution)
    add(TableForm<EngineRow>.engines(["Engine 1", "Engine 2"]))
    add(TableForm<PlaceRow>.places())
    add(TableForm<MicrosphereRow>.microspheres)
    add(TableForm<WeightedDoseRow>.weighted)
    add(TableForm<ContaminantRow>.contaminant)
    add(TableForm<Prediction>.predictions)
    add(TableForm<RegionRow>.budget([UncertaintyContribution(name: "TERM", relative: 0, basis: "")]))
    add(TableForm<TruthRow>.truth)
    add(TableForm<TimeActivityFit>.integrals)
    add(TableForm<StructureRecord>.structures)
    add(TableForm<GeometrySheet.Row>.geometry)
    add(TableForm<AcquisitionRecord>.acquisitions)
    add(TableForm<Registration>.registrations)
    add(TableForm<TreatmentPlan.Model>.models)
    add(TableForm<Provenance.Input>.inputs)
    add(TableForm<Provenance.Step>.steps)
    add(TableForm<Amendment>.amendments)
  }
}
