"""A monkey at the real window: what it does follows from a seed; what it holds is that the program stays and rests."""

import os
import random
import subprocess
import sys
import time

PROGRAM, FOLDER, PROJECT = (os.environ[name] for name in ("PROGRAM", "FOLDER", "PROJECT"))
SEED, MINUTES = os.environ["SEED"], float(os.environ["MINUTES"])
KEYS = ["ctrl+z", "ctrl+z", "ctrl+shift+z", "g", "b", "x", "m", "e", "Home", "F5", "Escape", "Escape", "F1", "F12",
        "ctrl+plus", "ctrl+minus", "ctrl+0", "ctrl+b", "ctrl+j", "ctrl+n", "ctrl+r", "ctrl+e", "ctrl+s", "ctrl+shift+c",
        "Tab", "Tab", "shift+Tab", "Return", "space", "Up", "Down", "Left", "Right", "question", "Page_Down", "Delete"]
WORDS = ["bal", "part", "month", "theme", "grow", "share", "usa", "2019", "index", "rank", "zzz", "top", "events"]
TABLE = "period,reporter,partner,sector,flow,value\n" + "".join(
    f"{year},JPN,{partner},goods,{flow},{year * 7 % 100}\n"
    for year in range(2000, 2025) for partner in ("USA", "CHN", "DEU") for flow in ("export", "import"))
REST = 12.0
"""Messages go away by themselves after ten seconds."""
LEAP = 15.0
"""An act after which the program holds so many megabytes more is named."""

chance = random.Random(SEED)


def xdo(*words):
    subprocess.run(["xdotool", *map(str, words)], capture_output=True, check=False)


def damaged(folder):
    """Files that are wrong in ways in which files are."""
    whole = TABLE.encode()
    session = '{"saldo_session": 1, "source": "library:us-goods", "view": {"measure": "tax"}, "events": []}'
    made = {
        "cut.csv": whole[: len(whole) // 2 - 3],
        "flipped.csv": bytes(byte ^ (0x41 if place % 97 == 5 else 0) for place, byte in enumerate(whole)),
        "quote.csv": whole.replace(b"goods", b'"goods', 1),
        "empty.csv": b"",
        "header.csv": whole.split(b"\n")[0] + b"\n",
        "noise.csv": bytes(chance.randrange(256) for _ in range(5000)),
        "noise.xlsx": b"PK\x03\x04" + bytes(chance.randrange(256) for _ in range(3000)),
        "noise.parquet": b"PAR1" + bytes(chance.randrange(256) for _ in range(3000)) + b"PAR1",
        "later.saldo.json": session.encode(),
        "half.saldo.json": session.encode()[:60],
        "wide.csv": (",".join(f"c{n}" for n in range(3000)) + "\n").encode() + b"1,2,3\n",
        "long_name_" + "x" * 200 + ".csv": b"nothing",
        "sound.csv": whole,
    }
    paths = []
    for name, data in made.items():
        paths.append(os.path.join(folder, name))
        with open(paths[-1], "wb") as file:
            file.write(data)
    return paths


class Monkey:
    def __init__(self):
        self.log = open(os.path.join(FOLDER, "saldo.log"), "w+")
        self.program = subprocess.Popen([PROGRAM], stdout=self.log, stderr=self.log, cwd=os.path.join(FOLDER, "here"))
        self.window, self.size, self.count = None, (1440, 900), 0
        samples = os.path.join(PROJECT, "sample_data")
        seeds = os.path.join(PROJECT, "tests", "fixtures", "seeds")
        self.files = [os.path.join(folder, name) for folder in (samples, seeds) for name in sorted(os.listdir(folder))]
        self.files += damaged(FOLDER) * 3

    def alive(self):
        code = self.program.poll()
        self.log.flush()
        with open(self.log.name, errors="replace") as log:
            said = log.read()
        assert "panicked" not in said, f"it panicked: {said[-1500:]}"
        assert code is None, f"it ended with {code}: {said[-1500:]}"

    def find(self):
        for _ in range(150):
            self.alive()
            found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "^Saldo"], capture_output=True,
                                   text=True, check=False).stdout.split()
            if found:
                self.window = found[0]
                return
            time.sleep(0.2)
        raise AssertionError("there is no window")

    def place(self):
        return chance.randrange(self.size[0]), chance.randrange(self.size[1])

    def move(self):
        x, y = self.place()
        xdo("mousemove", "--window", self.window, x, y)

    def click(self):
        self.move()
        xdo("click", "--repeat", chance.choice((1, 1, 1, 2, 3)), "--delay", 40, chance.choice((1, 1, 1, 1, 3)))

    def drag(self):
        (x, y), (to_x, to_y) = self.place(), self.place()
        xdo("mousemove", "--window", self.window, x, y, "mousedown", 1)
        for step in range(1, 6):
            xdo("mousemove", "--window", self.window, x + (to_x - x) * step // 5, y + (to_y - y) * step // 5)
        xdo("mouseup", 1)

    def wheel(self):
        self.move()
        held = chance.choice((None, None, "ctrl", "shift"))
        if held:
            xdo("keydown", held)
        xdo("click", "--repeat", chance.randrange(1, 15), "--delay", 10, chance.choice((4, 5)))
        if held:
            xdo("keyup", held)

    def keys(self):
        keys = [chance.choice(KEYS) for _ in range(chance.randrange(1, 5))]
        self.said = " ".join(keys)
        xdo("key", *keys)

    def palette(self):
        xdo("key", "ctrl+k")
        time.sleep(0.1)
        xdo("type", "--delay", 10, chance.choice(WORDS))
        xdo("key", *["Down"] * chance.randrange(4), chance.choice(("Return", "Return", "Escape")))

    def type(self):
        xdo("type", "--delay", 5, chance.choice(WORDS))

    def open(self, path=None):
        path = path or chance.choice(self.files)
        self.said = f"open {path}"
        xdo("key", "Escape", "Escape", "ctrl+o")
        time.sleep(0.4)
        xdo("key", "ctrl+a")
        xdo("type", "--delay", 1, path)
        xdo("key", "Return")
        time.sleep(chance.choice((0.05, 0.5, 1.5)))

    def resize(self):
        self.size = chance.randrange(820, 1590), chance.randrange(560, 990)
        self.said = f"size {self.size}"
        xdo("windowsize", self.window, *self.size)

    def act(self):
        acts = [(self.click, 40), (self.drag, 12), (self.wheel, 10), (self.keys, 16), (self.palette, 6), (self.type, 4),
                (self.move, 6), (self.open, 4), (self.resize, 2)]
        act = chance.choices([act for act, _ in acts], [weight for _, weight in acts])[0]
        self.said = act.__name__
        act()
        self.count += 1

    def memory(self):
        """What the program holds for itself, in megabytes."""
        with open(f"/proc/{self.program.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("RssAnon")) / 1024

    def cpu(self):
        with open(f"/proc/{self.program.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rest(self):
        """Closes what is open, lets the program come to rest, and says what it holds and works then."""
        for _ in range(4):
            xdo("key", "Escape")
            time.sleep(0.3)
        xdo("mousemove", "--window", self.window, 3, 3)
        time.sleep(REST)
        before, start = self.cpu(), time.time()
        time.sleep(8.0)
        self.alive()
        return self.memory(), (self.cpu() - before) / (time.time() - start)

    def run(self):
        self.find()
        time.sleep(2.0)
        held, last = [], self.memory()
        for third in range(3):
            until, told = time.time() + MINUTES * 20, 0.0
            while time.time() < until:
                self.act()
                self.alive()
                now = self.memory()
                if now > last + LEAP:
                    print(f"act {self.count}, {self.said}: {last:.0f} to {now:.0f} MB", flush=True)
                last = now
                if time.time() - told > 20:
                    told = time.time()
                    print(f"third {third + 1}, {self.count} acts, {self.memory():.0f} MB", flush=True)
                time.sleep(chance.choice((0.01, 0.05, 0.2)))
            memory, cpu = self.rest()
            held.append(memory)
            print(f"third {third + 1} at rest: {memory:.0f} MB, {100 * cpu:.1f} % CPU", flush=True)
            assert cpu < 0.02, f"at rest it works {100 * cpu:.1f} % of the time"
        assert held[2] < held[1] * 1.2 + 40, f"it grows: {held} MB after each third"


def main():
    subprocess.Popen(["openbox"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    monkey, failure = Monkey(), None
    try:
        monkey.run()
    except AssertionError as error:
        failure = error
        picture = os.environ.get("PICTURE", "/dev/null")
        subprocess.run(["import", "-window", "root", f"png:{picture}"], capture_output=True, check=False)
    monkey.program.terminate()
    ended = f"seed {SEED}, {MINUTES:g} minutes, {monkey.count} acts"
    print(f"{ended}: {'held' if failure is None else f'FAILED: {failure}'}", flush=True)
    sys.exit(0 if failure is None else 1)


main()
