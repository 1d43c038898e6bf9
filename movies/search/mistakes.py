"""How many mistakes lie between two texts: letters missing, doubled, wrong, or swapped."""


def mistakes(typed: str, meant: str, most: int) -> int:
    """Give the distance of two texts (optimal string alignment); `most` + 1 when it is more."""
    if typed == meant:
        return 0
    if abs(len(typed) - len(meant)) > most:
        return most + 1
    start = _shared(typed, meant)
    end = _shared(typed[start:][::-1], meant[start:][::-1])
    typed, meant = typed[start : len(typed) - end], meant[start : len(meant) - end]
    if most == 1:  # what differs is one letter, or two swapped: no table is needed
        swapped = len(typed) == 2 and typed == meant[::-1]
        return 1 if swapped or max(len(typed), len(meant)) == 1 else 2
    return _aligned(typed, meant, most)


def _shared(one: str, other: str) -> int:
    for at, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return at
    return min(len(one), len(other))


def _aligned(typed: str, meant: str, most: int) -> int:
    """Fill the table row by row, and stop when a whole row is past `most`."""
    if not typed or not meant:
        return min(len(typed) + len(meant), most + 1)
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for i, letter in enumerate(typed, 1):
        above, row = row, [i]
        for j, other in enumerate(meant, 1):
            cost = min(row[j - 1] + 1, above[j] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before = above
    return min(row[-1], most + 1)
