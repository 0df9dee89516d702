"""What stands before the browsers' cameras: a drawn head that obeys the page, or a clip of a picture held up.

The head is put in the camera's place by a script. That is the very attack that a check of movements does not stop.
"""

import base64
from functools import cache

import cv2
import numpy as np

from chopmark.drawing.heads import Pose, drawn_head, turned
from chopmark.drawing.performing import pose_of
from chopmark.evidence.engines.base import Movement

WIDTH, HEIGHT, FRAMES = 320, 240, 40
HEAD = 3
_STEP = 0.1  # seconds between two pictures of a movement
_LASTS = {Movement.NOD: 2.5}  # two nods, and again from the first
_REACHES = 0.6  # the end of any other movement, which is then held


def put_head_before(context):
    """From now on every page of this context that asks for a camera gets the head."""
    context.expose_function("chopmarkHead", _pictures)
    context.add_init_script(_SCRIPT)


@cache
def _pictures():
    """JPEGs in base64, a list for each movement."""
    head, random = drawn_head(HEAD), np.random.default_rng(HEAD)
    shown = {movement.value: _movement(movement) for movement in Movement}
    return {
        name: [_jpeg(turned(head, pose), random) for pose in poses]
        for name, poses in {"centre": [Pose(), Pose(yaw=0.8), Pose(pitch=0.8)], **shown}.items()
    }


def _movement(movement):
    lasts = _LASTS.get(movement, _REACHES)
    return [pose_of(movement, number * _STEP, ends=60.0) for number in range(round(lasts / _STEP) + 1)]


def _jpeg(picture, random):
    grainy = np.clip(picture + random.normal(0, 3, picture.shape), 0, 255).astype(np.uint8)
    return base64.b64encode(cv2.imencode(".jpg", grainy, [cv2.IMWRITE_JPEG_QUALITY, 80])[1]).decode()


_SCRIPT = """
(() => {
  if (!navigator.mediaDevices) return;
  const LATE = 400, STEP = 100; // milliseconds: until somebody begins, and between two pictures
  const decoded = async (jpeg) =>
    createImageBitmap(new Blob([Uint8Array.from(atob(jpeg), (one) => one.charCodeAt(0))], { type: "image/jpeg" }));
  navigator.mediaDevices.getUserMedia = async () => {
    const head = {};
    for (const [name, jpegs] of Object.entries(await window.chopmarkHead())) {
      head[name] = await Promise.all(jpegs.map(decoded));
    }
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    [canvas.width, canvas.height] = [head.centre[0].width, head.centre[0].height];
    let asked = "centre", since = 0;
    const draw = () => {
      const now = document.querySelector("[data-camera]")?.dataset.asked ?? "centre";
      if (now !== asked) [asked, since] = [now, performance.now()];
      const step = Math.floor((performance.now() - since - LATE) / STEP);
      const from = step < 0 ? head.centre : head[asked];
      const again = asked === "nod" || from === head.centre;
      pen.drawImage(from[again ? Math.abs(step) % from.length : Math.min(step, from.length - 1)], 0, 0);
    };
    draw();
    setInterval(draw, 50);
    return canvas.captureStream(20);
  };
})();
"""


def write_clip(path):
    """A Y4M file (C420jpeg): a picture of a face, held up and moved to and fro."""
    sheet = cv2.resize(cv2.cvtColor(drawn_head(HEAD).picture, cv2.COLOR_BGR2GRAY), (176, 220))
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(FRAMES):
            file.write(b"FRAME\n")
            file.write(_luma(sheet, number).tobytes())
            file.write(bytes([118]) * (WIDTH * HEIGHT // 4))
            file.write(bytes([148]) * (WIDTH * HEIGHT // 4))


def _luma(sheet, number):
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    frame = (90 + 30 * ((rows // 16 + columns // 16) % 2)).astype(np.uint8)
    left = round((WIDTH - sheet.shape[1]) / 2 + 40 * np.sin(2 * np.pi * number / FRAMES))
    frame[10 : 10 + sheet.shape[0], left : left + sheet.shape[1]] = sheet
    return frame
