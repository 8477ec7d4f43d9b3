import Files
import Quantities
import Stages

extension DoseCalculation: JSONRepresentable {
  var json: JSON {
    .members([
      "engine": engine, "nuclide": nuclide, "halfLife": halfLife, "nuclideSource": nuclideSource,
      "kernelSource": kernelSource, "densityConversion": densityConversion, "histories": histories,
      "assumptions": assumptions,
    ])
  }
}

extension DoseSummary: JSONRepresentable {
  var json: JSON {
    .members([
      "title": title, "engine": engine, "nuclide": nuclide, "regions": regions, "provenance": provenance,
    ])
  }
}

/// Relative changes of mean, D98 and D2.
extension GridEffect: JSONRepresentable {
  var json: JSON { .members(["mean": mean, "D98": d98, "D2": d2]) }
}

extension RegionDose: JSONRepresentable {
  var json: JSON {
    .members([
      "region": region, "definition": definition, "volume": volume, "mass": mass,
      "timeIntegratedActivity": timeIntegratedActivity, "reportedMean": bestMean, "asImagedMean": mean,
      "mean": mean, "recoveryCorrectedMean": recoveryCorrectedMean, "minimum": minimum, "maximum": maximum,
      "doseAtVolume": doses, "hottestTenthMillilitre": hottestTenthMillilitre, "volumeAtDose": volumes,
      "gridEffect": gridEffect, "bed": bed,
      "eqd2": eqd2, "eud": eud, "radiobiology": radiobiology, "histogram": histogram, "budget": budget,
      "warnings": warnings.texts, "warningCodes": warnings.codes,
    ])
  }

  private var doses: JSON {
    .object(doseAtVolume.sorted { $0.key > $1.key }.map { ("D\($0.key)", $0.value.json) })
  }

  private var volumes: [JSON] {
    volumeAtDose.sorted { $0.key < $1.key }.map {
      .members(["dose": AbsorbedDose($0.key), "fraction": $0.value])
    }
  }
}

extension DoseVolumeHistogram: JSONRepresentable {
  var json: JSON { .members(["unit": "Gy", "dose": dose, "volumeFraction": volumeFraction]) }
}

extension UncertaintyContribution: JSONRepresentable {
  var json: JSON {
    .members([
      "name": name, "relative": relative, "basis": basis, "source": source?.rawValue, "sign": sign,
      "effect": effect?.rawValue, "isCovariance": isCovariance, "share": share,
    ])
  }
}

extension EngineComparison: JSONRepresentable {
  var json: JSON {
    .members([
      "title": title, "engines": engines,
      "rows": rows.map { JSON.members(["region": $0.region, "mean": $0.doses]) },
      "places": places.map {
        JSON.members([
          "name": $0.name, "reason": $0.reason, "massShare": $0.massShare, "first": $0.first,
          "second": $0.second, "unit": "Gy", "rootMeanSquare": $0.rootMeanSquare, "noise": $0.noise,
          "differenceShare": $0.differenceShare,
        ])
      },
    ])
  }
}

extension Prediction: JSONRepresentable {
  var json: JSON { .members(["region": region, "predicted": predicted, "delivered": delivered]) }
}

extension TreatmentPlan: JSONRepresentable {
  var json: JSON {
    .members([
      "lungShuntFraction": lungShuntFraction, "lungShuntMethod": lungShuntMethod,
      "lungMassSource": lungMassSource,
      "tumourToNormalRatio": tumourToNormalRatio, "models": models, "assumptions": assumptions,
      "order": order,
    ])
  }
}

extension TreatmentPlan.Model: JSONRepresentable {
  var json: JSON {
    .members([
      "name": name, "activity": activity, "tumour": tumour, "nonTumouralLiver": nonTumouralLiver,
      "lungs": lungs,
      "chosen": chosen,
    ])
  }
}

extension TruthRow: JSONRepresentable {
  var json: JSON {
    .members([
      "quantity": quantity, "result": JSON.measured(result, unit, standardUncertainty), "unit": unit,
      "truth": truth, "relativeDeviation": deviation, "tolerance": tolerance,
    ])
  }
}
