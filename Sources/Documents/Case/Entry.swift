import Foundation
import Quantities

/// A map that the user brings, entering the path further down, with the CT that belongs to it.
public struct Entry: Sendable {
  public enum Map: Sendable {
    case activity([ActivitySource])
    case timeIntegratedActivity(ImageSource)
    /// Decays per region, spread uniformly.
    case regionActivity([RegionDecays], location: String)
    case dose(ImageSource)
  }
  /// Time-integrated activity of one structure.
  public struct RegionDecays: Sendable, Equatable {
    /// The word by which the case file means the structure.
    public var structure: String
    public var megabecquerelHours: Double
  }
  public struct ActivitySource: Sendable {
    public var time: DateTime
    public var source: ImageSource
  }
  public var map: Map
  public var ct: ImageSource?
}
