from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from netcheck.rendering.differences import UnreadableFileError
from netcheck.rendering.dnsmasq_syntax import read_options

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "dnsmasq.conf"


def said(config: Path, *folders: Path) -> list[str]:
    return [str(option) for option in read_options(config, *folders)]


def test_comments_empty_lines_and_spaces_mean_nothing(config: Path) -> None:
    config.write_text("# all of it\n\n  no-resolv  \n\tlocal-ttl = 30 # seconds\naddress=/fr/192.0.2.1#53\n")
    assert said(config) == ["no-resolv", "local-ttl=30", "address=/fr/192.0.2.1#53"]


def test_a_number_sign_within_quotes_belongs_to_the_value(config: Path) -> None:
    config.write_text('txt-record=a.fr,"one # two" # three\n')
    assert said(config) == ['txt-record=a.fr,"one # two"']


def test_each_option_knows_its_file_and_line(config: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.conf"
    other.write_text("\nno-hosts\n")
    config.write_text(f"conf-file={other}\n\nno-resolv\n")
    assert [(option.name, option.file, option.line) for option in read_options(config)] == [
        ("no-hosts", other, 2),
        ("no-resolv", config, 3),
    ]


@pytest.mark.parametrize(
    ("suffixes", "names"),
    [
        ("", ["a.conf", "b.bak", "c"]),
        (",.bak", ["a.conf", "c"]),
        (",*.conf", ["a.conf"]),
        (",.bak,.conf", ["c"]),
    ],
)
def test_a_folder_is_read_in_order_without_hidden_files_and_by_its_suffixes(
    config: Path, tmp_path: Path, suffixes: str, names: list[str]
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("c", "a.conf", "b.bak", ".hidden", "a.conf~", "#a.conf#"):
        (folder / name).write_text(f"interface={name}\n")
    config.write_text(f"conf-dir={folder}{suffixes}\n")
    assert said(config) == [f"interface={name}" for name in names]


def test_the_folder_that_a_service_reads_beside_the_file_may_be_missing(config: Path, tmp_path: Path) -> None:
    config.write_text("no-resolv\n")
    (tmp_path / "dnsmasq.d").mkdir()
    (tmp_path / "dnsmasq.d/lan").write_text("no-hosts\n")
    assert said(config, tmp_path / "dnsmasq.d", tmp_path / "missing") == ["no-resolv", "no-hosts"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("conf-file=/nowhere/lan.conf\n", "/nowhere/lan.conf: cannot be read: No such file or directory."),
        ("conf-dir=/nowhere\n", "/nowhere: cannot be read: No such file or directory."),
        ("conf-file={config}\n", "{config}: the file includes itself."),
    ],
)
def test_what_cannot_be_read_is_a_sentence(config: Path, text: str, sentence: str) -> None:
    config.write_text(text.format(config=config))
    with pytest.raises(UnreadableFileError) as refused:
        read_options(config)
    assert str(refused.value) == sentence.format(config=config)
