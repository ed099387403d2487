import Foundation
import Queue
import TestSupport
import Testing

/// What becomes of a job's record, as the drawing in the documentation has it. The drawing's table is held against all that the model of delivery does.
@Suite struct JobStateTests {
  /// What the member that owns its partition makes of a record.
  enum JobState: String {
    case absent, queued, held, running, computed, told, committed
  }

  struct Transition: Hashable, CustomStringConvertible {
    var from: JobState
    var step: DeliveryModel.Step
    var to: JobState

    var description: String { "\(from.rawValue) | \(step.rawValue) | \(to.rawValue)" }
  }

  /// The rules are held to on the way: each order of events is walked through once.
  @Test func theDrawingNamesWhatHappensAndNothingElse() async throws {
    await lettingOthersBegin()
    let models = [
      DeliveryModel(neurons: 2, partitions: 1, slots: 1, buffer: 1, budget: DeliveryModel.Budget(crashes: 1)),
      DeliveryModel(neurons: 2, partitions: 1, slots: 1, buffer: 0, budget: DeliveryModel.Budget(crashes: 1, moves: 1)),
      DeliveryModel(neurons: 2, partitions: 1, slots: 1, buffer: 0, budget: DeliveryModel.Budget(losses: 1)),
      DeliveryModel(neurons: 2, partitions: 1, slots: 1, buffer: 1, budget: DeliveryModel.Budget(moves: 1)),
      DeliveryModel(neurons: 1, partitions: 1, slots: 1, buffer: 0, budget: DeliveryModel.Budget(failures: 1)),
      DeliveryModel(
        neurons: 1, partitions: 1, slots: 1, buffer: 0, budget: DeliveryModel.Budget(coordinatorCrashes: 1), looks: true),
    ]
    var found: Set<Transition> = []
    for model in models {
      let explored = Exploration(of: model) { found.formUnion(transitions(from: $0, by: $1, to: $2)) }
      #expect(explored.violation == nil)
      #expect(explored.traps == 0)
    }
    let drawn = try table()
    #expect(found.subtracting(drawn).map(\.description).sorted() == [], "these happen and are not drawn")
    #expect(drawn.subtracting(found).map(\.description).sorted() == [], "these are drawn and do not happen")
  }

  /// Every row `| from | step | to | what ... |` of the drawing's table.
  private func table() throws -> Set<Transition> {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let file = package.appending(path: "Sources/Queue/Queue.docc/JobStates.md")
    var rows: Set<Transition> = []
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") where line.hasPrefix("| ") {
      let cells = line.split(separator: "|").map { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
      guard cells.count > 2, let from = cells[0].first.flatMap(JobState.init(rawValue:)) else { continue }
      for name in cells[1] {
        let step = try #require(DeliveryModel.Step(rawValue: name), "no step is called \(name)")
        for name in cells[2] {
          let to = try #require(JobState(rawValue: name), "no state is called \(name)")
          rows.insert(Transition(from: from, step: step, to: to))
        }
      }
    }
    return rows
  }

  /// What one step does to any record.
  private func transitions(from before: DeliveryModel, by step: DeliveryModel.Step, to next: DeliveryModel) -> [Transition] {
    let earlier = states(in: before)
    return states(in: next).flatMap { place, after in
      after.enumerated().compactMap { offset, to in
        let from = earlier[place].flatMap { offset < $0.count ? $0[offset] : nil } ?? .absent
        return from == to ? nil : Transition(from: from, step: step, to: to)
      }
    }
  }

  /// The state of every record of every partition.
  private func states(in model: DeliveryModel) -> [TopicPartition: [JobState]] {
    model.places.reduce(into: [:]) { states, place in
      let worker = model.owner[place].map { model.workers[$0] }.flatMap { $0.isAlive ? $0 : nil }
      let committed = model.committed[place]?.offset ?? 0
      states[place] = model.log[Int(place.partition)].indices.map { offset in
        let offset = Int64(offset)
        if offset < committed { return .committed }
        guard let worker else { return .queued }
        if let job = worker.jobs.first(where: { $0.ticket.place == place && $0.ticket.offset == offset }) {
          guard let telling = job.telling else { return .running }
          return telling.isSettled ? .told : .computed
        }
        if worker.intake.held.contains(where: { $0.place == place && $0.offset == offset }) { return .held }
        return (worker.positions[place] ?? 0) > offset ? .told : .queued
      }
    }
  }
}
