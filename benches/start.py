#!/usr/bin/env python3
"""From the start of the program to its first frame, on a virtual display and a software renderer.

    cargo build --release
    python3 benches/start.py [--rounds 11] [FILE or library:ID ...]

Needs Xvfb and libX11. The first frame is there when the middle of the screen is no longer that of the empty display;
it is looked at every half millisecond.
"""
import argparse
import ctypes
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAM = Path(__file__).resolve().parents[1] / "target" / "release" / "saldo"
SIZE = (1600, 1000)
ALL_PLANES, Z_PIXMAP = 0xFFFFFFFF, 2


def virtual_display():
    """Starts a display; gives its process and name."""
    read, write = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "%dx%dx24" % SIZE],
                              pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as told:
        return server, ":" + told.readline().strip()


class Eye:
    """Looks at single pixels of a display."""

    def __init__(self, display):
        self.x = ctypes.CDLL("libX11.so.6")
        self.x.XOpenDisplay.restype = self.x.XGetImage.restype = ctypes.c_void_p
        self.x.XDefaultRootWindow.restype = self.x.XGetPixel.restype = ctypes.c_ulong
        self.display = ctypes.c_void_p(self.x.XOpenDisplay(display.encode()))
        self.root = ctypes.c_ulong(self.x.XDefaultRootWindow(self.display))

    def pixel(self, left, top):
        image = self.x.XGetImage(self.display, self.root, left, top, 1, 1, ctypes.c_ulong(ALL_PLANES), Z_PIXMAP)
        colour = self.x.XGetPixel(ctypes.c_void_p(image), 0, 0)
        self.x.XDestroyImage(ctypes.c_void_p(image))
        return colour


def once(eye, display, arguments):
    """Milliseconds from the start of the process until something is drawn."""
    middle = (SIZE[0] // 4, SIZE[1] // 4)
    empty = eye.pixel(*middle)
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"DISPLAY": display, "LIBGL_ALWAYS_SOFTWARE": "1", "HOME": home}
        environment.pop("WAYLAND_DISPLAY", None)
        start = time.perf_counter()
        program = subprocess.Popen([PROGRAM, *arguments], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while eye.pixel(*middle) == empty:
                if program.poll() is not None or time.perf_counter() - start > 30:
                    sys.exit("the program drew nothing")
                time.sleep(0.0005)
            return (time.perf_counter() - start) * 1e3
        finally:
            program.kill()
            program.wait()
            while eye.pixel(*middle) != empty:
                time.sleep(0.01)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("open", nargs="*")
    options = parser.parse_args()
    if not shutil.which("Xvfb") or not PROGRAM.exists():
        sys.exit("needs Xvfb, and the program built with `cargo build --release`")
    server, display = virtual_display()
    try:
        eye = Eye(display)
        times = sorted(once(eye, display, options.open) for _ in range(options.rounds))
    finally:
        server.kill()
    print(f"start to first frame: median {statistics.median(times):.0f} ms, from {times[0]:.0f} to {times[-1]:.0f} in {len(times)} starts")


main()
