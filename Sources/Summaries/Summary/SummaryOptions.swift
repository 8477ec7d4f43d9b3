import Quantities
import Stages

/// What a summary reports and how.
public struct SummaryOptions: Sendable {
  /// From what dose a region's BED is computed.
  enum BEDBasis: String, Sendable, Hashable {
    /// From the region's mean dose; the form in which tolerance values are stated.
    case meanDose = "from the mean dose"
    /// Mean of the voxels' BED; never below the former.
    case voxelMean = "mean of the voxels' BED"
  }

  /// p of each D_p, percent.
  var dosePercents: [Int] = [98, 95, 90, 70, 50, 2]
  /// x of each V_x, Gy.
  public var doseLevels: [Double] = []
  public var sampling: SubVoxelSampling = .automatic
  public var radiobiology: RadiobiologyTable = .cited
  var bedBasis: BEDBasis = .meanDose
  public var limits: [DoseLimit.On<StructureRole>] = ToleranceDoses.cited
  /// Density that turns volume into mass where no material map is given; stated in a warning.
  /// 1.05 g/mL: liver and kidney, ICRP Publication 110, table B.1.
  public var assumedDensity: Quantity<GramPerMillilitre> = Quantity(1.05)
  /// Whether somebody stated that density. One density for a lung and what is around it is wrong for the lung all the same.
  public var isDensityStated = false
  /// Points of the histogram kept for drawing.
  var histogramPoints = 500

  public init() {}
}
