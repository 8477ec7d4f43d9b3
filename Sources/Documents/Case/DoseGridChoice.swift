import Checks
import Diagnostics
import Files
import Foundation
import Volumes

/// The grid of the dose, where it is not that of the activity.
public struct DoseGridChoice: Sendable, Equatable {
  public enum Lattice: Sendable, Equatable {
    case activity
    /// The voxels of the reference CT.
    case ct
    /// Edges along the axes of the activity, mm.
    case spacing(Vector3)
  }
  public var lattice = Lattice.activity
  /// Name of the structure around which the dose is wanted; `nil` for the whole field.
  public var crop: String?
  /// Around that structure, mm.
  public var margin = 20.0
  /// How far around the part activity and tissue count, mm; `nil`: all activity, with 30 mm of tissue around it.
  public var surroundings: Double?

  public init(lattice: Lattice = .activity) { self.lattice = lattice }

  /// Reads the words of the command line: `activity`, `ct`, or an edge in mm.
  /// - Throws: a usage `Problem`.
  public init(_ text: String) throws(Problem) {
    switch text {
    case "activity": lattice = .activity
    case "ct": lattice = .ct
    default:
      guard let edge = Double(text), DoseGridChoice.edges.contains(edge) else {
        throw Problem(
          .usage, what: "“\(text)” is not a grid", at: "--grid",
          remedy: "write activity, ct, or the edge of a voxel in mm, 0.2 to 50")
      }
      lattice = .spacing(Vector3(repeating: edge))
    }
  }

  package static let edges = Plausibility.doseVoxel.range
  package static let margins = Plausibility.margin.range
}

func readDoseGrid(_ r: inout FieldReader) -> DoseGridChoice? {
  var choice = DoseGridChoice()
  choice.lattice = r.optional("voxels") { v throws(Problem) in try readLattice(v) } ?? .activity
  choice.crop = r.optional("crop") { v throws(Problem) in try v.string() }
  choice.margin = r.number("marginMm", .margin) ?? choice.margin
  choice.surroundings = r.number("surroundingsMm", .surroundings)
  if choice.crop == nil, r.object["marginMm"] ?? r.object["surroundingsMm"] != nil {
    r.reject(.dataRejected, "a margin or surroundings without “crop”", "name the structure to crop to")
  }
  return choice
}

private func readLattice(_ value: JSON5Value) throws(Problem) -> DoseGridChoice.Lattice {
  switch value.content {
  case .string:
    switch try value.string() {
    case "activity": return .activity
    case "ct": return .ct
    case let other: throw value.rejected("“\(other)” is not activity, ct, an edge in mm or three of them")
    }
  case .array:
    let edges = try value.numbers()
    guard edges.count == 3, edges.allSatisfy(DoseGridChoice.edges.contains) else {
      throw value.rejected("three edges of 0.2 to 50 mm are expected")
    }
    return .spacing(Vector3(edges[0], edges[1], edges[2]))
  default:
    return .spacing(Vector3(repeating: try value.number(in: DoseGridChoice.edges)))
  }
}
