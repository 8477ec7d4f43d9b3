import Foundation

func acosDegrees(_ cosine: Double) -> Double { acos(cosine) * 180 / .pi }
