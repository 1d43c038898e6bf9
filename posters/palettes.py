"""Printers' colours, grouped by the moods that genres have."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Ground and ink carry the lettering; the field carries three colours of shapes."""

    ground: str
    ink: str
    field: str
    main: str
    second: str
    light: str

    @property
    def deep(self) -> str:
        """A colour to draw on main with: the ground, or the field where main is the ground."""
        return self.field if self.main == self.ground else self.ground


# Columns: mood, ground, ink, field, main, second, light.
_TABLE = """\
dread    1a1012 f3dfb8 7a121f d8432f 1a1012 f3dfb8
dread    14110f e9e0cf 211c1b b8242d 5f1a1f efe6d2
dread    231330 f2d9d3 3b1d4a d0512f 7d3560 f3c9a8
dread    0b1614 e6e4c8 1b4038 8fae5a 0b1614 e6e4c8
dread    e0573c 1a0a08 cf4a30 1a0d0b 8e1b1e f6e3c0
dread    20242b efe3d3 8f99a0 20242b b03a30 f3ecdf
dread    1c1712 f1e3bd c79a2e 1c1712 7f2618 f9f0d2
dread    131c2c ece4d6 2a3b57 d2553f 131c2c efe4cf
shadow   121212 ecebe4 232326 b9b2a0 56565a f0ede2
shadow   15171c f0e6c8 262a36 c9a227 525873 efe5cf
shadow   0f1e2b e9e4d4 17384c d99a2b 337690 f3e6c4
shadow   2a1a10 f5e7cb 3a2213 b9501d e2a03b f6e7cc
shadow   e6dcc6 191817 cdbd9b 1b1b1c b5382a fbf5e6
shadow   1c2221 efe9d6 6b7768 1c2221 c9b98a f7edd0
cosmos   0d1b2e e8f0f2 1c4966 5fa8d3 0d1b2e f4ecd8
cosmos   101820 f2e9d8 16283a e07a3f 33707c f3ead6
cosmos   1e1238 f1e4d8 2d1b54 e36b6b 6a4fa3 f6d98a
cosmos   06302f e8ecd9 0b4744 f0a13a 2a8a7e f2ecd6
cosmos   e4dcc8 14243a bcc5ba 1f4e79 d9552f fbf6e8
cosmos   161618 e9e9e2 26292f 9aa3ad 59636f f0603a
frontier 3a1d12 f6e3bf e3a24a b8442a 6d2a1a f8e7c0
frontier efd5a2 3b1a10 e8c280 c2522c 7f2f1f fff6dd
frontier 23303a f3e4c6 5b8a94 e0975a 8c3f25 f6e8c8
frontier 5a1f16 f8e6c6 d1603a f3b850 7c2a1c fbecc9
frontier 2b2416 f2e3bd 9a8544 2b2416 d6b05c f7ecd0
frontier 1c3531 f6e6c4 3f7068 e6ab55 1c3531 f8ebcd
frontier 74371b fbe9c8 e6b769 74371b c4592a fff6df
heart    3a1030 fbe9df a3243b eba69a 3a1030 fdeee6
heart    f0c6b4 4a1226 eab29d c53b4a 7a1f3d fff4e6
heart    1f3044 f9e6da 2f5270 ef8a78 b9475a fbeee0
heart    571d3b f9e3d6 e58a7a 8a2748 f5caa8 fff0df
heart    5d2a42 fdeedd e8b4a0 b23a48 5d2a42 fff3df
heart    24403f f8e8da 3f6b66 f0a08c 24403f fbeedd
mirth    f2b035 3a1a0c f2553a 1a4163 f2b035 fff0d4
mirth    1a4163 fdf0d6 f2b035 e0482d 1a4163 fff3da
mirth    24331f fdf3da 6fa48d f0c24a cf4f36 fff8e6
mirth    2d5a4f fff1d6 efc684 2d5a4f e8663f fffaeb
mirth    f0bda9 3b2033 e9a58f dc5038 2f7f86 fff3e0
mirth    d3e0cf 1f3a44 a9cbbb 1f5566 ee7448 fdf6e1
quiet    2d2930 f0e4d4 8d5c45 dfb892 2d2930 f6ead8
quiet    1f2a24 f0e7d0 35493c c7a25a 738c68 f0e7d0
quiet    e3d6bc 2a2320 d3c09e 7a4b36 2f4a52 fbf4e4
quiet    22303a efe6d6 52707c e8bd8a 22303a f4ebda
quiet    4a2225 f6e6d2 823f3a e0a585 4a2225 f6e6d2
quiet    d3c7b2 26292e b0b09e 3b4a54 a04e2b f7f2e3
quiet    2f2a1c f2e6c6 b8913e 2f2a1c 74501f f8eed2
quiet    33424f f3ead9 c9b79a 33424f a2593c f9f2e2
chase    141b26 f8ead0 d9481f f5b335 141b26 fbeed2
chase    0a2027 f6ead2 14505a ef7d3a 0a2027 f6e0b0
chase    f0a22e 2a1408 e08e1d c23a1e 2a1a14 fff0cc
chase    4a0f14 fbe7cd b3261e f2b84b 4a0f14 fcecd0
chase    1d2b1f f1ead0 3f6b45 e9c24f 1d2b1f f5edd3
chase    e3d9c1 17202b cbbd99 c83c1b 17202b faf3df
play     1f4e5f fff3d9 7cc0b8 1f4e5f e8604c fff5de
play     f5d594 43204e efc06c e66a5a 6a4c93 fff8e6
play     4a2a6a fff0db 7d55a3 f5c451 4a2a6a fff3de
play     f2b08e 34141c f3a683 34607a c2413a fff0c4
play     20503a fbf2d6 9cc37a 20503a e5702f fff6da
record   e3dac6 1c2b33 b3c2bb 2c5d63 bf5b32 fbf6e8
record   24363d f1eadb 3f5f66 d9b36a 24363d f1eadb
record   3b3126 f3e8d2 c2b08a 5b4630 a5502e fbf4e2
record   1d2540 eee8d9 36467a d8a657 1d2540 f0e9d8
record   d3c4a2 2b2113 86967c 2b3a2d dcc996 f9f2df
music    2a0f3a fde9d6 5b1f6b f26b5b f3b63f fdeeda
music    111a3a fbeed6 23327a f2a23a d9506a fdf0d8
music    f0cd58 2b1a3f e6b735 e0563f 3a2a6a fff8e2
music    0f3d3e fdf0d5 e3d9ba 0f3d3e d9603b f2b23a
music    3e1030 fdead6 b8324c f6c65b 3e1030 fdeedd
battle   22271c eee7cf 5f6644 22271c b9aa73 efe6c8
battle   2b1b16 f2e3c8 6b2e20 d98a3a 2b1b16 f3e2c0
battle   d2c6a6 262318 c4b691 8c2f22 5f6b45 f8f3e2
battle   1e2830 ebe6d8 4a5a63 dd5a44 1e2830 ebe3cd
battle   3d3a30 f2ead4 a89f7f 3d3a30 9c3f26 f7f1df
"""
PALETTES: dict[str, list[Palette]] = {}
for _mood, *_colours in map(str.split, _TABLE.splitlines()):
    PALETTES.setdefault(_mood, []).append(Palette(*(f"#{colour}" for colour in _colours)))
