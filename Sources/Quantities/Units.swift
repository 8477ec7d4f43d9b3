public enum Becquerel: PhysicalUnit { public static let symbol = "Bq" }
public enum BecquerelPerMillilitre: PhysicalUnit { public static let symbol = "Bq/mL" }
/// Time-integrated activity: the number of decays (MIRD Pamphlet 21, symbol Ã).
public enum BecquerelSecond: PhysicalUnit { public static let symbol = "Bq·s" }
public enum BecquerelSecondPerMillilitre: PhysicalUnit { public static let symbol = "Bq·s/mL" }
public enum Second: PhysicalUnit { public static let symbol = "s" }
public enum Millimetre: PhysicalUnit { public static let symbol = "mm" }
public enum Millilitre: PhysicalUnit { public static let symbol = "mL" }
public enum Gram: PhysicalUnit { public static let symbol = "g" }
public enum GramPerMillilitre: PhysicalUnit { public static let symbol = "g/mL" }
public enum Gray: PhysicalUnit { public static let symbol = "Gy" }
public enum MegaElectronVolt: PhysicalUnit { public static let symbol = "MeV" }
public enum Joule: PhysicalUnit { public static let symbol = "J" }
/// A pure number, such as a ratio or a standardised uptake value.
public enum One: PhysicalUnit { public static let symbol = "1" }

public typealias Activity = Quantity<Becquerel>
/// A length of time; named so because Foundation has a `TimeInterval`.
public typealias TimeSpan = Quantity<Second>
public typealias Length = Quantity<Millimetre>
public typealias Mass = Quantity<Gram>
public typealias AbsorbedDose = Quantity<Gray>

extension Quantity where Unit == Becquerel {
  @inlinable public static func megabecquerels(_ v: Double) -> Self { Self(v * 1e6) }
  @inlinable public static func gigabecquerels(_ v: Double) -> Self { Self(v * 1e9) }
  @inlinable public var inMegabecquerels: Double { value / 1e6 }
  @inlinable public var inGigabecquerels: Double { value / 1e9 }
}

extension Quantity where Unit == Second {
  @inlinable public static func hours(_ v: Double) -> Self { Self(v * 3600) }
  @inlinable public static func days(_ v: Double) -> Self { Self(v * 86400) }
  @inlinable public var inHours: Double { value / 3600 }
  @inlinable public var inDays: Double { value / 86400 }
}

extension Quantity where Unit == BecquerelSecond {
  @inlinable public static func megabecquerelHours(_ v: Double) -> Self { Self(v * 3.6e9) }
  @inlinable public var inMegabecquerelHours: Double { value / 3.6e9 }
}

extension Quantity where Unit == MegaElectronVolt {
  /// CODATA 2018 (exact since the 2019 SI): 1 eV = 1.602176634e-19 J.
  public static var joulesPerMegaElectronVolt: Double { 1.602176634e-13 }
  @inlinable public var inJoules: Quantity<Joule> { Quantity<Joule>(value * Self.joulesPerMegaElectronVolt) }
}
