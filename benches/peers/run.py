#!/usr/bin/env python3
"""Saldo beside DuckDB and Polars: the same files, the same questions, in turn, and the ratios.

    cargo build --release && cargo bench --no-run --bench peers
    python3 benches/peers/run.py [--rows 10000000] [--rounds 5] [--layout plain,quoted,comtrade,other]

Makes the data and a private environment (pinned DuckDB and Polars) under target/peers; nothing else is touched.
Each peer gets its best form: enum or categorical columns, decimals or scaled integers, all threads, lazy reading.
The questions:

  file    CSV on disk to the sum by period and flow of 20 partners x 10 sectors. For Saldo the wall time of the whole
          process, each time with nothing kept of the file; for the peers the time inside their process, after the
          interpreter has started and imported them.
  select  the same on columns in memory, for 20 x 10, 100 x 50 and 190 x 95 members, each another selection than before.
  toggle  one partner of 100 is switched: the sum by period and flow, the sums by partner under the other filters, and
          the sums by sector under the other filters (the bars of both filter lists). Then the same where the sums by
          period are those of each reporter.

The sums of all answers are compared one by one (not the bars, which Saldo gives of the last year and the
peers of all); a difference is an error. Ratios are peer / Saldo of medians of rounds in turn A B C A B C.
"""
import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "target" / "peers"
PINS = ["duckdb==2.0.1", "polars==2.1.0", "numpy==2.4.6", "pyarrow==26.0.1"]
MONTHS, REPORTERS, PARTNERS = 300, 28, 200
SELECTIONS = [(20, 10), (100, 50), (190, 95)]


def environment():
    """Goes on inside the private environment, made on the first run."""
    python = HOME / "venv" / "bin" / "python"
    if not python.exists():
        print("making the environment ...", file=sys.stderr)
        venv.create(HOME / "venv", with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PINS], check=True)
    if Path(sys.prefix).resolve() != (HOME / "venv").resolve():
        os.execv(python, [str(python), *sys.argv])


# ---------------------------------------------------------------- data

def layout_of(name):
    """Column names by meaning, number of sectors, decimals."""
    plain = dict(period="period", reporter="reporter", partner="partner", sector="sector", flow="flow", value="value")
    return {
        "plain": dict(columns=plain, sectors=100, decimals=2),
        "quoted": dict(columns=plain | {"label": "sector_name"}, sectors=100, decimals=2),
        "comtrade": dict(
            columns=dict(period="period", reporter="reporterISO", partner="partnerISO", sector="cmdCode",
                         flow="flowCode", value="primaryValue"), sectors=90, decimals=2),
        "other": dict(
            columns=dict(period="time_period", reporter="declarant", partner="counterpart", sector="product",
                         flow="direction", value="obs_value"), sectors=5000, decimals=3),
    }[name]


def members(layout, sectors):
    partners = [f"P{n:03}" for n in range(PARTNERS)]
    reporters = [f"R{n:02}" for n in range(REPORTERS)]
    if layout == "comtrade":
        return reporters, partners, [f"{n + 10:02}" for n in range(sectors)]
    return reporters, partners, [f"S{n:04}" for n in range(sectors)]


def make(path, layout, rows):
    """Rows of which every key stands once, spread evenly, in no order of periods for `other`."""
    import numpy as np
    import polars as pl
    if path.exists():
        return
    print(f"making {path.name} ...", file=sys.stderr)
    about = layout_of(layout)
    sectors = about["sectors"]
    cells = MONTHS * REPORTERS * PARTNERS * sectors * 2
    if rows > cells:
        sys.exit("more rows than different keys")
    reporters, partners, goods = members(layout, sectors)
    step = cells // rows
    months = [f"{2000 + n // 12}-{n % 12 + 1:02}" for n in range(MONTHS)]
    flows = ["X", "M"] if layout == "comtrade" else ["export", "import"]
    part = path.with_suffix(".part")
    random = np.random.default_rng(7)
    with open(part, "wb") as out:
        for start in range(0, rows, 5_000_000):
            number = np.arange(start, min(start + 5_000_000, rows), dtype=np.int64)
            # One place in each stretch of so many, so that every key stands once and all members come.
            cell = number * step + random.integers(0, step, len(number))
            if layout == "other":
                # A prime step visits the cells in an order that nothing in them shows.
                cell = (number * 2_654_435_761) % cells
            columns = {}
            for key, base in (("flow", 2), ("sector", sectors), ("partner", PARTNERS), ("reporter", REPORTERS), ("period", MONTHS)):
                columns[key] = cell % base
                cell //= base
            scaled = random.integers(0, 500_000_000, len(number))
            power = 10 ** about["decimals"]
            take = lambda names, key: pl.Series(names)[columns[key].astype(np.int32)]
            text = pl.select(
                period=take(months, "period"), reporter=take(reporters, "reporter"), partner=take(partners, "partner"),
                sector=take(goods, "sector"), flow=take(flows, "flow"),
            ).with_columns(
                value=pl.Series(scaled // power).cast(pl.Utf8) + "." +
                pl.Series(scaled % power).cast(pl.Utf8).str.zfill(about["decimals"]))
            if layout == "quoted":
                labels = [f'Goods, "{n}"\nand others' if n % 10 < 3 else f"Goods {n}" for n in range(sectors)]
                text = text.with_columns(label=take(labels, "sector"))
            text = text.rename(about["columns"])
            if layout == "comtrade":
                constant = lambda text, name: pl.lit(text).alias(name)
                year = pl.col("period").str.slice(0, 4)
                text = text.with_columns(period=pl.col("period").str.replace("-", "")).select(
                    constant("C", "typeCode"), constant("M", "freqCode"), year.alias("refYear"),
                    pl.col("period").str.slice(4, 2).alias("refMonth"), "period",
                    pl.col("reporterISO").alias("reporterCode"), "reporterISO", "flowCode",
                    pl.col("partnerISO").alias("partnerCode"), "partnerISO", constant("0", "partner2Code"),
                    constant("H6", "classificationCode"), "cmdCode", constant("C00", "customsCode"),
                    constant("0", "motCode"), "primaryValue")
            elif layout == "other":
                text = text.select("obs_value", "product", "time_period", "direction", "counterpart", "declarant")
            out.write(text.write_csv(include_header=start == 0, quote_style="necessary").encode())
    part.rename(path)


def chosen(names, count):
    """So many members, spread evenly."""
    return [names[n * len(names) // count] for n in range(count)]


# ---------------------------------------------------------------- peers

class Duck:
    name = "DuckDB"

    def __init__(self, path, layout):
        import duckdb
        self.db = duckdb.connect()
        self.db.execute(f"SET threads={os.cpu_count()}; SET preserve_insertion_order=false")
        self.path, self.columns = path, layout_of(layout)["columns"]
        self.decimals = layout_of(layout)["decimals"]

    def source(self, table=None):
        if table:
            return table
        c = self.columns
        decimal = f"DECIMAL(18,{self.decimals})"
        types = ", ".join(f"'{c[k]}': '{decimal if k == 'value' else 'VARCHAR'}'" for k in c)
        if "primaryValue" in c.values():
            return f"read_csv('{self.path}', header=true, all_varchar=true)"
        if "label" in c or len(c) == 6 and "obs_value" not in c.values():
            return f"read_csv('{self.path}', header=true, columns={{{types}}})"
        return f"read_csv('{self.path}', header=true, types={{{types}}})"

    def value(self):
        return f"CAST({self.columns['value']} AS DECIMAL(18,{self.decimals}))"

    def sums(self, table, partners, sectors, by=("period", "flow")):
        c = self.columns
        quote = lambda names: ", ".join(f"'{name}'" for name in names)
        keys = ", ".join(c[key] for key in by)
        # A long list is faster as a semi-join.
        listed = lambda axis, names: (f"{c[axis]} IN ({quote(names)})" if len(names) <= 200 else
                                      f"{c[axis]} IN (SELECT unnest([{quote(names)}]))")
        where = [listed(axis, names) for axis, names in (("partner", partners), ("sector", sectors)) if names]
        where = " AND ".join(where) or "true"
        # The sum of a DECIMAL(18) is a DECIMAL(38): exact.
        text = f"SELECT {keys}, sum({self.value()}) FROM {self.source(table)} WHERE {where} GROUP BY ALL"
        return {row[:-1]: round(row[-1] * 10 ** self.decimals) for row in self.db.execute(text).fetchall()}

    def load(self):
        c = self.columns
        self.db.execute(f"CREATE TEMP TABLE raw AS SELECT * FROM {self.source()}")
        casts = []
        for key in ("period", "reporter", "partner", "sector", "flow"):
            self.db.execute(f"CREATE TYPE e_{key} AS ENUM (SELECT DISTINCT {c[key]} FROM raw)")
            casts.append(f"{c[key]}::e_{key} AS {c[key]}")
        self.db.execute(f"CREATE TEMP TABLE t AS SELECT {', '.join(casts)}, {self.value()} AS {c['value']} FROM raw")
        self.db.execute("DROP TABLE raw")

    def file(self, partners, sectors):
        return self.sums(None, partners, sectors)

    def select(self, partners, sectors, by):
        return self.sums("t", partners, sectors, by)

    def bars(self, partners, sectors):
        self.sums("t", None, sectors, ("partner", "flow"))
        self.sums("t", partners, None, ("sector", "flow"))


class Polars:
    name = "Polars"

    def __init__(self, path, layout):
        import polars as pl
        self.pl, self.path = pl, path
        self.layout, about = layout, layout_of(layout)
        self.columns, self.decimals = about["columns"], about["decimals"]

    def lazy(self):
        pl = self.pl
        # Integers of the smallest unit add up exactly, as its decimals do, and faster.
        scaled = (pl.col(self.columns["value"]).cast(pl.Float64) * 10 ** self.decimals).round().cast(pl.Int64)
        schema = {self.columns["value"]: pl.Float64, self.columns["sector"]: pl.Utf8, self.columns["period"]: pl.Utf8}
        lazy = pl.scan_csv(self.path, schema_overrides=schema)
        return lazy.select(*[self.columns[k] for k in ("period", "reporter", "partner", "sector", "flow")],
                           scaled.alias(self.columns["value"]))

    def sums(self, lazy, partners, sectors, by=("period", "flow")):
        pl, c = self.pl, self.columns
        for axis, names in (("partner", partners), ("sector", sectors)):
            if names:
                dtype = self.frame.schema[c[axis]] if self.frame is not None else pl.Utf8
                lazy = lazy.filter(pl.col(c[axis]).is_in(pl.Series(names, dtype=dtype).implode()))
        answer = lazy.group_by(*[c[key] for key in by]).agg(pl.col(c["value"]).sum())
        answer = answer.collect(engine="streaming")
        return {tuple(row[:-1]): row[-1] for row in answer.iter_rows()}

    frame = None

    def load(self):
        pl, c = self.pl, self.columns
        frame = self.lazy().collect(engine="streaming")
        enums = {}
        for key in ("period", "reporter", "partner", "sector", "flow"):
            enums[c[key]] = pl.Enum(frame[c[key]].unique().sort().to_list())
        self.frame = frame.with_columns(*[pl.col(name).cast(dtype) for name, dtype in enums.items()])

    def file(self, partners, sectors):
        return self.sums(self.lazy(), partners, sectors)

    def select(self, partners, sectors, by):
        return self.sums(self.frame.lazy(), partners, sectors, by)

    def bars(self, partners, sectors):
        self.sums(self.frame.lazy(), None, sectors, ("partner", "flow"))
        self.sums(self.frame.lazy(), partners, None, ("sector", "flow"))


PEERS = {"duckdb": Duck, "polars": Polars}


def exports(sums):
    """Exports in the smallest unit by period, or by reporter and period, as every engine tells them."""
    return {" ".join(map(str, key[:-1])).replace("-", ""): value for key, value in sums.items() if key[-1] in ("export", "X")}


def exports_of_csv(text, decimals):
    """The same of what Saldo prints for one line."""
    rows = [line.split(",") for line in text.splitlines()[1:]]
    scaled = lambda value: round(float(value) * 10 ** decimals)
    return {row[0].replace("-", ""): scaled(row[-3]) for row in rows if row[-3]}


# ---------------------------------------------------------------- one engine in a process of its own

def child(which, path, layout, what):
    """A peer in a process of its own: answers a line of JSON for each line of JSON."""
    peer = PEERS[which](path, layout)
    timed = lambda work: (lambda start: (work(), (time.perf_counter() - start) * 1000))(time.perf_counter())
    if what == "file":
        asked = json.loads(sys.stdin.readline())
        answer, spent = timed(lambda: peer.file(asked["partners"], asked["sectors"]))
        print(json.dumps(dict(ms=spent, answer=exports(answer))), flush=True)
        return
    _, spent = timed(peer.load)
    print(json.dumps(dict(ms=spent)), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        partners, sectors = asked["partners"], asked["sectors"]
        by = ("reporter", "period", "flow") if asked["by"] == "reporter" else ("period", "flow")

        def work():
            answer = peer.select(partners, sectors, by)
            if asked["bars"]:
                peer.bars(partners, sectors)
            return answer
        answer, spent = timed(work)
        print(json.dumps(dict(ms=spent, answer=exports(answer))), flush=True)


def command(engine, path, layout, what):
    if engine != "saldo":
        return [sys.executable, __file__, "--child", engine, str(path), layout, what]
    if what == "file":
        return None
    return [str(bench_binary()), str(path)]


def bench_binary():
    found = sorted((ROOT / "target" / "release" / "deps").glob("peers-*"), key=lambda p: p.stat().st_mtime)
    found = [p for p in found if p.suffix == "" and os.access(p, os.X_OK)]
    return found[-1] if found else sys.exit("first: cargo bench --no-run --bench peers")


class Session:
    """An engine that has a file in memory."""

    def __init__(self, engine, path, layout):
        self.process = subprocess.Popen(command(engine, path, layout, "memory"), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.loading = self.answer()["ms"]

    def answer(self):
        line = self.process.stdout.readline()
        return json.loads(line) if line else sys.exit("an engine stopped")

    def ask(self, partners, sectors, bars, by="none"):
        asked = dict(partners=partners, sectors=sectors, bars=bars, by=by)
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def close(self):
        self.process.stdin.close()
        _, _, usage = os.wait4(self.process.pid, 0)
        return usage.ru_maxrss / 1024


def whole_process(engine, path, layout, partners, sectors):
    """Milliseconds, the answer and the peak memory of one process from file to answer."""
    if engine == "saldo":
        options = ["--partner", ",".join(partners), "--sector", ",".join(sectors), "--measure", "exports", "--by", "none"]
        with tempfile.TemporaryDirectory() as nothing_kept:
            start = time.perf_counter()
            process = subprocess.Popen([ROOT / "target" / "release" / "saldo", "query", *options, path],
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                       env=os.environ | {"XDG_CACHE_HOME": nothing_kept})
            text = process.stdout.read()
            _, _, usage = os.wait4(process.pid, 0)
            spent = (time.perf_counter() - start) * 1000
        return spent, exports_of_csv(text, layout_of(layout)["decimals"]), usage.ru_maxrss / 1024
    process = subprocess.Popen(command(engine, path, layout, "file"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.stdin.write(json.dumps(dict(partners=partners, sectors=sectors)) + "\n")
    process.stdin.flush()
    answer = json.loads(process.stdout.readline())
    _, _, usage = os.wait4(process.pid, 0)
    return answer["ms"], answer["answer"], usage.ru_maxrss / 1024


# ---------------------------------------------------------------- the table

def by_period(answer):
    """The sums of each period in order: Saldo knows some codes of reporters as countries, and calls them so."""
    periods = {}
    for key, value in answer.items():
        periods.setdefault(key.split()[-1], []).append(value)
    return {period: sorted(values) for period, values in periods.items()}


def same(answers, what):
    """Holds every sum of the answers against each other."""
    first, *rest = map(by_period, answers.values())
    for engine, answer in zip(list(answers)[1:], rest):
        differing = [key for key in first.keys() | answer.keys() if first.get(key) != answer.get(key)]
        if differing or not first:
            sys.exit(f"{what}: {engine} differs from {next(iter(answers))} in {differing[:5]}")


def compare(layout, rows, rounds, engines):
    about = layout_of(layout)
    path = HOME / f"{layout}-{rows}.csv"
    # In a process of its own: a process begins with its parent's peak of memory.
    subprocess.run([sys.executable, __file__, "--make", str(path), layout, str(rows)], check=True)
    _, partners, sectors = members(layout, about["sectors"])
    share = lambda percent: max(1, about["sectors"] * percent // 100)
    lines, peaks = [], {engine: 0 for engine in engines}
    times = {engine: [] for engine in engines}
    for _ in range(rounds):
        answers = {}
        for engine in engines:
            spent, answers[engine], peak = whole_process(engine, path, layout, chosen(partners, 20), chosen(sectors, share(10)))
            times[engine].append(spent)
            peaks[engine] = max(peaks[engine], peak)
        same(answers, "file")
    lines.append(("CSV on disk to answer, ms", times))
    lines.append(("peak memory of that, MB", {engine: [peak] for engine, peak in peaks.items()}))
    sessions = {engine: Session(engine, path, layout) for engine in engines}
    lines.append(("CSV on disk to memory, ms", {engine: [session.loading] for engine, session in sessions.items()}))
    for many, percent in SELECTIONS:
        times = {engine: [] for engine in engines}
        for _ in range(rounds):
            answers = {}
            for engine, session in sessions.items():
                session.ask(partners[3:4], sectors[1:2], False)
                answer = session.ask(chosen(partners, many), chosen(sectors, share(percent)), False)
                times[engine].append(answer["ms"])
                answers[engine] = answer["answer"]
            same(answers, "select")
        lines.append((f"in memory, new selection {many} x {percent} %, ms", times))
    base = chosen(partners, 100)
    for by in ("none", "reporter"):
        times = {engine: [] for engine in engines}
        for turn in range(rounds + 1):
            # Another partner each time: off, on, the next one off.
            now = [partner for partner in base if partner != base[turn // 2]] if turn % 2 else base
            answers = {}
            for engine, session in sessions.items():
                answer = session.ask(now, chosen(sectors, share(50)), True, by)
                # The first brings all of them to the state from which one member is switched.
                times[engine] += [answer["ms"]] if turn else []
                answers[engine] = answer["answer"]
            same(answers, "toggle")
        what = ", a line for each reporter" if by == "reporter" else ""
        lines.append((f"in memory, one partner switched with both lists of bars{what}, ms", times))
    lines.append(("peak memory of all that in memory, MB", {engine: [session.close()] for engine, session in sessions.items()}))
    return path, lines


def show(layout, rows, path, lines, engines):
    print(f"\n{rows / 1e6:g} million rows, layout {layout}, {path.stat().st_size / 1e6:.0f} MB")
    print("| work | " + " | ".join(engines) + " | best peer / saldo |\n|---|" + "---:|" * (len(engines) + 1))
    for what, times in lines:
        medians = {engine: statistics.median(values) for engine, values in times.items()}
        peers = [medians[engine] for engine in engines if engine != "saldo"]
        ratio = f"{min(peers) / medians['saldo']:.1f}" if peers and "saldo" in medians else ""
        print(f"| {what} | " + " | ".join(f"{medians[engine]:.4g}" for engine in engines) + f" | {ratio} |")


def machine():
    text = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    model = re.search(r"model name\s*: (.*)", text)
    return f"{os.cpu_count()} x {model.group(1) if model else 'unknown processor'}, {time.strftime('%Y-%m-%d')}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--layout", default="plain,quoted,comtrade,other")
    parser.add_argument("--engines", default="saldo,duckdb,polars")
    parser.add_argument("--child", nargs=4)
    parser.add_argument("--make", nargs=3)
    options = parser.parse_args()
    environment()
    if options.child:
        return child(*options.child)
    if options.make:
        return make(Path(options.make[0]), options.make[1], int(options.make[2]))
    print(machine(), "; ".join(PINS[:2]))
    engines = options.engines.split(",")
    for layout in options.layout.split(","):
        path, lines = compare(layout, options.rows, options.rounds, engines)
        show(layout, options.rows, path, lines, engines)


if __name__ == "__main__":
    HOME.mkdir(parents=True, exist_ok=True)
    main()
