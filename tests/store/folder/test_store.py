import subprocess
import sys

import pytest

from densemodel.errors import StoreError
from densemodel.store import ModelStore
from densemodel.store.folder._model_files import ModelFiles
from densemodel.store.readers._archive import CARD as MEMBER
from densemodel.store.readers._archive import Archive, composed
from support.store.small_models import CARD, WEIGHTS, card, card_in, changed, file_of, lay, put


def names(models):
    return [model.name for model in models]


def test_a_saved_model_says_what_its_card_says(store):
    store._files.write(file_of(CARD), CARD)
    (model,) = store.list()
    assert (model.name, model.id, model.damaged) == ("digits", CARD.id, None)
    assert str(model.spec) == CARD.spec
    assert model.metrics == CARD.metrics
    assert model.metrics["validation"] == {"loss": None}
    assert model.saved_at.isoformat() == CARD.saved_at
    assert (model.notes, model.tags, model.card) == (CARD.notes, CARD.tags, CARD)
    assert model.size == model.path.stat().st_size
    assert model.path == store.folder / "digits-00c0ffee00c0ffee.keras"
    assert repr(model) == "SavedModel('digits', 00c0ffee00c0ffee, 2026-03-01 12:00)"


def test_the_newest_is_listed_first(store):
    for name, at in (("b", 2), ("c", 3), ("a", 1)):
        put(store, name, at=at)
    assert names(store.list()) == ["c", "b", "a"]


def test_a_folder_that_is_not_there_has_no_models_and_is_not_made(store):
    assert store.list() == store.trash() == store.find("x") == []
    assert store.empty_trash() == 0
    assert not store.folder.exists()


def test_a_name_that_is_saved_again_means_the_new_model_and_the_old_is_in_the_trash(store):
    old = put(store, at=1)
    new = put(store, at=2)
    assert [model.id for model in store.list()] == [new.id]
    assert [model.id for model in store.trash()] == [old.id]


def test_what_a_killed_process_left_under_a_name_goes_to_the_trash(store):
    put(store, at=1)
    for at in (2, 3):
        lay(store.folder, at=at)
    assert len(store.list()) == 3
    new = put(store, at=4)
    assert [model.id for model in store.list()] == [new.id]
    assert len(store.trash()) == 3


def test_a_clock_that_went_back_keeps_the_new_model(store):
    put(store, at=2)
    new = put(store, at=1)
    assert [model.id for model in store.list()] == [new.id]


def test_a_file_that_does_not_hold_its_card_is_not_written(store):
    put(store)
    with pytest.raises(StoreError, match="was not saved"):
        store._files.write(file_of(card("other")), card("digits"))
    assert names(store.list()) == ["digits"]


def test_a_model_is_found_by_name_id_start_of_id_file_or_itself(store):
    model = put(store, "Größe")
    put(store, "other")
    ways = ("Größe", " Gro\u0308ße ", model.id, model.id[:8], model.path.name, model.path.stem)
    for wanted in (*ways, model.path, str(model.path), model):
        assert store._files.one(wanted) == model


def test_words_find_models_by_all_that_is_written_of_them(store):
    put(store, "Small digits", notes="drops LATE", tags=("final", "mnist"), at=1)
    put(store, "large digits", spec="784 -> 500 gelu -> 10 softmax", at=2)
    assert names(store.find("DIGITS")) == ["large digits", "Small digits"]
    assert names(store.find("late mnist")) == ["Small digits"]
    assert names(store.find("gelu")) == ["large digits"]
    assert names(store.find("late gelu")) == []
    assert len(store.find("")) == 2


def test_a_new_name_changes_the_card_alone(store):
    model = put(store, at=5)
    renamed = store.rename("digits", " better ")
    assert (renamed.name, renamed.path, renamed.id) == ("better", model.path, model.id)
    assert renamed.saved_at == model.saved_at
    with Archive(renamed.path) as archive:
        assert archive.read("model.weights.h5", 10**6) == WEIGHTS
    assert names(ModelStore(store.folder).list()) == ["better"]
    assert store.rename("better", "better").name == "better"


def test_notes_and_tags_are_replaced_one_by_one(store):
    put(store)
    store.annotate("digits", notes="new")
    annotated = store.annotate("digits", tags=["a", "b"])
    assert (annotated.notes, annotated.tags) == ("new", ("a", "b"))
    assert store.annotate("digits").notes == "new"
    assert store.annotate("digits", notes="", tags=()).tags == ()


def test_the_rights_of_a_file_stay(store):
    model = put(store)
    model.path.chmod(0o640)
    store.annotate("digits", notes="new")
    assert model.path.stat().st_mode & 0o777 == 0o640


def test_a_deleted_model_comes_back(store):
    model = put(store)
    gone = store.delete("digits")
    assert gone.path.parent.name == ".trash"
    assert (store.list(), store.trash()) == ([], [gone])
    back = store.restore(gone)
    assert (back.path, back.card) == (model.path, model.card)
    assert store.trash() == []


def test_a_model_comes_back_under_another_name(store):
    put(store, at=1)
    put(store, at=2)
    assert store.restore("digits", "the first").name == "the first"
    assert names(store.list()) == ["digits", "the first"]


def test_nothing_in_the_trash_is_overwritten(store):
    for _ in range(3):
        store.folder.mkdir(exist_ok=True)
        store._files.one(lay(store.folder, id=CARD.id))
        store.delete("digits")
    assert len(store.trash()) == 3
    assert store.restore("digits").id == CARD.id


def test_the_trash_is_emptied_for_good(store):
    put(store, "a")
    put(store, "b")
    store.delete("a")
    store.delete("b")
    store.trash()
    assert store.empty_trash() == 2
    assert store.trash() == []
    left = {path.name for path in (store.folder / ".trash").iterdir()}
    assert left == {".gitignore"}


def damage(store):
    path = lay(store.folder, "broken")
    path.write_bytes(path.read_bytes()[:-40])
    return path


def test_a_damaged_file_is_listed_with_its_reason(store):
    put(store)
    path = damage(store)
    (store.folder / "empty.keras").touch()
    by_name = {model.name: model for model in store.list()}
    broken = by_name[path.stem]
    assert broken.damaged
    assert broken.id in path.name
    assert (broken.card, broken.metrics, broken.notes, broken.tags) == (None, {}, "", ())
    assert by_name["empty"].damaged
    assert by_name["digits"].damaged is None
    assert "damaged" in repr(broken)
    assert names(store.find("broken")) == [path.stem]


def test_a_damaged_file_is_deleted_and_comes_back(store):
    put(store)
    path = damage(store)
    store.delete(path.stem)
    assert names(store.list()) == ["digits"]
    assert store.restore(path.stem).damaged


def act_on_damaged(store):
    (store.folder / "broken.keras").write_bytes(composed({MEMBER: changed(seed=-1)}))
    return store.rename("broken", "whole")


def act_on_a_gone_one(store):
    model = put(store, "gone")
    model.path.unlink()
    return store.annotate(model, notes="x")


def act_on_one_start_of_two(store):
    put(store, "a", id="abcd000000000000")
    put(store, "b", id="abcd000000000001")
    return store.delete("abcd")


def restore_twice(store):
    put(store, "again")
    put(store, "again")
    return store.restore("again")


def list_a_file(store):
    return ModelStore(next(store.folder.glob("*.keras"))).list()


def save_into_a_file(store):
    path = store.folder / "file"
    path.touch()
    return put(ModelStore(path / "models"))


def trash_is_a_file(store):
    (store.folder / ".trash").touch()
    return store.delete("digits")


def lay_running(store):
    (store.folder / ".running").mkdir()
    lay(store.folder / ".running")


MISTAKES = {
    "a near name": lambda store: store.delete("digit"),
    "a far name": lambda store: store.delete("penguins"),
    "a long name": lambda store: store.delete("x" * 1_000),
    "an empty store": lambda store: ModelStore(store.folder / "none").delete("digits"),
    "a number": lambda store: store.delete(7),  # what people do
    "a start of two ids": act_on_one_start_of_two,
    "a model that is gone": act_on_a_gone_one,
    "a damaged model": act_on_damaged,
    "a spec that cannot be read": lambda store: put(store, spec="784 -> 50 rellu").spec,
    "a name that is taken": lambda store: (put(store, "b"), store.rename("b", "digits")),
    "an empty name": lambda store: store.rename("digits", " "),
    "a restored name that is taken": restore_twice,
    "not in the trash": lambda store: store.restore("digits"),
    "a folder that is a file": list_a_file,
    "a folder within a file": save_into_a_file,
    "a trash that is a file": trash_is_a_file,
    "a folder that is a number": lambda _: ModelStore(7),  # the same
    "a folder with a null": lambda _: ModelStore("a\0b"),
    "a folder of nobody": lambda _: ModelStore("~nobody-of-this-name/x"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_have_the_messages_of_their_cases(name, store, cases):
    put(store, id=CARD.id)
    with pytest.raises(StoreError) as caught:
        MISTAKES[name](store)
    message = str(caught.value).replace(str(store.folder), "FOLDER")
    assert "\n" not in message
    cases.check(f"saved_{name.replace(' ', '_')}", name, message)


def test_no_case_is_missing_or_left_over(cases):
    cases.check_names(f"saved_{name.replace(' ', '_')}" for name in MISTAKES)


def test_all_but_saving_and_loading_load_nothing_slow(store):
    put(store)
    code = (
        "import sys, densemodel.store as s\n"
        f"store = s.ModelStore({str(store.folder)!r})\n"
        "store.list(); store.find('x')\n"
        "store.rename('digits', 'b'); store.annotate('b', tags='t')\n"
        "store.restore(store.delete('b')).spec; store.delete('b'); store.empty_trash()\n"
        "slow = {'keras', 'tensorflow', 'pandas', 'sklearn', 'h5py', 'numpy'} & set(sys.modules)\n"
        "assert not slow, slow"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_spec_of_a_card_is_read_when_it_is_asked_for(store):
    put(store, spec="no spec")
    (model,) = store.list()
    assert model.damaged is None
    assert card_in(model.path).spec == "no spec"


@pytest.mark.skipif(sys.platform == "win32", reason="no file has such a name there")
def test_the_name_of_a_damaged_file_is_shown_in_letters_that_print(store):
    store.folder.mkdir()
    for name in ("\x1b[31m\x1b]0;mine\x07", "a\nTITLE fake", "abc\u202exyz", "größe 数字"):
        (store.folder / f"{name}.keras").write_bytes(b"PK")
    models = store.list()
    assert {model.name for model in models} == {
        "\\x1b[31m\\x1b]0;mine\\x07",
        "a\\nTITLE fake",
        "abc\\u202exyz",
        "größe 数字",
    }
    assert all(character.isprintable() for character in repr(models))


# Another notebook changes a model meanwhile


def meanwhile(monkeypatch, act):
    """Let another notebook act between a look into the folder and what is done with the file."""
    find = ModelFiles.one

    def find_late(files, name):
        found = find(files, name)
        monkeypatch.setattr(ModelFiles, "one", find)
        act()
        return found

    monkeypatch.setattr(ModelFiles, "one", find_late)


def test_a_model_that_another_notebook_saves_meanwhile_is_annotated_as_it_is_now(
    store, monkeypatch
):
    put(store, at=1)
    other = ModelStore(store.folder)
    meanwhile(monkeypatch, lambda: put(other, at=2))
    store.annotate("digits", notes="mine")
    [model] = store.list()
    assert (model.saved_at.second, model.notes) == (2, "mine")


def test_what_another_notebook_notes_meanwhile_is_not_lost(store, monkeypatch):
    put(store)
    other = ModelStore(store.folder)
    meanwhile(monkeypatch, lambda: other.annotate("digits", notes="theirs"))
    store.annotate("digits", tags=["mine"])
    [model] = store.list()
    assert (model.notes, model.tags) == ("theirs", ("mine",))


def test_a_model_that_is_saved_again_meanwhile_is_not_deleted(store, monkeypatch):
    put(store, at=1)
    other = ModelStore(store.folder)
    meanwhile(monkeypatch, lambda: put(other, at=2))
    with pytest.raises(StoreError, match="'digits' was changed meanwhile by another notebook"):
        store.delete("digits")
    assert len(store.list()) == 1


def test_a_model_of_a_list_that_was_saved_again_since_was_changed_meanwhile(store):
    listed = put(store, at=1)
    put(store, at=2)
    with pytest.raises(StoreError, match="'digits' was changed meanwhile"):
        store.annotate(listed, notes="of the old one")


def test_what_is_restored_by_another_notebook_meanwhile_was_changed(store, monkeypatch):
    gone = store.delete(put(store))
    require_free = ModelFiles.require_free

    def and_be_late(files, name, **options):
        require_free(files, name, **options)
        monkeypatch.undo()
        ModelStore(store.folder).restore(gone)

    monkeypatch.setattr(ModelFiles, "require_free", and_be_late)
    with pytest.raises(StoreError, match="'digits' was changed meanwhile"):
        store.restore(gone)
