"""Plots the JSON of a benchmark: python3 plot.py RESULT.json FIGURE.png. Needs matplotlib (Debian's python3-matplotlib)."""
import json
import sys

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

# Of each benchmark the measures that are drawn as bars
BARS = {
    "layers": ["ratio", "oursMs"], "tagger": ["epochSecondsMedian", "wordsPerSecond"], "start": ["seconds"],
    "tagging": ["wordsPerSecond", "sentenceMedianMs"], "onnx": ["wordsPerSecond", "sentenceMedianMs"],
    "serving": ["sentencesPerSecond"], "http": ["p50Ms"],
}
NAMES = ["cell", "mode", "lengths", "T", "B", "I", "H", "tagger", "part", "way", "load"]


def bars(axes, rows, measure):
    names = [" ".join(str(row[key]) for key in NAMES if key in row) for row in rows]
    drawn = axes.barh(range(len(rows)), [row[measure] for row in rows])
    axes.bar_label(drawn, fmt="%.3g", padding=3)
    axes.set_yticks(range(len(rows)), names)
    axes.invert_yaxis()
    axes.set_title(measure)


def curves(axes, rows, x, y, group=None):
    for name in dict.fromkeys(row.get(group, y) for row in rows):
        of_group = [row for row in rows if row.get(group, y) == name and y in row]
        axes.plot([row[x] for row in of_group], [row[y] for row in of_group], marker="o", label=f"{name}, {y}")
    axes.set(xscale="log", xlabel=x)
    axes.legend()


def plot(result, figure):
    with open(result, encoding="utf-8") as file:
        data = json.load(file)
    rows, name = data["rows"], data["benchmark"]
    panels = [m for m in BARS.get(name, []) if m in rows[0]][:1 if name == "layers" else None] or [name]
    fig, all_axes = pyplot.subplots(len(panels), figsize=(8, len(panels) * (1.5 + 0.25 * len(rows))), squeeze=False)
    for axes, panel in zip(all_axes[:, 0], panels):
        if name == "lengths":
            for measure in ("ratio", "peerRatio", "issueRatio"):
                curves(axes, rows, "T", measure, "mode")
            axes.set_yscale("log")
        elif name == "vocabulary":
            curves(axes, rows, "words", "stepMs")
            axes.set_ylim(bottom=0)
        elif name == "taggers":
            for row in rows:
                axes.plot(row["wordsPerSecond"], row.get("f1", row["accuracy"]), "o", label=row["tagger"])
            axes.set(xlabel="words/s", ylabel="span F1" if "f1" in rows[0] else "accuracy", xlim=(0, None))
            axes.legend()
        else:
            bars(axes, rows, panel)
    machine = data["machine"]
    fig.text(0.01, 0.01, f"{machine['processors']} x {machine['processor']}, Java {machine['java']}", fontsize=8)
    fig.tight_layout(rect=(0, 0.03, 1, 1))
    fig.savefig(figure, dpi=150)


if __name__ == "__main__":
    plot(*sys.argv[1:])
