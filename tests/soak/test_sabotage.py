"""Every guard of the evidence has its sabotage: with the guard taken out, the test that is named here goes red.

Each sabotage is one change to one line in a copy of the project. A test that stays green without its guard guards
nothing, and then this campaign is red.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

pytestmark = pytest.mark.soak
ROOT = Path(__file__).resolve().parents[2]
COPIED = ("src", "tests", "bench", "docs", "tools")
LINKED = ("node_modules", ".venv", ".cache")
FILES = ("pyproject.toml", "README.md", "package.json", "Makefile")
FAILED = 1  # pytest's exit code for tests that ran and failed; others are no test that ran
LETTER, FACES, FACE = "tests/evidence/test_letter.py", "tests/evidence/test_faces.py", "tests/onboarding/test_face.py"
CASES = "tests/onboarding/test_face_cases.py"
CHECKS, CODE, APART = (
    "tests/onboarding/test_letter_checks.py",
    "tests/evidence/test_licence_code.py",
    "tests/kit/test_apart.py",
)
DEFECT = f"{LETTER}::test_each_defect_is_named_and_nothing_else"


class Sabotage(NamedTuple):
    """Where the guard stands below src/chopmark, what it says, what stands there instead, which test has to notice."""

    where: str
    guard: str
    instead: str
    test: str


SABOTAGES = {
    "a pasted seal": Sabotage(
        "evidence/letter/sealed.py", "if seal.spread < _PASTED:", "if False:", f"{DEFECT}[pasted_seal]"
    ),
    "a second seal": Sabotage(
        "evidence/letter/sealed.py", "if max(one.width, one.height) >= imprint.OFFICIAL_MM] or found[:1]:", "][-1:]:",
        f"{DEFECT}[second_seal]",
    ),
    "a seal that differs by one character": Sabotage(
        "evidence/letter/sealed.py", "elif not any(same_name(text, name) for text in heard):",
        "elif not any(len(text) == len(name) for text in heard):", f"{DEFECT}[wrong_seal_name]",
    ),
    "a seal for contracts": Sabotage(
        "evidence/letter/sealed.py", "    if is_other_kind:", "    if False:", f"{DEFECT}[contract_seal]"
    ),
    "a letter without a seal": Sabotage(
        "evidence/letter/sealed.py", "        yield _no_seal(stamps, ink, sheet)\n", "", f"{DEFECT}[no_seal]"
    ),
    "a screen": Sabotage("evidence/letter/looks.py", "if beat(photo) > _SCREEN_BEAT:", "if False:", f"{DEFECT}[screen]"),
    "blur": Sabotage(
        "evidence/letter/looks.py", "if flat.rise > _RISE:", "if False:",
        f"{LETTER}::test_a_blur_that_leaves_the_markers_is_told_by_their_edges[3.0]",
    ),
    "blur that hides the markers": Sabotage(
        "evidence/letter/reading.py", '"IMG_BLUR" if sharpness < _SHARP else "DOC_WRONG_TYPE"', '"DOC_WRONG_TYPE"',
        f"{DEFECT}[blur]",
    ),
    "a dark picture": Sabotage("evidence/letter/looks.py", "    if is_dark:\n", "    if False:\n", f"{DEFECT}[dark]"),
    "glare": Sabotage("evidence/letter/looks.py", "        if under:\n", "        if False:\n", f"{DEFECT}[glare]"),
    "a cut sheet": Sabotage(
        "evidence/letter/looks.py", "    yield from _cropped(photo, flat)\n", "", f"{DEFECT}[cropped]"
    ),
    "words that were added": Sabotage(
        "evidence/letter/additions.py", "for box in _words(sheet, pen):", "for box in ():",
        f"{LETTER}::test_words_beside_the_print_are_for_a_person",
    ),
    "a red pen": Sabotage(
        "evidence/letter/judging.py", "for box in written_in_red(pressed.red, seals=pressed.boxes()):", "for box in ():",
        f"{LETTER}::test_clauses_struck_out_in_red_are_for_a_person",
    ),
    "a struck line": Sabotage(
        "evidence/letter/additions.py", "for box in _struck(sheet, pen)]", "for box in ()]", f"{DEFECT}[struck_out]"
    ),
    "an altered clause": Sabotage(
        "evidence/letter/judging.py", "elif _says_something(one):", "elif False:", f"{DEFECT}[altered_clause]"
    ),
    "a wrong phone": Sabotage(
        "evidence/letter/judging.py", "for name, several in values.items():", "for name, several in {}.items():",
        f"{DEFECT}[wrong_phone]",
    ),
    "another version of the sheet": Sabotage(
        "evidence/letter/judging.py", "if said[0][2] != wanted[2]:", "if False:", f"{DEFECT}[old_version]"
    ),
    "a missing digit": Sabotage(
        "evidence/letter/judging.py", "if not found.is_complete:", "if False:", f"{DEFECT}[date_incomplete]"
    ),
    "a day to come": Sabotage(
        "evidence/letter/judging.py", "elif not self._is_timely(found.day):", "elif False:", f"{DEFECT}[date_future]"
    ),
    "a missing signature": Sabotage(
        "evidence/letter/judging.py", "if area < _SIGNED_MM2:", "if False:", f"{DEFECT}[no_signature]"
    ),
    "one clear letter in ten": Sabotage(
        "onboarding/letters/machine.py", "return is_clear and secrets.randbelow(SAMPLED) != 0", "return is_clear",
        f"{CHECKS}::test_one_clear_letter_in_ten_goes_to_a_person_all_the_same",
    ),
    "a machine that nobody told to decide": Sabotage(
        "onboarding/letters/machine.py", "if row.entity_type not in settings.MACHINE_APPROVES or row.changes:",
        "if row.changes:", f"{CHECKS}::test_a_clear_letter_goes_to_a_person_unless_the_operator_said_otherwise",
    ),
    "the number of a document": Sabotage(
        "onboarding/letters/showing.py", 'if name == "admin_id_card_number" and text else text',
        "if False else text", f"{CHECKS}::test_a_number_of_a_document_is_shown_to_nobody_whole",
    ),
    "movements in their order": Sabotage(
        "evidence/faces/living.py", "            _check_movements(groups, asked)\n", "",
        f"{FACES}::test_another_order_than_the_one_asked_is_refused",
    ),
    "a face that jumps": Sabotage(
        "evidence/faces/living.py", "        if away > _JUMP * max(one.apart, other.apart):\n", "        if False:\n",
        f"{FACES}::test_a_face_that_jumps_is_another_one",
    ),
    "the rhythm of a session": Sabotage(
        "evidence/faces/living.py", "    if len(counts) != len(asked) + 1 or sum(counts) != len(frames):\n",
        "    if False:\n", f"{FACES}::test_frames_of_another_rhythm_are_refused",
    ),
    "a nose that stays between the eyes": Sabotage(
        "evidence/faces/living.py", "        if found[movement] < 1:\n", "        if False:\n",
        f"{FACES}::test_a_photograph_that_is_turned_is_no_head",
    ),
    "the nonce": Sabotage(
        "camera/sessions.py", "if held.claimed_by != device or nonce != nonce_of(held):",
        "if held.claimed_by != device:", f"{FACE}::test_the_nonce_of_another_session_does_not_fit",
    ),
    "the device that holds a session": Sabotage(
        "camera/sessions.py", "if held.claimed_by != device or nonce != nonce_of(held):",
        "if nonce != nonce_of(held):", f"{FACE}::test_frames_of_another_device_are_refused_even_with_the_right_nonce",
    ),
    "frames that are taken once": Sabotage(
        "camera/sessions.py", "    if held.answered_at is not None:\n        return None\n", "",
        f"{FACE}::test_frames_are_taken_once",
    ),
    "pictures that go with the verdict": Sabotage(
        "onboarding/tasks.py", "session))\n    judging.forget_frames(session)\n", "session))\n",
        f"{FACE}::test_the_pictures_are_deleted_with_the_verdict",
    ),
    "a machine that may not decide by a face": Sabotage(
        "camera/judging.py", "if found is FaceVerdict.PASS and settings.FACE_DECIDES:",
        "if found is FaceVerdict.PASS:",
        f"{FACE}::test_a_comparison_by_this_machine_decides_nothing_unless_the_operator_said_so",
    ),
    "pictures that go with a person's decision": Sabotage(
        "camera/pictures.py", "    transaction.on_commit(lambda: forget(session.matter))\n", "",
        f"{CASES}::test_a_return_leaves_every_road_open_and_deletes_the_pictures",
    ),
    "one try while a person looks": Sabotage(
        "onboarding/faces.py", "    if case is not None:\n", "    if False:\n",
        f"{CASES}::test_while_a_person_looks_there_is_no_other_try_but_every_other_road",
    ),
    "a face that nobody waits for any more": Sabotage(
        "onboarding/flow.py", 'if "face" in after or key == "face_consent":', "if False:",
        f"{CASES}::test_another_road_ends_the_case_and_deletes_the_pictures",
    ),
    "a repair with a twin": Sabotage(
        "evidence/licence/code.py", "return codes if len(codes) == 1 else set()", "return codes",
        f"{CODE}::test_two_repairs_that_both_fit_are_none",
    ),
    "a wrong check character": Sabotage(
        "evidence/licence/code.py", "if not judge.is_sure(piece.confidence, fits=True):", "if True:",
        f"{CODE}::test_a_wrong_check_character_that_was_read_surely_is_reported_as_printed",
    ),
    "an engine that hangs": Sabotage(
        "kit/apart.py", "if not line.poll(self._limits.seconds):", "if not line.poll(90):",
        f"{APART}::test_an_engine_that_hangs_is_ended",
    ),
    "an answer that would call something": Sabotage(
        "kit/apart.py", "_Answers(line.recv_bytes(), room=self._room).loaded()", "pickle.loads(line.recv_bytes())",
        f"{APART}::test_an_answer_that_would_call_something_is_not_taken",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The project without its history; what set-up made is linked."""
    made = tmp_path_factory.mktemp("sabotage")
    for name in COPIED:
        shutil.copytree(ROOT / name, made / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, made / name)
    for name in LINKED:
        if (ROOT / name).exists():
            (made / name).symlink_to(ROOT / name)
    (made / "build").mkdir()
    if (ROOT / "build" / "static").exists():
        (made / "build" / "static").symlink_to(ROOT / "build" / "static")
    return made


@pytest.mark.parametrize("what", list(SABOTAGES))
def test_without_its_guard_the_named_test_goes_red(copy, what):
    sabotage = SABOTAGES[what]
    place = copy / "src" / "chopmark" / sabotage.where
    sound = place.read_text()
    assert sound.count(sabotage.guard) == 1, f"the guard of {what} is not where this list says"
    place.write_text(sound.replace(sabotage.guard, sabotage.instead))
    try:
        ran = run(copy, sabotage.test)
    finally:
        place.write_text(sound)
    assert ran.returncode == FAILED, f"without the guard of {what}:\n{ran.stdout[-2000:]}{ran.stderr[-1000:]}"
    assert f"FAILED {sabotage.test}" in ran.stdout


def test_the_named_tests_are_green_with_their_guards(copy):
    ran = run(copy, *dict.fromkeys(one.test for one in SABOTAGES.values()))
    assert ran.returncode == 0, ran.stdout[-3000:]


def run(copy, *tests):
    command = [sys.executable, "-m", "pytest", "-p", "no:randomly", "-p", "no:xdist", "-q", "--tb=line", *tests]
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONUTF8": "1"}
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
