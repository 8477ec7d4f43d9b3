import Quantities

public struct Therapy: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable { case prrt = "PRRT", tare = "TARE" }
  public var kind: Kind
  public var product: String
  public var nuclide: String
  public var cycle: Int
  /// Cycles of the whole course as planned; `nil`: not stated, then nothing is projected.
  public var plannedCycles: Int?
  public var indication: String
  public var site: String
  public var physician: String
  public var physicist: String
  public var intendedActivity: Activity?
  /// ICRU Report 96 level of prescription: 1 activity, 2 activity with dosimetry, 3 absorbed dose.
  public var prescriptionLevel: Int?
  /// What was given as microspheres; `nil`: not stated, then spheres are not counted.
  public var microspheres: MicrosphereBatch?
  /// Another isotope in the product; `nil`: not stated.
  public var contaminant: ContaminantChoice?

  package init(
    kind: Kind, product: String, nuclide: String, cycle: Int, indication: String, site: String,
    physician: String, physicist: String, intendedActivity: Activity? = nil, prescriptionLevel: Int? = nil
  ) {
    self.kind = kind
    self.product = product
    self.nuclide = nuclide
    self.cycle = cycle
    self.indication = indication
    self.site = site
    self.physician = physician
    self.physicist = physicist
    self.intendedActivity = intendedActivity
    self.prescriptionLevel = prescriptionLevel
  }

}
