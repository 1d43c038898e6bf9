"""What a composition gets to work with."""

from collections.abc import Callable
from dataclasses import dataclass

from .dice import Dice
from .palettes import Palette


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture 200 wide and so high, its colours, its dice, and what letters it may show."""

    height: int
    palette: Palette
    dice: Dice
    initial: str
    year: str


# What a composition draws beyond the height is covered by the lettering's ground.
Draw = Callable[[Scene], str]
