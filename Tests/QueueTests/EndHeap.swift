import Queue

/// When a simulated worker ends a job.
struct End {
  var time: Double
  var worker: Int
  var ticket: JobTicket
}

/// The ends of running jobs, the earliest first: a binary heap.
struct EndHeap {
  private var ends: [End] = []

  func isEarlier(than time: Double) -> Bool { ends.first.map { $0.time < time } ?? false }

  mutating func insert(_ end: End) {
    ends.append(end)
    var child = ends.count - 1
    while child > 0, ends[child].time < ends[(child - 1) / 2].time {
      ends.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func removeFirst() -> End? {
    guard let first = ends.first else { return nil }
    ends[0] = ends[ends.count - 1]
    ends.removeLast()
    var parent = 0
    while true {
      let least = [2 * parent + 1, 2 * parent + 2].filter { $0 < ends.count }.min { ends[$0].time < ends[$1].time }
      guard let least, ends[least].time < ends[parent].time else { return first }
      ends.swapAt(least, parent)
      parent = least
    }
  }
}
