"""Forms of pages, sent as they are shown."""

from collections import defaultdict
from html.parser import HTMLParser


class ShownForm(HTMLParser):
    """What a browser sends of a page's form in which nobody changed anything."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.data: defaultdict[str, list[str]] = defaultdict(list)
        self._select = self._textarea = ""
        self.feed(page.partition('<form class="form wide"')[2].partition("</form>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        fields = {name: value or "" for name, value in attrs}
        name, value = fields.get("name", ""), fields.get("value", "on")
        is_choice = fields.get("type") in ("checkbox", "radio")
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea = name
        elif tag == "option" and (self._select not in self.data or "selected" in fields):
            self.data[self._select] = [value]
        elif tag == "input" and (not is_choice or "checked" in fields):
            self.data[name].append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            text = "".join(self.data[self._textarea]) + data
            self.data[self._textarea] = [text.removeprefix("\n").replace("\n", "\r\n")]
