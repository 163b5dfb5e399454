import pytest

import check_names

WORDS = """\
# a comment

part   hear hearing   handle
part   in_file        static output
whole  lead           scheduler
"""
PYTHON = '''\
class Hearing:
    """A class."""

    def hear_events(self):
        def _hear(): ...

    async def handle(self): ...


if True:

    def in_file(): ...
'''
VARIABLES = """\
import math as hear_a

HEAR_B: int = math.pi
hear_b = [hear_c for hear_c in ()]


class One:
    hear_d: int

    def one(self, hear_e, *hear_f, hear_g=1, **hear_h):
        self.hear_i = other.hear
        try:
            hear(hear=hear)
        except OSError as hear_j:
            return lambda hear_k: 1
"""
VARIABLE_NAMES = [
    "hear_a",
    "HEAR_B",
    "hear_b",
    "hear_c",
    "One.hear_d",
    *(f"One.one.hear_{letter}" for letter in "efghijk"),
]
TYPESCRIPT = """\
export interface Heard {
  hear: number;
}
export type Hearing = string;
export class Bridge {
  constructor(private hear: number) {
    if (hear) {
      hear(1);
    }
  }

  async hearAll(
    first: () => void,
    second: number,
  ): Promise<void> {
  }
}
export async function hear(
  model: Model,
): void {
}
const hearKey = (event: KeyboardEvent): void => {
};
const heard = hear(2);
"""


@pytest.fixture
def words(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text(WORDS, encoding="utf-8")
    return check_names.read_words(path)


@pytest.fixture
def root(tmp_path):
    for name, text in {
        "src/densemodel/__init__.py": "",
        "src/densemodel/_hear/__init__.py": "",
        "src/densemodel/_hear/_one.py": PYTHON,
        "src/densemodel/_lead.py": "class Hearing:\n    class Inner: ...\n",
        "src/densemodel/_leads.py": "class Lead:\n    class Inner: ...\n",
        "js/hear/index.ts": TYPESCRIPT,
        "js/hear/index.test.ts": "function hear() {}",
        "js/node_modules/hear/index.ts": "function hear() {}",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def found(names, words):
    return [(name.kind, name.dotted) for name, _ in check_names.forbidden(names, words)]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("_hear_events", ("hear", "events")),
        ("HearEvents", ("hear", "events")),
        ("hearEvents", ("hear", "events")),
        ("HTMLOf2Events", ("html", "of", "2", "events")),
        ("HEARD", ("heard",)),
    ],
)
def test_a_name_is_cut_into_its_words(name, parts):
    assert check_names.words_of(name) == parts


def test_a_word_is_found_as_a_whole_word_alone(words):
    has = {name: words[0].is_in(name) for name in ("_hear", "hearAll", "AllHear", "heartbeat")}
    assert has == {"_hear": True, "hearAll": True, "AllHear": True, "heartbeat": False}


def test_words_next_to_each_other_are_found_together(words):
    has = {name: words[2].is_in(name) for name in ("PanelInFile", "_in_file_of", "file_in")}
    assert has == {"PanelInFile": True, "_in_file_of": True, "file_in": False}


def test_a_whole_word_is_allowed_in_a_longer_name(words):
    has = {name: words[3].is_in(name) for name in ("Lead", "_lead", "lead_back")}
    assert has == {"Lead": True, "_lead": True, "lead_back": False}


def test_a_line_has_to_say_part_or_whole(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("any  lead  scheduler", encoding="utf-8")
    with pytest.raises(ValueError, match="part or whole"):
        check_names.read_words(path)


def test_variables_parameters_and_fields_are_read(tmp_path, words):
    (tmp_path / "one.py").write_text(VARIABLES, encoding="utf-8")
    names = check_names.python_names(tmp_path)
    expected = [("variable", f"{tmp_path.name}.one.{name}") for name in VARIABLE_NAMES]
    assert found(names, words) == expected


def test_a_word_for_classes_is_allowed_in_a_variable(tmp_path):
    (tmp_path / "words.txt").write_text("class  hear  handle", encoding="utf-8")
    (tmp_path / "one.py").write_text("hear = 1\n\n\nclass Hear: ...\n", encoding="utf-8")
    words = check_names.read_words(tmp_path / "words.txt")
    names = check_names.python_names(tmp_path)
    assert found(names, words) == [("class", f"{tmp_path.name}.one.Hear")]


def test_modules_classes_and_functions_of_python_are_read(root, words):
    assert found(check_names.python_names(root / "src" / "densemodel"), words) == [
        ("module", "densemodel._hear"),
        ("class", "densemodel._hear._one.Hearing"),
        ("function", "densemodel._hear._one.Hearing.hear_events"),
        ("function", "densemodel._hear._one.Hearing.hear_events._hear"),
        ("function", "densemodel._hear._one.in_file"),
        ("module", "densemodel._lead"),
        ("class", "densemodel._lead.Hearing"),
        ("class", "densemodel._leads.Lead"),
    ]


def test_files_classes_and_functions_of_typescript_are_read(root, words):
    assert found(check_names.typescript_names(root / "js"), words) == [
        ("folder", "js/hear"),
        ("class", "js/hear/index.ts:Hearing"),
        ("function", "js/hear/index.ts:hearAll"),
        ("function", "js/hear/index.ts:hear"),
        ("function", "js/hear/index.ts:hearKey"),
    ]


def test_classes_of_one_name_in_two_modules_are_found(root):
    names = list(check_names.python_names(root / "src" / "densemodel"))
    places = ["densemodel._hear._one", "densemodel._lead"]
    assert check_names.shared_classes(names) == {"Hearing": places}


def test_it_fails_and_counts_what_it_found(root, capsys):
    assert check_names.main(root) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "function  js/hear/index.ts:hearKey: hear, use handle" in lines
    assert "class     Hearing in densemodel._hear._one and densemodel._lead" in lines
    counts = "15 names (6 class, 1 folder, 6 function, 2 module)"
    assert lines[-1] == f"{counts}; shared class names: 1"


def test_it_passes_where_nothing_is_found(tmp_path):
    (tmp_path / "src" / "densemodel").mkdir(parents=True)
    assert check_names.main(tmp_path) == 0


def test_the_words_of_the_project_can_be_read():
    words = check_names.read_words()
    assert all(word.parts and word.instead for word in words)
    assert len({word.parts for word in words}) == len(words)
