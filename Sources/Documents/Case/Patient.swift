import Quantities

public struct Patient: Sendable, Equatable {
  public typealias Sex = Quantities.Sex
  /// Never the name or the hospital's number.
  public var pseudonym: String
  public var sex: Sex?
  public var weightKilograms: Double?
  /// Body height, cm.
  public var heightCentimetres: Double?

  package init(
    pseudonym: String, sex: Sex? = nil, weightKilograms: Double? = nil, heightCentimetres: Double? = nil
  ) {
    self.pseudonym = pseudonym
    self.sex = sex
    self.weightKilograms = weightKilograms
    self.heightCentimetres = heightCentimetres
  }

}
