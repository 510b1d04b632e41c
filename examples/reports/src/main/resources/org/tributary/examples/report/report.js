(function () {
  const curve = JSON.parse(document.getElementById("curve-data").textContent);
  const text = "#8792a2";
  const grid = "rgba(135, 146, 162, .22)";
  const axis = (title, position, color) => ({
    position, title: { display: true, text: title, color }, ticks: { color: text },
    grid: { color: grid, drawOnChartArea: position === "left" },
  });
  const line = (label, data, yAxisID, color) => ({
    label, data, yAxisID, borderColor: color, backgroundColor: color, borderWidth: 2, pointRadius: 3, cubicInterpolationMode: "monotone",
  });
  const withDev = curve.accuracies.some((accuracy) => accuracy !== null);
  const loss = line("Training loss", curve.losses, "loss", "#e07a3f");
  const dev = line("Dev score", curve.accuracies, "accuracy", "#4a86e8");
  const chart = new Chart(document.getElementById("curve"), {
    type: "line",
    data: { labels: curve.epochs, datasets: withDev ? [dev, loss] : [loss] },
    options: {
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: "index", intersect: false },
      plugins: { legend: { labels: { color: text, usePointStyle: true, pointStyle: "line" } } },
      scales: Object.assign(
        { x: { title: { display: true, text: "Epoch", color: text }, ticks: { color: text }, grid: { color: grid } } },
        { loss: Object.assign(axis("Loss", withDev ? "right" : "left", "#e07a3f"), { beginAtZero: true }) },
        withDev ? { accuracy: axis("Dev score, %", "left", "#4a86e8") } : {}),
    },
  });
  window.addEventListener("beforeprint", () => chart.resize());
})();
