"""Files that are small and hostile, or whose meaning can be mistaken; each is made from nothing."""

import gzip
import io
import json
import os
import random
import struct
import subprocess
import zipfile
import zlib

HEADER = "period,reporter,partner,sector,flow,value\n"
ROWS = HEADER + "2023,JPN,USA,A,export,5\n2024,JPN,USA,A,export,7\n"
TABLE = [line.split(",") for line in ROWS.strip().split("\n")]
MEGABYTE = 1 << 20


def write(folder, name, contents):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(contents.encode() if isinstance(contents, str) else contents)
    return path


def repeated(block, count, level=1, wbits=31):
    """A deflated stream of so many blocks; with 31 a gzip file, with -15 as it stands in a ZIP member."""
    packer = zlib.compressobj(level, zlib.DEFLATED, wbits)
    return b"".join([packer.compress(block) for _ in range(count)] + [packer.flush()])


def gz(folder, name, before, block, count, after):
    parts = [gzip.compress(before.encode()), repeated(block.encode(), count), gzip.compress(after.encode())]
    return write(folder, name, b"".join(parts))


class Archive:
    """A ZIP file whose members may be written piece by piece."""

    def __init__(self, folder, name):
        self.path = os.path.join(folder, name)
        self.zip = zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED, compresslevel=1)

    def add(self, name, *pieces):
        with self.zip.open(name, "w", force_zip64=True) as member:
            for piece in pieces:
                text, count = piece if isinstance(piece, tuple) else (piece, 1)
                block = text.encode()
                for _ in range(count):
                    member.write(block)
        return self

    def done(self):
        self.zip.close()
        return self.path


# Workbooks.


def ods(folder, name, *content):
    book = Archive(folder, name)
    book.add("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    start = '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>'
    end = "</office:spreadsheet></office:body></office:document-content>"
    return book.add("content.xml", start, *content, end).done()


def ods_cell(text, repeated=1):
    return f'<table:table-cell table:number-columns-repeated="{repeated}"><text:p>{text}</text:p></table:table-cell>'


def ods_rows(rows):
    line = lambda row: "<table:table-row>" + "".join(map(ods_cell, row)) + "</table:table-row>"
    return "".join(map(line, rows))


def ods_sheet(*content, name="S"):
    return (f'<table:table table:name="{name}">', *content, "</table:table>")


SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def xlsx(folder, name, sheet, strings=("",), styles=("<styleSheet/>",), member="worksheets/sheet1.xml", names=()):
    kind = lambda part, word: f'<Relationship Id="{word}" Type="{RELATIONS}/{word}" Target="{part}"/>'
    book = Archive(folder, name)
    types = '<Default Extension="xml" ContentType="application/xml"/>'
    book.add("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types">{types}</Types>')
    relations = f'<Relationships xmlns="{PACKAGE}/relationships">'
    book.add("_rels/.rels", relations + kind("xl/workbook.xml", "officeDocument") + "</Relationships>")
    inner = kind(member, "worksheet") + kind("sharedStrings.xml", "sharedStrings") + kind("styles.xml", "styles")
    book.add("xl/_rels/workbook.xml.rels", relations + inner + "</Relationships>")
    sheets = '<sheets><sheet name="S" sheetId="1" r:id="worksheet"/></sheets>'
    start = f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{RELATIONS}">{sheets}'
    book.add("xl/workbook.xml", start, *names, "</workbook>")
    book.add("xl/sharedStrings.xml", f'<sst xmlns="{SPREADSHEET}">', *strings, "</sst>")
    book.add("xl/styles.xml", *styles)
    book.add("xl/" + member, f'<worksheet xmlns="{SPREADSHEET}">', *sheet, "</worksheet>")
    return book.done()


def letters(column):
    text = ""
    while column >= 0:
        text, column = chr(65 + column % 26) + text, column // 26 - 1
    return text


def xlsx_rows(rows):
    cell = lambda at, row, text: f'<c r="{letters(at)}{row}" t="inlineStr"><is><t>{text}</t></is></c>'
    line = lambda row, cells: f'<row r="{row}">' + "".join(cell(at, row, text) for at, text in enumerate(cells)) + "</row>"
    return "<sheetData>" + "".join(line(at + 1, cells) for at, cells in enumerate(rows)) + "</sheetData>"


def compound(stream):
    """An old Office file with one stream, the workbook's."""
    sector = 512
    stream += b"\0" * max(0, 4096 - len(stream))
    stream += b"\0" * (-len(stream) % sector)
    count = len(stream) // sector
    tables = 1
    while tables * 128 < count + tables + 1:
        tables += 1
    chain = [0xFFFFFFFD] * tables + [0xFFFFFFFE] + [tables + 2 + at for at in range(count - 1)] + [0xFFFFFFFE]
    chain += [0xFFFFFFFF] * (tables * 128 - len(chain))

    def entry(name, kind, child, start, size):
        text = name.encode("utf-16-le") + b"\0\0"
        return struct.pack("<64sHBBIII16sIQQIQ", text, len(text), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child, b"", 0, 0, 0, start, size)

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, tables + 1, len(stream))
    directory += (b"\0" * 68 + b"\xff" * 12 + b"\0" * 48) * 2
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", *(list(range(tables)) + [0xFFFFFFFF] * (109 - tables)))
    return head + struct.pack(f"<{len(chain)}I", *chain) + directory + stream


def record(kind, body):
    return struct.pack("<HH", kind, len(body)) + body


def xls(folder, name, rows, extra=b"", size=None):
    """An old workbook with one sheet of texts and numbers."""
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0x600))
    if size:
        sheet += record(0x200, struct.pack("<IIHHH", 0, size[0], 0, size[1], 0))
    for (row, column), value in rows:
        if isinstance(value, str):
            sheet += record(0x204, struct.pack("<HHHHB", row, column, 0, len(value), 0) + value.encode("latin-1"))
        else:
            sheet += record(0x203, struct.pack("<HHHd", row, column, 0, value))
    sheet += extra + record(0x0A, b"")
    start = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0x600))
    bound = lambda at: record(0x85, struct.pack("<IBBBB", at, 0, 0, 1, 0) + b"S")
    end = record(0x0A, b"")
    at = len(start) + len(bound(0)) + len(end)
    return write(folder, name, compound(start + bound(at) + end + sheet))


def table_cells(extra=()):
    lines = [line.split(",") for line in ROWS.strip().split("\n")]
    value = lambda text: float(text) if text.isdigit() else text
    cells = [((row, column), value(text)) for row, line in enumerate(lines) for column, text in enumerate(line)]
    return cells + list(extra)


# Parquet.


def number(value):
    value = (value << 1) ^ (value >> 63)
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def size(value):
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def thrift(fields):
    """A structure: (number, kind, value), where kind is i32, i64, text, struct or list of one of these."""
    out, last = b"", 0
    codes = {"i32": 5, "i64": 6, "text": 8, "struct": 12}

    def one(kind, value):
        if kind in ("i32", "i64"):
            return number(value)
        return size(len(value)) + value.encode() if kind == "text" else thrift(value)

    for field, kind, value in fields:
        if value is None:
            continue
        code = 9 if kind.startswith("list") else codes[kind]
        out += bytes([(field - last) << 4 | code])
        last = field
        if kind.startswith("list"):
            of = kind.split()[1]
            out += bytes([min(len(value), 15) << 4 | codes[of]]) + (size(len(value)) if len(value) > 14 else b"")
            out += b"".join(one(of, item) for item in value)
        else:
            out += one(kind, value)
    return out + b"\0"


def parquet(folder, name, rows, columns):
    """Columns: (name, type, length, converted type, scale, precision, codec, packed page, unpacked size)."""
    out, chunks = b"PAR1", []
    schema = [[(4, "text", "schema"), (5, "i32", len(columns))]]
    for title, kind, length, converted, scale, precision, codec, page, unpacked in columns:
        schema.append([(1, "i32", kind), (2, "i32", length), (3, "i32", 0), (4, "text", title), (6, "i32", converted),
                       (7, "i32", scale), (8, "i32", precision)])
        about = [(1, "i32", rows), (2, "i32", 0), (3, "i32", 3), (4, "i32", 3)]
        head = thrift([(1, "i32", 0), (2, "i32", unpacked), (3, "i32", len(page)), (5, "struct", about)])
        meta = [(1, "i32", kind), (2, "list i32", [0]), (3, "list text", [title]), (4, "i32", codec), (5, "i64", rows),
                (6, "i64", unpacked + len(head)), (7, "i64", len(page) + len(head)), (9, "i64", len(out))]
        chunks.append([(2, "i64", len(out)), (3, "struct", meta)])
        out += head + page
    group = [(1, "list struct", chunks), (2, "i64", len(out)), (3, "i64", rows)]
    footer = thrift([(1, "i32", 1), (2, "list struct", schema), (3, "i64", rows), (4, "list struct", [group])])
    return write(folder, name, out + footer + struct.pack("<I", len(footer)) + b"PAR1")


def texts(values):
    return b"".join(struct.pack("<I", len(value)) + value.encode() for value in values)


def text_column(title, values):
    page = texts(values)
    return (title, 6, None, 0, None, None, 0, page, len(page))
