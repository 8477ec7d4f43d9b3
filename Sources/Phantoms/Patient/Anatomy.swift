import Foundation
import Quantities
import Volumes

/// Where the organs are: millimetres from the middle of the trunk, +x left, +y posterior, +z superior.
enum Anatomy {
  static let body = Solid.cylinder(centre: .zero, radii: (175, 115), bottom: -180, top: 180)
  static let liver = Solid.ellipsoid(centre: Vector3(-65, -5, 20), radii: Vector3(85, 70, 72))
  /// The plane between the lobes (Cantlie's line, much simplified): right of it `normal · p ≤ limit`.
  static let lobePlane = Solid.HalfSpace(normal: Vector3(0.95, -0.31225, 0), limit: -22)
  static let rightLobe = liver.cut(lobePlane)
  static let leftLobe = liver.cut(Solid.HalfSpace(normal: -lobePlane.normal, limit: -lobePlane.limit))
  static let spleen = Solid.ellipsoid(centre: Vector3(105, 35, 35), radii: Vector3(28, 40, 55))
  static let rightKidney = kidney(centre: Vector3(-62, 48, -92), lean: -12)
  static let leftKidney = kidney(centre: Vector3(62, 48, -62), lean: 12)
  static let rightLung = lung(centre: Vector3(-82, 0, 168))
  static let leftLung = lung(centre: Vector3(82, 0, 168))
  static let spine = Solid.cylinder(centre: Vector3(0, 68, 0), radii: (19, 16), bottom: -178, top: 178)
  static let vertebrae = stride(from: -172.0, through: 150, by: 35).map {
    Solid.cylinder(centre: Vector3(0, 68, 0), radii: (18, 15), bottom: $0, top: $0 + 27)
  }

  /// Radii 18, 12, 10, 13 and 4.924 mm (0.5 mL). The fourth bulges out of the liver.
  static let lesions: [(name: String, solid: Solid)] = [
    ("Lesion 1", .sphere(centre: Vector3(-100, 0, 30), radius: 18)),
    ("Lesion 2", .sphere(centre: Vector3(-62, -28, 52), radius: 12)),
    ("Lesion 3", .sphere(centre: Vector3(-4, -15, 22), radius: 10)),
    ("Lesion 4", .sphere(centre: Vector3(-70, -70, 12), radius: 13)),
    ("Lesion 5", .sphere(centre: Vector3(-92, 22, -12), radius: 4.924)),
  ]

  private static func kidney(centre: Vector3, lean degrees: Double) -> Solid {
    let angle = degrees * .pi / 180
    let axes = Matrix3(
      Vector3(cos(angle), 0, -sin(angle)), Vector3(0, 1, 0), Vector3(sin(angle), 0, cos(angle)))
    return .ellipsoid(centre: centre, radii: Vector3(27, 24, 54), axes: axes)
  }

  private static func lung(centre: Vector3) -> Solid {
    Solid.ellipsoid(centre: centre, radii: Vector3(62, 82, 74))
      .cut(Solid.HalfSpace(normal: Vector3(0, 0, 1), limit: 177))
  }
}
