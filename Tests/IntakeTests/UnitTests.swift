@testable import DICOM
import Fixtures
import Foundation
@testable import Intake
@testable import Quantities
import Stages
import Testing
import Volumes

/// Adds an item of a Real World Value Mapping Sequence.
private func map(_ set: DataSet, unit: String, slope: Double, last: Double = 32767) throws {
  let item = try set.addItem(.realWorldValueMappingSequence)
  try item.set(.realWorldValueSlope, slope)
  try item.set(.realWorldValueIntercept, 0)
  try item.set(.doubleRealWorldValueFirstValueMapped, -32768)
  try item.set(.doubleRealWorldValueLastValueMapped, last)
  try item.addItem(.measurementUnitsCodeSequence).set(.codeValue, unit)
}

private func loaded(
  _ sets: [DataSet], _ answers: SeriesAnswers = SeriesAnswers(),
  as syntax: TransferSyntax = .explicitLittleEndian
) throws -> (SeriesEntry, ImageSeries) {
  let folder = try ImageFolder()
  defer { folder.remove() }
  for (n, set) in sets.enumerated() { try folder.write(set, "f\(n)", as: syntax) }
  let inventory = try folder.scan()
  let entry = try #require(inventory.entries.first { $0.kind != .realWorldMapping })
  return (entry, try inventory.load(entry, answers: answers))
}

@Suite struct UnitTests {
  let grid = try! testGrid()

  @Test func lookUpTablesAreRefused() throws {
    let table: Change = { set in
      let item = try set.addItem(Tag(0x0028, 0x3000))
      try item.set(Tag(0x0028, 0x3004), "HU", vr: "LO")
    }
    let text = refusal { _ = try loaded([try slice(of: grid, k: 0, table)]) }
    #expect(text.contains("(0028,3000)") && text.contains("look-up table"))
  }

  @Test func slopesDifferFromSliceToSlice() throws {
    let sets = try (0..<4).map { k in
      try petSlice(of: grid, k: k) { try $0.set(.rescaleSlope, Double(k + 1) * 0.5) }
    }
    let (_, series) = try loaded(sets)
    for k in 0..<4 {
      let expected = Float(fieldValue(grid.position(Vector3(1, 1, Double(k))))) * Float(k + 1) * 0.5
      #expect(series.values[1, 1, k] == expected)
    }
    #expect(series.unit == .becquerelPerMillilitre)
  }

  @Test func aSlopeMissingInOneSliceIsRefused() throws {
    let sets = try (0..<4).map { k in
      try petSlice(of: grid, k: k) { if k == 2 { try $0.setEmpty(.rescaleSlope) } }
    }
    #expect(refusal { _ = try loaded(sets) }.contains("absent in 1 of 4 slices"))
  }

  @Test func nuclearMedicineIsCountsUnlessMapped() throws {
    let (plain, counts) = try loaded([nm(of: grid)])
    #expect(plain.unit == .counts && counts.unit == .counts && showsField(counts.values))
    let (_, mapped) = try loaded([nm(of: grid) { try map($0, unit: "Bq/ml", slope: 2.5) }])
    #expect(mapped.unit == .becquerelPerMillilitre && showsField(mapped.values, factor: 2.5))
    let (_, kilo) = try loaded([nm(of: grid) { try map($0, unit: "kBq/ml", slope: 2.5) }])
    #expect(showsField(kilo.values, factor: 2500))
    let (odd, still) = try loaded([nm(of: grid) { try map($0, unit: "furlong", slope: 2.5) }])
    #expect(still.unit == .counts && showsField(still.values) && odd.told.contains("unit that is not known"))
  }

  @Test func oneOfSeveralMappingsIsChosenByUnit() throws {
    let make = {
      try nm(of: grid) {
        try map($0, unit: "{counts}", slope: 1)
        try map($0, unit: "Bq/ml", slope: 3)
        try map($0, unit: "{SUVbw}g/ml", slope: 0.01)
      }
    }
    #expect(refusal { _ = try loaded([make()]) }.contains("several units: Bq/mL, SUVbw"))
    #expect(showsField(try loaded([make()], SeriesAnswers(unit: "Bq/mL")).1.values, factor: 3))
    #expect(showsField(try loaded([make()], SeriesAnswers(unit: "SUVbw")).1.values, factor: 0.01))
    #expect(showsField(try loaded([make()], SeriesAnswers(unit: "counts")).1.values))
  }

  @Test func valuesOutsideOfTheMappedRangeAreRefused() throws {
    #expect(
      refusal { _ = try loaded([nm(of: grid) { try map($0, unit: "Bq/ml", slope: 2, last: 10) }]) }.contains(
        "range"))
  }

  @Test func aSeparateMappingObjectApplies() throws {
    let image = try nm(of: grid)
    let object = try header(SOPClass.realWorldValueMapping, modality: "RWV", series: "rwv", instance: "1")
    let group = try object.addItem(.referencedImageRealWorldValueMappingSequence)
    try map(group, unit: "Bq/ml", slope: 7)
    try group.addItem(.referencedImageSequence).set(.referencedSOPInstanceUID, image.string(.sopInstanceUID)!)
    let (entry, series) = try loaded([image, object])
    #expect(series.unit == .becquerelPerMillilitre && showsField(series.values, factor: 7))
    #expect(entry.unitSource.contains("(0040,9096)"))
  }

  @Test func rescaleSlopeInNuclearMedicineIsAppliedAndQuestioned() throws {
    let (entry, series) = try loaded([nm(of: grid) { try $0.set(.rescaleSlope, 0.25) }])
    #expect(entry.told.contains("NM object carries a Rescale Slope of 0.25"))
    #expect(series.unit == .counts && showsField(series.values, factor: 0.25))
    #expect(Inventory.findings(onValuesOf: series).contains { $0.problem.what.contains("fractions") })
    let (_, stated) = try loaded(
      [nm(of: grid) { try $0.set(.rescaleSlope, 0.25) }], SeriesAnswers(unit: "Bq/mL"))
    #expect(stated.unit == .becquerelPerMillilitre)
  }

  @Test func philipsCountsNeedTheirPrivateFactor() throws {
    func philips(_ k: Int, creator: String, activity: String = "1.5") throws -> DataSet {
      try petSlice(of: grid, k: k) {
        try $0.set(.units, "CNTS")
        try $0.set(Tag(0x7053, 0x0010), creator, vr: "LO")
        try $0.set(Tag(0x7053, 0x1009), activity, vr: "DS")
        try $0.set(Tag(0x7053, 0x1000), "0.25", vr: "DS")
      }
    }
    let own = "Philips PET Private Group"
    for syntax in [TransferSyntax.explicitLittleEndian, .implicitLittleEndian] {
      let (_, series) = try loaded((0..<4).map { try philips($0, creator: own) }, as: syntax)
      #expect(series.unit == .becquerelPerMillilitre && showsField(series.values, factor: 1.5), "\(syntax)")
    }
    // Where the scanner had no activity, the factor to SUV is left.
    let (_, uptake) = try loaded((0..<4).map { try philips($0, creator: own, activity: "0") })
    #expect(uptake.unit == .suvBodyWeight && showsField(uptake.values, factor: 0.25))
    let (entry, other) = try loaded((0..<4).map { try philips($0, creator: "SOMEBODY ELSE") })
    #expect(other.unit == .counts && showsField(other.values) && entry.told.contains("(7053,xx09)"))
  }

  @Test func uptakeAndRelativeUnits() throws {
    let gml = try loaded((0..<4).map { try petSlice(of: grid, k: $0) { try $0.set(.units, "GML") } }).1
    #expect(gml.unit == .suvBodyWeight)
    let lean = try loaded(
      (0..<4).map {
        try petSlice(of: grid, k: $0) {
          try $0.set(.units, "GML")
          try $0.set(.suvType, "LBM")
        }
      }
    ).1
    #expect(lean.unit == .other("SUV LBM"))
    let (entry, proportional) = try loaded(
      (0..<4).map { k in
        try petSlice(of: grid, k: k) {
          try $0.set(.units, "PROPCPS")
          try $0.set(.seriesDescription, "SUV")
          try $0.set(.correctedImage, ["DECY"])
        }
      })
    #expect(proportional.unit == .other("PROPCPS"))
    #expect(entry.told.contains("neither an activity") && entry.told.contains("lacks ATTN"))
  }

  @Test func aStatementMayNotContradictTheFile() throws {
    let sets = try (0..<4).map { try petSlice(of: grid, k: $0) }
    #expect(refusal { _ = try loaded(sets, SeriesAnswers(unit: "SUVbw")) }.contains("the file states Bq/mL"))
    #expect(refusal { _ = try loaded(sets, SeriesAnswers(unit: "cows")) }.contains("not known"))
    #expect(refusal { _ = try loaded(sets, SeriesAnswers(role: .ct)) }.contains("as “ct”"))
  }

  @Test func countsThatCallThemselvesActivityAreQuestioned() throws {
    let (_, series) = try loaded((0..<4).map { try petSlice(of: grid, k: $0) })
    #expect(Inventory.findings(onValuesOf: series).contains { $0.problem.what.contains("as counts are") })
    let scaled = try loaded((0..<4).map { try petSlice(of: grid, k: $0) { try $0.set(.rescaleSlope, 0.37) } })
      .1
    #expect(Inventory.findings(onValuesOf: scaled).isEmpty)
  }

  @Test func secondaryCaptureNeedsRoleAndUnit() throws {
    let sets = try (0..<4).map { try slice(SOPClass.secondaryCapture, of: grid, k: $0) }
    #expect(refusal { _ = try loaded(sets) }.contains("`role`"))
    #expect(refusal { _ = try loaded(sets, SeriesAnswers(role: .ct)) } == "")
    let emission = refusal { _ = try loaded(sets, SeriesAnswers(role: .activity)) }
    #expect(emission.contains("(0008,0022)") && emission.contains("`decay`"))
    let series = try loaded(
      sets,
      SeriesAnswers(
        role: .activity, unit: "relative", nuclide: "Y-90", start: DateTime(iso8601: "2020-07-10T12:00:00"),
        decay: SeriesAnswers.Decay.none)
    ).1
    #expect(series.unit == .other("relative") && series.acquisition?.nuclide == "Y-90")
  }
}
