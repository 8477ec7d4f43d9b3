import Foundation
import Volumes

/// What is to be measured on one emission image. Optional numbers replace what the image says of the patient and the
/// administration, or say it where the image is silent.
public struct UptakeRequest: Sendable {
  public var image: URL
  /// Identifier as `inspect` prints it, where the folder holds several images.
  public var series: String?
  /// RTSTRUCT, SEG or label image; without it the whole image is measured.
  public var structures: URL?
  public var labelNames: [Int: String] = [:]

  /// Body weight, kg, and height, cm; sex `F` or `M`.
  public var weight, height: Double?
  public var sex: String?
  public var injectedMegabecquerel: Double?
  /// ISO 8601 date and time at which the activity was given.
  public var injected: String?
  public var halfLifeHours: Double?
  /// `janmahasatian` or `james128`: uptake by lean mass in addition to that by weight.
  public var leanMass: String?

  /// Name of the liver structure, and of the lesions that the sphere of reference avoids.
  public var liver: String?
  public var lesions: [String] = []
  /// Centre of the sphere of reference, mm, LPS; placed automatically without it.
  public var centre: Vector3?
  public var diameter = 30.0
  /// `41%` of the region's maximum, `2.5` in the table's unit, `2xmean` or `2xmax` of normal liver.
  public var thresholds: [String] = []

  public init(image: URL) { self.image = image }
}
