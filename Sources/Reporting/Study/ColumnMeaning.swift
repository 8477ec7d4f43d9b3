/// What a “±” or a pair of limits next to a number is.
public enum Spread: String, Sendable, Hashable {
  case none = "–"
  case standard = "standard uncertainty (k = 1) of the whole budget"
  case fit = "standard uncertainty (k = 1) of points and fit alone"
  case edges = "standard uncertainty (k = 1) of voxel size and resolution at the edge"
  case model = "standard uncertainty (k = 1) propagated from the stated inputs"
  case stated = "standard uncertainty (k = 1) as stated with the input"
  case deviation = "standard deviation"
  case exact = "exact 95 % limits (Clopper and Pearson)"
  case interval = "confidence limits at the level of the report"
}

/// Which corrections an activity or a dose includes.
public enum Corrections: String, Sendable, Hashable {
  case notApplicable = "–"
  case asImaged = "calibration, not recovery"
  case recovered = "calibration and recovery"
  case stated = "as the input states"
}
