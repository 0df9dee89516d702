"""Faces: told apart as far as pictures allow, and nobody passes for somebody who did what was asked."""

import importlib.util
import itertools
import json
from argparse import ArgumentParser
from pathlib import Path

import cv2
import numpy as np
import pytest

from chopmark.cli.commands import face_compare
from chopmark.drawing import heads, performing
from chopmark.drawing.heads import Pose, drawn_head, turned, turned_flat
from chopmark.drawing.performing import Manner, performed
from chopmark.evidence.engines.base import Frame, Movement
from chopmark.evidence.engines.dlib_faces import DlibFaces, DlibLiveness
from chopmark.evidence.faces import seeing
from chopmark.evidence.faces.postures import Posture, strengths
from chopmark.evidence.judge import FaceVerdict, judge_faces
from chopmark.kit.errors import Unreadable

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "faces"
SAME = {
    ("examples__obama", "examples__obama2"),
    ("biden__biden2", "examples__biden"),
    ("rose_leslie__img1", "rose_leslie__img2"),
}
ASKED = (Movement.TURN_LEFT, Movement.NOD, Movement.APPROACH)
COUNTS = (4, 6, 5, 6)
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample photographs are not here")


@pytest.fixture(scope="module")
def faces():
    return DlibFaces()


@pytest.fixture(scope="module")
def liveness():
    return DlibLiveness()


@pytest.fixture(scope="module")
def head():
    return drawn_head(3)


@pytest.fixture
def random():
    return np.random.default_rng(20261128)


def jpeg(picture):
    return bytes(cv2.imencode(".jpg", picture)[1])


def frames(images):
    return [Frame(image, number * 0.4) for number, image in enumerate(images)]


def judged(liveness, images, asked=ASKED, counts=COUNTS):
    return liveness.judge(frames(images), asked=asked, counts=counts)


# --- comparing


def test_the_same_picture_is_no_distance_away(faces, head):
    match = faces.compare(jpeg(head.picture), jpeg(head.picture))
    assert match.distance == 0
    assert match.engine == faces.version == "dlib 20.0.1 5-point ResNet"


def test_a_picture_without_a_face_is_not_compared(faces, head):
    wall = np.full((400, 400, 3), 180, np.uint8)
    with pytest.raises(Unreadable) as raised:
        faces.compare(jpeg(wall), jpeg(head.picture))
    assert raised.value.reason == "FACE_NONE"


def test_two_people_on_one_picture_are_not_compared(faces, head):
    both = np.hstack([head.picture, drawn_head(4).picture])
    with pytest.raises(Unreadable) as raised:
        faces.compare(jpeg(head.picture), jpeg(both))
    assert raised.value.reason == "FACE_SEVERAL"


def test_the_small_ghost_of_a_portrait_is_no_second_person(faces, head):
    card = np.full((700, 1000, 3), 200, np.uint8)
    card[50:650, 40:520] = head.picture
    card[520:680, 820:948] = cv2.resize(head.picture, (128, 160))
    assert faces.compare(jpeg(card), jpeg(head.picture)).distance < 0.3


def test_the_crop_of_a_card_is_large_enough(faces, head):
    small = cv2.resize(head.picture, (160, 200), interpolation=cv2.INTER_AREA)
    assert judge_faces(faces.compare(jpeg(small), jpeg(head.picture)).distance) is FaceVerdict.PASS


@needs_samples
def test_photographs_of_one_person_are_the_same_and_of_two_are_not(faces):
    numbers = {path.stem: faces.numbers(path.read_bytes()) for path in SAMPLES.glob("*.jpg") if "two" not in path.stem}
    for one, other in itertools.combinations(sorted(numbers), 2):
        wanted = FaceVerdict.PASS if (one, other) in SAME else FaceVerdict.FAIL
        assert judge_faces(seeing.distance(numbers[one], numbers[other])) is wanted, (one, other)


@pytest.mark.parametrize(
    ("distance", "band"), [(0.0, "same"), (0.5, "same"), (0.501, "unsure"), (0.62, "unsure"), (0.621, "different")]
)
def test_the_three_bands(distance, band):
    assert face_compare._BANDS[judge_faces(distance)] == band


def test_the_model_that_may_not_be_used_is_neither_here_nor_named():
    (place,) = importlib.util.find_spec("face_recognition_models").submodule_search_locations
    assert not (Path(place) / "models" / "shape_predictor_68_face_landmarks.dat").exists()
    for source in Path(seeing.__file__).parent.glob("*.py"):
        assert "68_face" not in source.read_text(encoding="utf-8")


# --- the command


def called(*arguments):
    parser = ArgumentParser()
    face_compare.add_arguments(parser)
    return face_compare.run(parser.parse_args([str(one) for one in arguments]))


@pytest.fixture
def portrait(tmp_path, head):
    path = tmp_path / "portrait.jpg"
    path.write_bytes(jpeg(head.picture))
    return path


def test_the_command_prints_distance_band_and_seconds(portrait, capsys):
    assert called(portrait, portrait, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["distance"], told["band"]) == (0.0, "same")
    assert told["seconds"] > 0


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "FILE_MISSING"), (b"rubbish", "FILE_TYPE"), ("wall", "FACE_NONE"), ("two", "FACE_SEVERAL")],
)
def test_the_command_says_which_picture_it_could_not_compare_and_why(portrait, head, tmp_path, capsys, content, says):
    other = tmp_path / "other.jpg"
    made = {"wall": np.full((300, 300, 3), 90, np.uint8), "two": np.hstack([head.picture, head.picture])}
    if content is not None:
        other.write_bytes(content if isinstance(content, bytes) else jpeg(made[content]))
    assert called(portrait, other, "--json") == 2
    said = capsys.readouterr().err
    assert str(other) in said
    assert says in said


# --- movements


def test_whoever_does_what_is_asked_is_live_and_looks_straight_on_the_best_frame(liveness, faces, head, random):
    images = performed(head, ASKED, COUNTS, random)
    verdict = judged(liveness, images)
    assert verdict.live
    assert verdict.seen == ASKED
    assert verdict.best_frame in images[: COUNTS[0]]
    assert verdict.engine.startswith("dlib ")


@pytest.mark.parametrize("asked", list(itertools.permutations(Movement, 2)), ids="-".join)
def test_every_movement_after_every_other_is_seen(liveness, head, random, asked):
    assert judged(liveness, performed(head, asked, (4, 6, 6), random), asked, (4, 6, 6)).live


@pytest.mark.parametrize(
    "asked",
    [a for a in itertools.permutations(Movement, 3) if len({"turn_left", "turn_right"} & set(a))][::5],
    ids="-".join,
)
def test_another_order_than_the_one_asked_is_refused(liveness, head, random, asked):
    images = performed(head, [*asked[1:], asked[0]], COUNTS, random)
    verdict = judged(liveness, images, asked)
    assert not verdict.live
    assert verdict.reasons[0] in ("MOVEMENT_MISSING", "MOVEMENT_WRONG", "FLAT_PICTURE")


def test_left_is_the_persons_own_and_not_the_mirrors(liveness, head, random):
    left, right = (Movement.TURN_LEFT,), (Movement.TURN_RIGHT,)
    images = performed(head, left, (4, 6), random)
    assert judged(liveness, images, left, (4, 6)).live
    assert judged(liveness, images, right, (4, 6)).reasons == ("MOVEMENT_MISSING",)
    mirrored = [jpeg(cv2.imdecode(np.frombuffer(image, np.uint8), 1)[:, ::-1]) for image in images]
    assert judged(liveness, mirrored, right, (4, 6)).live


def test_a_photograph_that_is_turned_is_no_head(liveness, head, random):
    for turn in (Movement.TURN_LEFT, Movement.TURN_RIGHT):
        images = performed(head, (turn,), (4, 6), random, view=turned_flat)
        assert judged(liveness, images, (turn,), (4, 6)).reasons == ("FLAT_PICTURE",)


def test_a_still_picture_never_passes(liveness, head, random):
    noisy = performed(head, ASKED, COUNTS, random, manner=Manner(far=0.0))
    for images in ([jpeg(head.picture)] * sum(COUNTS), noisy):
        assert judged(liveness, images).reasons == ("NO_MOVEMENT",)


def test_black_frames_show_nobody(liveness):
    assert judged(liveness, [jpeg(np.zeros((480, 360, 3), np.uint8))] * sum(COUNTS)).reasons == ("TOO_DARK",)


def test_an_empty_room_shows_nobody(liveness):
    assert judged(liveness, [jpeg(np.full((480, 360, 3), 140, np.uint8))] * sum(COUNTS)).reasons == ("FACE_NONE",)


def test_what_is_no_picture_is_said_so(liveness):
    assert judged(liveness, [b"rubbish"] * sum(COUNTS)).reasons == ("FRAME_UNREADABLE",)


def test_frames_of_another_rhythm_are_refused(liveness, head, random):
    images = performed(head, ASKED, COUNTS, random)
    assert judged(liveness, images[:-1]).reasons == ("TOO_FEW_FRAMES",)
    assert judged(liveness, images, ASKED, (4, 6, 6, 6)).reasons == ("TOO_FEW_FRAMES",)


def test_a_second_face_beside_the_first_is_refused(liveness, head, random):
    images = performed(head, ASKED, COUNTS, random)
    both = np.hstack([head.picture, drawn_head(5).picture])
    assert judged(liveness, [*images[:9], jpeg(both), *images[10:]]).reasons == ("FACE_SEVERAL",)


def test_a_face_that_jumps_is_another_one(liveness, head, random):
    images = performed(head, ASKED, COUNTS, random)
    aside = np.full((600, 1400, 3), 120, np.uint8)
    aside[:, 900:1380] = head.picture
    assert judged(liveness, [*images[:9], *[jpeg(aside)] * 3, *images[12:]]).reasons == ("FACE_CHANGED",)


@needs_samples
def test_somebody_else_who_does_the_second_half_is_noticed(liveness, random):
    one, other = (photographed(SAMPLES / f"{name}.jpg") for name in ("examples__obama", "rose_leslie__img2"))
    images = [*performed(one, ASKED, COUNTS, random)[:10], *performed(other, ASKED, COUNTS, random)[10:]]
    assert judged(liveness, images).reasons == ("FACE_CHANGED",)


@needs_samples
@pytest.mark.parametrize("name", ["alex_lacamoire__img1", "biden__biden2", "examples__obama", "rose_leslie__img2"])
def test_photographs_on_a_surface_shaped_like_a_head_pass_and_flat_ones_do_not(liveness, random, name):
    one = photographed(SAMPLES / f"{name}.jpg")
    assert judged(liveness, performed(one, ASKED, COUNTS, random)).live
    assert not judged(liveness, performed(one, ASKED, COUNTS, random, view=turned_flat)).live


def photographed(path):
    return heads.photographed_head(cv2.imread(str(path)), box=the_eyes().the_one(cv2.imread(str(path))).box)


def the_eyes():
    return seeing.Eyes()


# --- the rules beneath


BASE = Posture(0.0, 0.75, 100.0, (200.0, 200.0))


def held(**changes):
    return Posture(**{"yaw": 0.0, "pitch": 0.75, "apart": 100.0, "middle": (200.0, 200.0), **changes})


@pytest.mark.parametrize(
    ("movement", "shown"),
    [
        (Movement.TURN_LEFT, {"yaw": 0.06}), (Movement.TURN_RIGHT, {"yaw": -0.06}), (Movement.NOD, {"pitch": 0.67}),
        (Movement.NOD, {"pitch": 0.83}), (Movement.APPROACH, {"apart": 120.0}),
    ],
)  # fmt: skip
def test_each_movement_is_known_by_its_own_measure(movement, shown):
    found = strengths([held(), held(**shown)], base=BASE)
    assert found[movement] >= 1
    assert all(value < 1 for other, value in found.items() if other != movement)


def test_a_nose_that_sinks_while_the_head_is_turned_is_no_nod():
    assert strengths([held(), held(yaw=0.09, pitch=0.86)], base=BASE)[Movement.NOD] < 1


def test_nothing_seen_is_nothing_done():
    assert set(strengths([], base=BASE).values()) == {0.0}


def test_a_drawn_head_keeps_its_place_in_the_room(head):
    aside = turned(head, Pose(yaw=25))
    assert np.abs(aside[:40].astype(int) - head.picture[:40]).max() <= 1
    assert performing.pose_of("turn_left", 0.7, ends=2.0).yaw > 20
