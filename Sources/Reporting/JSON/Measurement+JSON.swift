import Files
import Quantities
import Stages
import Volumes

extension Prescription: JSONRepresentable {
  var json: JSON {
    .members([
      "icruLevel": level.rawValue, "basis": basis, "intended": intended, "administered": administered,
      "relativeDeviation": deviation, "tolerance": tolerance,
    ])
  }
}

extension Administration: JSONRepresentable {
  var json: JSON {
    .members([
      "product": product, "batch": batch, "calibration": calibration, "calibrator": calibrator,
      "preActivity": preActivity, "postActivity": postActivity, "residual": residual, "net": net,
      "reference": reference, "route": route, "start": start, "duration": duration,
      "remarks": remarks.map { JSON.members(["name": $0.name, "text": $0.text]) },
    ])
  }
}

extension Instrument: JSONRepresentable {
  var json: JSON {
    let factor = calibrationFactor.map {
      JSON.measured($0.value.value, calibrationUnit, $0.standardUncertainty?.value)
    }
    return .members([
      "scanner": scanner, "collimator": collimator, "energyWindows": energyWindows,
      "calibrationFactor": factor,
      "calibrationDate": calibrationDate, "calibrationGeometry": calibrationGeometry, "deadTime": deadTime,
      "recoveryCurve": recoveryCurve, "qualityControl": qualityControl,
    ])
  }
}

extension Instrument.Recovery: JSONRepresentable {
  var json: JSON { .members(["volume": volume, "coefficient": coefficient]) }
}

extension GridSize: JSONRepresentable { var json: JSON { [i, j, k].json } }

extension DecayState: JSONRepresentable {
  var json: JSON {
    switch self {
    case .reference(let time): .members(["state": "corrected", "reference": time])
    case .uncorrected: .members(["state": "uncorrected", "reference": JSON.null])
    }
  }
}

extension AcquisitionRecord: JSONRepresentable {
  var json: JSON {
    .members([
      "id": id, "modality": modality, "afterAdministration": afterAdministration, "start": start,
      "duration": duration, "matrix": matrix, "voxelMillimetres": voxel, "reconstruction": reconstruction,
      "decay": decay, "foundOverExpected": countsConserved,
    ])
  }
}

extension Registration: JSONRepresentable {
  var json: JSON {
    let columns = transform.rotation.columns
    return .members([
      "fixed": fixed, "moving": moving, "method": method, "residual": residual,
      "residualMeaning": residualMeaning,
      "rotationColumns": [columns.x, columns.y, columns.z], "translationMillimetres": transform.translation,
      "warnings": warnings.texts, "warningCodes": warnings.codes,
    ])
  }
}

extension StructureRecord: JSONRepresentable {
  var json: JSON {
    .members([
      "region": region, "name": name, "role": role.rawValue, "volume": volume, "contourVolume": contourVolume,
      "volumesAgree": volumesAgree, "density": density, "mass": mass, "method": method,
    ])
  }
}

extension TimeActivityPoint: JSONRepresentable {
  var json: JSON { .members(["time": time, "activity": activity]) }
}

extension TimeActivityFit.Parameter: JSONRepresentable {
  var json: JSON {
    .members(["name": name, "value": JSON.measured(value, unit, standardUncertainty)])
  }
}

extension TimeActivityFit.Alternative: JSONRepresentable {
  var json: JSON {
    .members(["model": model, "aicc": aicc, "timeIntegratedActivity": timeIntegratedActivity])
  }
}

extension TimeActivityFit: JSONRepresentable {
  var json: JSON {
    .members([
      "region": region, "model": model, "points": points, "fitted": fitted, "parameters": parameters,
      "covariance": covariance, "timeIntegratedActivity": timeIntegratedActivity,
      "extrapolatedFraction": extrapolatedFraction, "alternatives": alternatives,
      "warnings": warnings.texts, "warningCodes": warnings.codes,
    ])
  }
}
