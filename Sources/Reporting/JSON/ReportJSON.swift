import Checks
import Files
import Quantities
import Stages

/// The report as data: schema `hepatica.report`, version 2. Every number stands with its unit; `u` is the standard
/// uncertainty (k = 1), `null` where it was not evaluated. Members keep their order; new ones may come in later
/// editions of version 2, none is renamed or removed. Since version 2 a region is an object, and
/// terms of budgets state source, sign and share.
struct ReportJSON {
  static let schema = "hepatica.report/2"
  let content: ReportContent

  var value: JSON {
    .members([
      "schema": Self.schema, "statement": Document.researchUse, "coverageFactor": 1, "header": content.header,
      "keyResults": content.keyResults, "findings": content.findings, "conclusion": content.conclusion,
      "prescription": content.prescription, "administrations": content.administrations,
      "instruments": content.instruments, "acquisitions": content.acquisitions,
      "registrations": content.registrations.map(\.registration), "structures": content.structures,
      "geometry": content.geometry,
      "fits": content.fits, "calculation": content.calculation, "summaries": content.summaries,
      "accumulated": content.accumulated,
      "furtherQuantities": content.beside, "comparisons": content.comparisons,
      "predictions": content.predictions,
      "planning": content.planning,
      "truth": content.truth, "provenance": content.provenance, "signatures": content.signatures,
      "amendments": content.amendments, "emptySections": reasons,
    ])
  }

  private var reasons: JSON {
    .sorted(Dictionary(uniqueKeysWithValues: content.reasons.map { ($0.key.rawValue, $0.value) }))
  }
}

extension ReportHeader: JSONRepresentable {
  var json: JSON {
    .members([
      "pseudonym": pseudonym, "site": site, "therapy": therapy, "cycle": cycle, "indication": indication,
      "physician": physician, "physicist": physicist, "reportUID": reportUID,
      "softwareVersion": softwareVersion,
      "gitHash": gitHash, "parameterFileHash": parameterFileHash, "created": created, "state": state.rawValue,
    ])
  }
}

extension DoseLimit: JSONRepresentable {
  var json: JSON { .members(["dose": value, "sense": sense.rawValue, "source": source]) }
}

extension KeyResult: JSONRepresentable {
  var json: JSON {
    .members([
      "label": label, "region": region, "quantity": quantity, "dose": value, "limit": limit,
      "verdict": verdict.rawValue,
    ])
  }
}

extension Finding: JSONRepresentable {
  var json: JSON {
    .members([
      "severity": severity.word.lowercased(), "rank": rank.rawValue, "code": code.rawValue, "subject": place,
      "text": text,
    ])
  }
}

extension Signature: JSONRepresentable {
  var json: JSON { .members(["meaning": meaning, "name": name, "time": time]) }
}

extension Amendment: JSONRepresentable {
  var json: JSON { .members(["previousReportUID": previousReportUID, "time": time, "reason": reason]) }
}

extension Provenance: JSONRepresentable {
  var json: JSON {
    // The seed is text: 64 bits do not survive a reader that keeps numbers as doubles.
    .members([
      "inputs": inputs, "steps": steps, "tables": JSON.sorted(tables), "seed": seed.map(String.init),
    ])
  }
}

extension Provenance.Input: JSONRepresentable {
  var json: JSON { .members(["role": role, "sha256": sha256, "files": files]) }
}

extension Provenance.Step: JSONRepresentable {
  var json: JSON { .members(["name": name, "parameters": JSON.sorted(parameters)]) }
}

extension GeometrySheet.Row: JSONRepresentable {
  var json: JSON {
    .members([
      "code": code.rawValue, "place": place, "quantity": quantity, "value": value, "unit": unit,
      "usual": usual,
      "source": source, "finding": finding,
    ])
  }
}
