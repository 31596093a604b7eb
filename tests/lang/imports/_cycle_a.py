first = 1
import _cycle_b
second = _cycle_b.seen
