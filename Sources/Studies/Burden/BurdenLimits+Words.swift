import Criteria

extension BurdenRules.Limit {
  package var printed: String {
    switch self {
    case .veryHigh: "> 75 %: very high burden"
    case .tareExclusion: "> 70 %: excluded from TARE"
    case .tareWithLowAlbumin: "> 50 %: excluded from TARE if albumin is below 3 g/dL"
    case .tareBilobar: "< 20 %: relative contraindication of bilobar TARE"
    case .prognostic: "> 25 %: prognostic; LUTIA requires it"
    }
  }
}
