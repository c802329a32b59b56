"""Small charts, each beside a file with the SVG that it has to be.

.venv/bin/python -m web.tests.golden_charts    writes the files anew, to be looked at
"""

from pathlib import Path

from common.money import CURRENCIES
from web.charts.bars import Bar, BarGroup, bar_chart
from web.charts.lines import DayMark, Pace, pace_chart
from web.charts.shares import legend, share_bar
from web.charts.spark import spark
from web.charts.treemap import TALL, Cell, CellGroup, treemap
from web.formats import NUMBER_FORMS, show_tick

FOLDER = Path(__file__).resolve().parent / "golden"


def shown(minor: int) -> str:
    return show_tick(minor, CURRENCIES["EUR"], NUMBER_FORMS["1.234,56"])


def cell(name: str, value: int) -> Cell:
    amount = shown(value)
    return Cell(name, amount, value, f"{name}: {amount} €", f"?category={name.lower()}&month=1")


CHARTS = {
    "pace": pace_chart(
        Pace(
            now=(80, 13_660, 14_880, 17_020),
            was=(12_460, 14_530, 15_110, 17_210, 17_920, 18_150, 18_630, 19_590, 36_058),
            days=10,
            label="November runs below October",
            was_label="October 360,58 €",
            marks=(DayMark("?day=1", "1 Nov: 0,80 €"), DayMark("?day=2", "2 Nov: 136,60 €")),
        ),
        shown,
        prefix="overview",
    ),
    "pace_hidden": pace_chart(Pace((), (-500, 300), 3, "Amounts are hidden"), None),
    "pairs": bar_chart(
        [
            BarGroup("Oct", (Bar(533_595, "c1", "In", "?in"), Bar(316_769, "c2", "Out", "?out"))),
            BarGroup("Nov", (Bar(533_642, "c1", "In", "?in"), Bar(0, "c2", "Out", "?out"))),
        ],
        "In and out by month",
        shown,
    ),
    "trend": bar_chart(
        [
            BarGroup("Oct", (Bar(45_000, "c3", text="450"),)),
            BarGroup("Nov", (Bar(-10_000, "c3", text="-100"),)),
        ],
        "Left by month",
        shown,
    ),
    "treemap": treemap(
        [
            CellGroup("c2", (cell("Coffee", 6_106), cell("Groceries", 48_513))),
            CellGroup("c1", (cell("Rent", 124_000), cell("Energy", 11_800), cell("Fees", 400))),
            CellGroup("c0", (cell("Refund", -500),)),
        ],
        "Spending by category",
    ),
    "treemap_tall": treemap(
        [CellGroup("c1", (cell("Housing", 136_200),)), CellGroup("cun", (cell("None", 54_619),))],
        "Spending by category",
        TALL,
    ),
    "spark": spark([3, 5, 2, 9, 4, -3]),
    "share": share_bar(408, 1_000, "c2", was=447),
    "legend": legend([("c1", "November"), ("dots", "October")]),
}


def path_of(name: str) -> Path:
    return FOLDER / f"{name}.svg"


if __name__ == "__main__":
    for name, chart in CHARTS.items():
        path_of(name).write_text(chart + "\n", encoding="utf-8")
