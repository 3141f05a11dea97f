"""Importing the gazetteer: complete, cited, idempotent, and never over a value somebody entered."""

import datetime
from pathlib import Path

import pytest

from tests.starter.test_divisions import COMPACT
from tracker.actions.gazetteer import GazetteerError, import_gazetteer
from tracker.models import Jurisdiction

NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    path = tmp_path / "jurisdictions_compact.csv"
    path.write_bytes(COMPACT)
    return path


def test_every_row_is_published_with_its_citation(db: None, origin: Path) -> None:
    done = import_gazetteer(str(origin), now=NOW)
    assert done.added == 10
    assert Jurisdiction.objects.published().filter(citations__article__kind="dataset").count() == 10


def test_parents_and_other_selves_are_set(db: None, origin: Path) -> None:
    import_gazetteer(str(origin), now=NOW)
    anchorage = Jurisdiction.objects.get(slug="anchorage-ak")
    assert anchorage.same_as.slug == "anchorage-borough-ak"
    assert Jurisdiction.objects.get(slug="chicago-il").parent.slug == "illinois"


def test_second_import_changes_nothing(db: None, origin: Path) -> None:
    import_gazetteer(str(origin), now=NOW)
    before = list(Jurisdiction.objects.order_by("pk").values_list("pk", "version", "slug"))
    done = import_gazetteer(str(origin), now=NOW)
    assert (done.added, done.filled, done.same) == (0, 0, 10)
    assert list(Jurisdiction.objects.order_by("pk").values_list("pk", "version", "slug")) == before


def test_blanks_are_filled_and_values_kept(db: None, origin: Path) -> None:
    import_gazetteer(str(origin), now=NOW)
    Jurisdiction.objects.filter(slug="chicago-il").update(population=None, latitude=1.0)
    assert import_gazetteer(str(origin), now=NOW).filled == 1
    chicago = Jurisdiction.objects.get(slug="chicago-il")
    assert (chicago.population, chicago.latitude) == (2746388, 1.0)


def test_folder_reads_every_file_in_it(db: None, origin: Path) -> None:
    assert import_gazetteer(str(origin.parent), now=NOW).added == 10


def test_progress_is_told_to_the_end(db: None, origin: Path) -> None:
    told: list[tuple[int, int]] = []
    import_gazetteer(str(origin), now=NOW, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (10, 10)


@pytest.mark.parametrize("origin", ["nowhere.csv", "http://127.0.0.1/list.csv"])
def test_origin_that_cannot_be_read_is_said_so(db: None, origin: str) -> None:
    with pytest.raises(GazetteerError, match=r"nowhere|127\.0\.0\.1"):
        import_gazetteer(origin, now=NOW)


def test_faulty_file_leaves_nothing_behind(db: None, origin: Path) -> None:
    origin.write_bytes(COMPACT + b"99,~/state:zz,galaxy,Zed,ZZ,,,,\n")
    with pytest.raises(GazetteerError, match="line 12: unknown kind"):
        import_gazetteer(str(origin), now=NOW)
    assert not Jurisdiction.objects.exists()
