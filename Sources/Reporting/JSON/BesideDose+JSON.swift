import Files

extension BesideDose: JSONRepresentable {
  var json: JSON {
    .members([
      "microspheres": microspheres, "rbeWeighted": weighted,
      "alphaFactor": weighting?.factor, "alphaSource": weighting?.source, "contaminant": contaminant,
      "contaminantNuclide": contaminated?.nuclide, "contaminantFraction": contaminated?.fraction,
    ])
  }
}

extension MicrosphereRow: JSONRepresentable {
  var json: JSON {
    .members([
      "region": region, "perSphere": perSphere, "spheres": spheres, "perMillilitre": perMillilitre,
      "perVoxel": perVoxel, "perLobule": uniformity?.perLobule, "d98": uniformity?.d98,
      "d90": uniformity?.d90, "d50": uniformity?.d50, "belowHalf": uniformity?.belowHalf,
    ])
  }
}

extension WeightedDoseRow: JSONRepresentable {
  var json: JSON {
    .members(["region": region, "absorbed": absorbed, "alpha": alpha, "weighted": weighted])
  }
}

extension ContaminantRow: JSONRepresentable {
  var json: JSON {
    .members(["region": region, "decays": decays, "dose": dose, "together": together])
  }
}
