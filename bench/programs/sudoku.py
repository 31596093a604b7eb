"""Sudoku by constraint propagation and search: sets, dicts, recursion, generators."""
import sys

SIZE = 300

ROWS, COLUMNS, DIGITS = "ABCDEFGHI", "123456789", "123456789"
CELLS = [r + c for r in ROWS for c in COLUMNS]
UNITS = ([[r + c for c in COLUMNS] for r in ROWS] + [[r + c for r in ROWS] for c in COLUMNS]
         + [[r + c for r in rs for c in cs] for rs in ("ABC", "DEF", "GHI") for cs in ("123", "456", "789")])
UNITS_OF = {cell: [unit for unit in UNITS if cell in unit] for cell in CELLS}
PEERS = {cell: {peer for unit in UNITS_OF[cell] for peer in unit} - {cell} for cell in CELLS}


def remove(grid, cell, digit):
    """Takes a digit from a cell's candidates and follows what that forces; False on a contradiction."""
    if digit not in grid[cell]:
        return True
    grid[cell] = grid[cell].replace(digit, "")
    left = grid[cell]
    if not left:
        return False
    if len(left) == 1:
        for peer in PEERS[cell]:
            if not remove(grid, peer, left):
                return False
    for unit in UNITS_OF[cell]:
        places = [other for other in unit if digit in grid[other]]
        if not places:
            return False
        if len(places) == 1 and not place(grid, places[0], digit):
            return False
    return True


def place(grid, cell, digit):
    return all(remove(grid, cell, other) for other in grid[cell] if other != digit)


def read(text):
    grid = {cell: DIGITS for cell in CELLS}
    for cell, mark in zip(CELLS, text):
        if mark in DIGITS and not place(grid, cell, mark):
            return None
    return grid


def solve(grid, visited):
    visited[0] += 1
    open_cells = [(len(grid[cell]), cell) for cell in CELLS if len(grid[cell]) > 1]
    if not open_cells:
        return grid
    _, cell = min(open_cells)
    for digit in grid[cell]:
        trial = dict(grid)
        if place(trial, cell, digit):
            found = solve(trial, visited)
            if found:
                return found
    return None


def make_puzzle(seed):
    """A puzzle with a solution: a shuffled pattern with most of its cells cleared."""
    state = seed * 7919 + 1
    digits = list(DIGITS)
    for i in range(8, 0, -1):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        k = (state >> 12) % (i + 1)
        digits[i], digits[k] = digits[k], digits[i]
    cells = []
    for r in range(9):
        for c in range(9):
            state = (state * 1103515245 + 12345) & 0x7FFFFFFF
            digit = digits[(r * 3 + r // 3 + c) % 9]
            cells.append(digit if (state >> 16) % 100 < 36 else ".")
    return "".join(cells)


def main(n):
    visited = [0]
    checksum = 0
    for seed in range(n):
        grid = read(make_puzzle(seed))
        solved = solve(grid, visited)
        for cell in CELLS:
            checksum = (checksum * 31 + int(solved[cell])) % 1000003
    print(visited[0], checksum)


main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
