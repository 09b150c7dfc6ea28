from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from netcheck.rendering.template import TemplateError, fill_lines

if TYPE_CHECKING:
    from netcheck.rendering.template import Value


def filled(template: str, **values: Value) -> str:
    return "\n".join(fill_lines(template.splitlines(), values))


def test_a_value_stands_where_its_key_stood_and_nothing_else_changes() -> None:
    assert filled("  listen {{port}};  # $host {x}", port=80) == "  listen 80;  # $host {x}"


def test_a_section_stays_where_its_value_is_true() -> None:
    assert filled("{{#tls}}\nssl on;\n{{/tls}}\nend", tls=True) == "ssl on;\nend"
    assert filled("{{#tls}}\nssl on;\n{{/tls}}\nend", tls=False) == "end"


def test_an_inverted_section_stays_where_its_value_is_empty() -> None:
    template = "{{^names}}\nnobody\n{{/names}}"
    assert filled(template, names=[]) == "nobody"
    assert filled(template, names=[{"name": "x"}]) == ""


def test_a_section_is_written_once_for_each_mapping_of_a_list_and_sees_the_values_around_it() -> None:
    template = "{{#servers}}\n{{name}}:{{port}}\n{{/servers}}"
    assert filled(template, port=80, servers=[{"name": "a"}, {"name": "b"}]) == "a:80\nb:80"


def test_sections_nest() -> None:
    template = "{{#sites}}\n{{name}}\n{{#tls}}\n  tls\n{{/tls}}\n{{/sites}}"
    assert filled(template, sites=[{"name": "a", "tls": True}, {"name": "b", "tls": False}]) == "a\n  tls\nb"


def test_a_key_without_a_value_is_a_mistake_and_not_an_empty_text() -> None:
    with pytest.raises(TemplateError, match="expected one of port, got 'prot'"):
        filled("listen {{prot}};", port=80)


def test_a_section_that_is_not_closed_is_a_mistake() -> None:
    with pytest.raises(TemplateError, match=r"expected \{\{/tls\}\} after line 1"):
        filled("{{#tls}}\nssl on;", tls=True)
