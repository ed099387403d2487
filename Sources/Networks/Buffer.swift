/// Numbers at an address that is a multiple of 64 bytes, all zero at first; freed with their owner.
final class Buffer<Element> {
  let start: UnsafeMutablePointer<Element>
  let count: Int

  init(_ count: Int) {
    self.count = count
    let bytes = max(64, count * MemoryLayout<Element>.stride)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    start = memory.assumingMemoryBound(to: Element.self)
  }

  deinit { UnsafeMutableRawPointer(start).deallocate() }

  subscript(index: Int) -> Element {
    get { start[index] }
    set { start[index] = newValue }
  }
}
