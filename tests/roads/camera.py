"""A clip for the browser's fake camera: a bright oval that moves before a patterned wall."""

import numpy as np

WIDTH, HEIGHT, FRAMES = 320, 240, 40


def write_clip(path):
    """A Y4M file (C420jpeg), each frame different from the one before."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    wall = (90 + 30 * ((rows // 16 + columns // 16) % 2)).astype(np.uint8)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(FRAMES):
            file.write(b"FRAME\n")
            file.write(_luma(wall, rows, columns, number).tobytes())
            file.write(bytes([118]) * (WIDTH * HEIGHT // 4))
            file.write(bytes([148]) * (WIDTH * HEIGHT // 4))


def _luma(wall, rows, columns, number):
    middle = WIDTH / 2 + 40 * np.sin(2 * np.pi * number / FRAMES)
    frame = wall.copy()
    frame[((columns - middle) / 60) ** 2 + ((rows - 120) / 84) ** 2 < 1] = 190
    for side in (-22, 22):
        frame[((columns - middle - side) / 8) ** 2 + ((rows - 100) / 5) ** 2 < 1] = 40
    frame[((columns - middle) / 24) ** 2 + ((rows - 160) / 5) ** 2 < 1] = 70
    return frame
