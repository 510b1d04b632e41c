(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const text = "#8792a2";
  const grid = "rgba(135, 146, 162, .22)";
  const blue = "#4a86e8";
  const orange = "#e07a3f";
  const title = (label, color) => ({ display: true, text: label, color: color || text });
  const axis = (label, more, color) => Object.assign({ title: title(label, color), ticks: { color: text }, grid: { color: grid } }, more);
  const line = (label, points, color, more) => Object.assign({
    label, data: points, borderColor: color, backgroundColor: color, borderWidth: 2, pointRadius: 3, clip: 8,
  }, more);
  const diagonal = { label: "Perfect calibration", data: [{ x: 0, y: 0 }, { x: 100, y: 100 }], borderColor: text, borderWidth: 1, borderDash: [4, 4], pointRadius: 0 };
  const percent = { type: "linear", min: 0, max: 100 };

  const kinds = {
    learning(history) {
      const withDev = history.some((epoch) => epoch.devScore !== null);
      const loss = line("Training loss", history.map((epoch) => epoch.loss), orange, { yAxisID: "loss" });
      const dev = line("Dev score", history.map((epoch) => epoch.devScore === null ? null : 100 * epoch.devScore), blue, { yAxisID: "score" });
      return {
        labels: history.map((epoch) => epoch.epoch),
        datasets: withDev ? [dev, loss] : [loss],
        scales: Object.assign(
          { x: axis("Epoch"), loss: axis("Loss", { beginAtZero: true, position: withDev ? "right" : "left" }, orange) },
          withDev ? { score: axis("Dev score, %", { position: "left" }, blue) } : {}),
      };
    },
    reliability(calibration) {
      const bins = calibration.bins.filter((bin) => bin.count > 0);
      return {
        datasets: [line("Correct", bins.map((bin) => ({ x: 100 * bin.confidence, y: 100 * bin.accuracy })), blue), diagonal],
        scales: { x: axis("Mean confidence, %", percent), y: axis("Correct, %", percent) },
      };
    },
    coverage(calibration) {
      const rows = calibration.thresholds.filter((row) => row.count > 0);
      return {
        datasets: [line("Correct", rows.map((row) => ({ x: 100 * row.coverage, y: 100 * row.accuracy })), blue)],
        scales: { x: axis("Coverage, %", percent), y: axis("Correct, %", { max: 100 }) },
      };
    },
  };

  const charts = [];
  for (const canvas of document.querySelectorAll("canvas[data-chart]")) {
    const values = canvas.dataset.path.split(".").reduce((value, name) => value[name], data);
    const { labels, datasets, scales } = kinds[canvas.dataset.chart](values);
    charts.push(new Chart(canvas, {
      type: "line",
      data: { labels, datasets },
      options: {
        animation: false,
        maintainAspectRatio: false,
        interaction: { mode: "nearest", axis: "x", intersect: false },
        plugins: { legend: { labels: { color: text, usePointStyle: true, pointStyle: "line" } } },
        scales,
      },
    }));
  }

  // Names of settings in camel case break between their words.
  for (const name of document.querySelectorAll(".facts th")) {
    const words = name.textContent.split(/(?<=[a-z])(?=[A-Z])/);
    name.replaceChildren(...words.flatMap((word, k) => (k ? [document.createElement("wbr"), word] : [word])));
  }

  // A table that fits needs no folding.
  for (const region of document.querySelectorAll("details .scroll")) {
    const details = region.closest("details");
    details.open = true;
    details.open = region.scrollWidth <= region.clientWidth;
  }

  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("details").forEach((details) => { details.open = true; });
    charts.forEach((chart) => chart.resize());
  });
})();
