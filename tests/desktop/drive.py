"""Drives the real window as a person would, through the accessibility tree and the desktop's file chooser."""

import os
import subprocess
import sys
import time

PROGRAM, PICTURES, FOLDER = (os.environ[name] for name in ("PROGRAM", "PICTURES", "FOLDER"))
TABLE = """period,reporter,partner,sector,flow,value
2022,JPN,CHN,goods,export,100
2022,JPN,CHN,goods,import,150.5
2022,JPN,USA,goods,export,300
2022,JPN,USA,goods,import,120
2023,JPN,CHN,goods,export,110
2023,JPN,CHN,goods,import,190
2023,JPN,USA,goods,export,320
2023,JPN,USA,goods,import,130.25
"""
MINUS = "\u2212"
passed = []


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def start(*command):
    log = open(os.path.join(FOLDER, os.path.basename(command[0]) + ".log"), "w")
    return subprocess.Popen(command, stdout=log, stderr=log)


def wait(what, found, seconds=30):
    """Looks again until there is something, or fails with what was waited for."""
    until = time.time() + seconds
    while time.time() < until:
        result = found()
        if result:
            return result
        time.sleep(0.2)
    raise AssertionError(f"{what} did not come within {seconds} s")


def check(what, holds):
    assert holds, what
    passed.append(what)
    print("ok:", what, flush=True)


def announce_reader():
    """AccessKit publishes the widgets once a screen reader is announced on the session bus."""
    for name in ("IsEnabled", "ScreenReaderEnabled"):
        run("dbus-send", "--session", "--print-reply", "--dest=org.a11y.Bus", "/org/a11y/bus",
            "org.freedesktop.DBus.Properties.Set", "string:org.a11y.Status", f"string:{name}", "variant:boolean:true")


def nodes(pyatspi):
    """All nodes of the program's tree."""
    desktop = pyatspi.Registry.getDesktop(0)
    for application in desktop:
        if application is None or "saldo" not in (application.name or "").lower():
            continue
        stack = [application]
        while stack:
            node = stack.pop()
            yield node
            try:
                stack.extend(child for child in node if child is not None)
            except Exception:  # The tree changes while it is read.
                continue


def texts(pyatspi):
    """Names of nodes, and the text of labels."""
    found = {}
    for node in nodes(pyatspi):
        try:
            name = node.name or ""
            if not name:
                try:
                    name = node.queryText().getText(0, -1)
                except NotImplementedError:
                    name = ""
            if name:
                found.setdefault(name, node)
        except Exception:  # The node went away.
            continue
    return found


def named(pyatspi, start):
    return next((node for name, node in texts(pyatspi).items() if name.startswith(start)), None)


def press(pyatspi, start):
    node = wait(f"something named {start!r}", lambda: named(pyatspi, start))
    node.queryAction().doAction(0)
    time.sleep(0.5)


def switch(pyatspi, start):
    """Switches a filter's row: a check box, where a cell of the table may begin with the same words."""
    def row():
        boxes = (node for node in nodes(pyatspi) if node.getRole() == pyatspi.ROLE_CHECK_BOX)
        return next((node for node in boxes if (node.name or "").startswith(start)), None)

    wait(f"a check box named {start!r}", row).queryAction().doAction(0)
    time.sleep(0.5)


def cell(pyatspi, start, expected):
    wanted = f"{start}: {expected}"
    wait(f"the table cell {wanted!r}", lambda: any(name == wanted for name in texts(pyatspi)), 15)


def windows(pattern):
    return run("xdotool", "search", "--onlyvisible", "--name", pattern).split()


def cpu_seconds(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def choose_in_portal(path):
    own = set(windows("^Saldo"))
    chooser = wait("the desktop's file chooser",
                   lambda: next((w for w in windows("Open trade data") if w not in own), None))
    run("xdotool", "windowactivate", "--sync", chooser)
    time.sleep(1.0)
    run("xdotool", "key", "--window", chooser, "ctrl+l")
    time.sleep(0.5)
    # The first letter opens the field's list of suggestions, which may swallow the next.
    run("xdotool", "type", path[0])
    time.sleep(0.8)
    run("xdotool", "type", "--delay", "80", path[1:])
    time.sleep(0.8)
    run("xdotool", "key", "Return")


def drive(pyatspi, program):
    wait("the window", lambda: windows("^Saldo"))
    wait("the title", lambda: named(pyatspi, "Title: Japan"))
    check("the first picture is the default story",
          named(pyatspi, "Title: Japan\u2019s digital trade deficit reached 6.46 trillion yen in 2024"))
    check("facts stand beside it", any("2014" in name for name in texts(pyatspi) if name.startswith("Pin ")))

    time.sleep(2.0)
    before = cpu_seconds(program.pid)
    time.sleep(10.0)
    used = cpu_seconds(program.pid) - before
    check(f"at rest the program uses no CPU ({used:.2f} s in 10 s, with a screen reader listening)", used < 0.1)

    path = os.path.join(FOLDER, "small.csv")
    with open(path, "w") as file:
        file.write(TABLE)
    press(pyatspi, "Open files")
    choose_in_portal(path)
    wait("the file's rows in the status bar", lambda: any("8 rows read, 8 used" in name for name in texts(pyatspi)))
    check("a CSV is opened through the desktop's own file chooser", True)

    press(pyatspi, "Table tab")
    cell(pyatspi, "China, 2023", f"{MINUS}80")
    cell(pyatspi, "United States, 2023", "189.75")
    cell(pyatspi, "Both partners, 2023", "109.75")
    check("the table shows the numbers of the file", True)

    switch(pyatspi, "United States, ")
    wait("the column of the United States to go", lambda: not any(
        name.startswith("United States, 2023") for name in texts(pyatspi)))
    cell(pyatspi, "China, 2023", f"{MINUS}80")
    check("a partner switched off leaves the table", True)
    switch(pyatspi, "United States, ")
    cell(pyatspi, "Both partners, 2023", "109.75")
    check("and comes back with the right total", True)


def main():
    start("openbox")
    announce_reader()
    program = start(PROGRAM)
    time.sleep(1.0)
    announce_reader()
    failure = None
    try:
        import pyatspi
        drive(pyatspi, program)
        check("the program still runs", program.poll() is None)
    except Exception as error:  # Whatever it was, a picture of it helps.
        failure = error
    run("import", "-window", "root", os.path.join(PICTURES, "desktop.png"))
    program.terminate()
    if failure is not None:
        print(f"FAILED: {type(failure).__name__}: {failure}", flush=True)
        print(open(os.path.join(FOLDER, "saldo.log")).read()[-2000:], flush=True)
    print(f"{len(passed)} passed, {0 if failure is None else 1} failed", flush=True)
    sys.exit(0 if failure is None else 1)


main()
