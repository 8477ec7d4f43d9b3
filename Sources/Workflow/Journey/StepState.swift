import Documents

/// How a step of a case stands to its work folder.
public struct StepState: Sendable, Hashable, Codable {
  public enum State: String, Sendable, Hashable, Codable {
    /// Its results are there, and all that they were made of is what it was.
    case done
    /// It, or a step before it, was made of something that is another now.
    case outdated
    /// A file of it was damaged, edited or removed, or nothing states what it was made of.
    case error
    case todo
  }
  public var step: String
  public var state: State
  /// What is another now, in words; which file is damaged.
  public var because: [String]
}

extension Journey {
  /// Every step of the path with its state; nothing is computed.
  /// - Throws: `Problem` of kind `tryAgain` where another process works in the folder, `dataRejected` for a damaged record.
  func stepStates() throws -> [StepState] { try Passage(self, .read).states() }
}

extension Passage {
  fileprivate func states() throws -> [StepState] {
    var outdated: Set<Stage> = []
    return try Stage.allCases.map { stage in
      let state = try state(of: stage, standing(of: stage), after: outdated)
      if state.state != .done { outdated.insert(stage) }
      return state
    }
  }

  private func state(of stage: Stage, _ standing: Standing, after outdated: Set<Stage>) -> StepState {
    let before = stage.upstream.filter(outdated.contains).map(\.rawValue)
    return switch standing {
    case .holds where before.isEmpty: StepState(step: stage.rawValue, state: .done, because: [])
    case .holds: StepState(step: stage.rawValue, state: .outdated, because: before)
    case .absent: StepState(step: stage.rawValue, state: .todo, because: [])
    case .unrecorded(let file), .damaged(let file):
      StepState(step: stage.rawValue, state: .error, because: [file])
    case .outdated(let changes): StepState(step: stage.rawValue, state: .outdated, because: changes)
    }
  }
}
