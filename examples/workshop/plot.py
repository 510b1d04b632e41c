"""Draws the JSON of a benchmark as an SVG: a panel of horizontal bars for each measure, the first of a row by default.

    python3 plot.py layers.json layers.svg ratio
"""
import json
import sys
from html import escape

WIDTH, LABELS, ROW, TITLE = 800, 260, 22, 34
BLUE = "#0072B2"  # distinct with a colour vision deficiency (Okabe and Ito 2008)


def text(x, y, words, size=13, weight="normal", anchor="start"):
    return (f'<text x="{x}" y="{y}" font-family="sans-serif" font-size="{size}" font-weight="{weight}"'
            f' text-anchor="{anchor}">{escape(words)}</text>')


def is_number(value):
    return isinstance(value, (int, float))


def panel(rows, measure, top):
    rows = [row for row in rows if is_number(row.get(measure))]
    if not rows:
        sys.exit(f"expected a measure of the benchmark, got {measure}")
    longest = max(row[measure] for row in rows) or 1
    parts = [text(LABELS, top + 22, measure, weight="bold")]
    for k, row in enumerate(rows):
        y = top + TITLE + k * ROW
        name = " ".join(str(value) for value in row.values() if isinstance(value, str)) or str(next(iter(row.values())))
        length = row[measure] / longest * (WIDTH - LABELS - 80)
        parts += [text(LABELS - 8, y + 14, name, anchor="end"),
                  f'<rect x="{LABELS}" y="{y}" width="{length:.1f}" height="{ROW - 6}" fill="{BLUE}"/>',
                  text(LABELS + length + 6, y + 14, f"{row[measure]:.3g}" if row[measure] < 1000 else f"{row[measure]:,.0f}")]
    return parts, top + TITLE + len(rows) * ROW


def draw(result, figure, *measures):
    with open(result, encoding="utf-8") as file:
        data = json.load(file)
    rows, machine = data["rows"], data["machine"]
    parts, height = [], 0
    for measure in measures or [next(name for name, value in rows[0].items() if is_number(value))]:
        more, height = panel(rows, measure, height)
        parts += more
    parts.append(text(8, height + 20, f"{machine['processors']} x {machine['processor']}, Java {machine['java']}", size=11))
    with open(figure, "w", encoding="utf-8") as file:
        file.write(f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height + 30}">'
                   f'<rect width="100%" height="100%" fill="white"/>{"".join(parts)}</svg>\n')


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(f"usage: python3 {sys.argv[0]} RESULT.json FIGURE.svg [MEASURE ...]")
    draw(*sys.argv[1:])
