"""A measure's drawing as plain facts, drawn on demand: for wide and narrow pages, and for paper."""

from dataclasses import dataclass

from portal.drawing.charts import as_data_uri
from portal.drawing.measure_chart import Names, measure_chart
from portal.drawing.measured import Measured

SIZES = {"wide": (560, 260), "narrow": (330, 270)}
"""A drawing is made twice for a page, because letters inside it would shrink with it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """The scores with every word that stands in their drawing or describes it."""

    measured: Measured
    title: str
    description: str
    names: Names

    def svg(self, size: str, uid: str) -> str:
        """Draw it in one of the SIZES; `uid` makes the ids unique on a page."""
        width, height = SIZES[size]
        return measure_chart(
            self.measured,
            title=self.title,
            description=self.description,
            names=self.names,
            width=width,
            height=height,
            uid=f"{uid}-{size}",
        )

    @property
    def address(self) -> str:
        """The wide drawing as the address of an image, as a report on paper wants it."""
        return as_data_uri(self.svg("wide", "course"))
