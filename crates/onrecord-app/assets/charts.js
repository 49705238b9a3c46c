// Draws each series larger than the picture it stands for: points by source, a bar for what the words allow, the band of the
// policy. A click leads to the words. The picture stays where this cannot run.
"use strict";
(() => {
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const sort = (point) => point.sort;
  const seconds = (day) => Date.parse(day + "T00:00:00Z") / 1000;
  const shapes = {
    person: (c, x, y, r) => c.arc(x, y, r, 0, 2 * Math.PI),
    body: (c, x, y, r) => c.rect(x - r, y - r, 2 * r, 2 * r),
    unnamed: (c, x, y, r) => { c.moveTo(x, y - r * 1.2); c.lineTo(x + r * 1.1, y + r); c.lineTo(x - r * 1.1, y + r); c.closePath(); },
    own: (c, x, y, r) => { c.moveTo(x, y - r * 1.3); c.lineTo(x + r * 1.3, y); c.lineTo(x, y + r * 1.3); c.lineTo(x - r * 1.3, y); c.closePath(); },
  };

  const draw = (figure) => {
    const { points, steps = [] } = JSON.parse(figure.dataset.series);
    const plot = figure.querySelector(".plot");
    if (!points.length || !plot) return;
    const days = [...new Set([...points.map((p) => p.day), ...steps.map((s) => s.day)])].sort();
    const by = (name) => days.map((day) => { const step = steps.find((s) => s.day === day); return step && step[name] != null ? step[name] : null; });
    const ends = points.flatMap((p) => [p.low, p.high, p.value]).concat(steps.flatMap((s) => [s.low, s.high])).filter((n) => n != null);
    const top = Math.max(...ends) * 1.12 || 1;
    plot.replaceChildren();
    const told = document.createElement("div");
    told.className = "told";
    told.hidden = true;
    plot.append(told);
    let near = null;
    const at = (u, point) => [u.valToPos(seconds(point.day), "x", true), u.valToPos(point.value, "y", true)];
    const over = (u) => {
      const ratio = devicePixelRatio || 1;
      const [left, up] = [u.cursor.left * ratio + u.bbox.left, u.cursor.top * ratio + u.bbox.top];
      near = null;
      let best = (22 * ratio) ** 2;
      for (const point of points) {
        const [x, y] = at(u, point);
        const away = (x - left) ** 2 + (y - up) ** 2;
        if (away < best) { best = away; near = point; }
      }
      told.hidden = !near;
      if (near) told.textContent = `${near.shown} · ${near.day} · ${near.source}`;
    };
    const paint = (u) => {
      const c = u.ctx, ratio = devicePixelRatio || 1;
      c.save();
      c.beginPath(); c.rect(u.bbox.left, u.bbox.top - 6 * ratio, u.bbox.width, u.bbox.height + 6 * ratio); c.clip();
      for (const point of points) {
        const colour = css("--" + sort(point)), [x, y] = at(u, point);
        c.strokeStyle = c.fillStyle = colour;
        c.lineWidth = 1.5 * ratio;
        const from = u.valToPos(point.low ?? point.value, "y", true), to = point.high == null ? u.bbox.top : u.valToPos(point.high, "y", true);
        if (point.high == null || point.low == null || point.low !== point.high) {
          c.globalAlpha = .5; c.setLineDash(point.high == null || point.low == null ? [3 * ratio, 3 * ratio] : []);
          c.beginPath(); c.moveTo(x, point.low == null ? u.bbox.top + u.bbox.height : from); c.lineTo(x, to); c.stroke();
          c.globalAlpha = 1; c.setLineDash([]);
        }
        c.setLineDash([]);
        c.beginPath(); shapes[sort(point)](c, x, y, 4.2 * ratio);
        if (point.contradicted) { c.fillStyle = css("--card"); c.fill(); c.lineWidth = 2 * ratio; c.stroke(); } else c.fill();
      }
      c.restore();
    };
    const axis = { stroke: css("--quiet"), grid: { stroke: css("--rule"), width: 1 }, ticks: { show: false }, font: "12px " + css("--sans") };
    const options = {
      width: plot.clientWidth, height: Math.max(190, Math.min(260, plot.clientWidth * .5)),
      legend: { show: false }, cursor: { points: { show: false }, drag: { x: false, y: false } },
      scales: { x: { time: true, range: (u, min, max) => { const pad = Math.max((max - min) * .05, 86400 * .6); return [min - pad, max + pad]; } }, y: { range: [0, top] } },
      axes: [{ ...axis, values: (u, splits, i, space, increment) => splits.map((s) => increment < 86400 ? (s % 86400 ? "" : label(s)) : label(s)) }, { ...axis, size: 56, values: (u, splits) => splits.map((n) => n >= 1e6 ? n / 1e6 + " m" : n.toLocaleString("en")) }],
      series: [{}, { stroke: "transparent", points: { show: false } }, { stroke: "transparent", points: { show: false } }, { stroke: css("--quiet"), width: 1.2, dash: [4, 3], points: { show: false }, spanGaps: true }],
      bands: [{ series: [2, 1], fill: css("--rule") + "88" }],
      tzDate: (stamp) => uPlot.tzDate(new Date(stamp * 1e3), "Etc/UTC"),
      hooks: { draw: [paint], setCursor: [over] },
    };
    const chart = new uPlot(options, [days.map(seconds), by("low"), by("high"), by("best")], plot);
    chart.over.addEventListener("click", () => { if (near) location.href = near.href; });
    new ResizeObserver(() => chart.setSize({ width: plot.clientWidth, height: options.height })).observe(plot);
  };
  const label = (stamp) => new Date(stamp * 1e3).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
  addEventListener("load", () => document.querySelectorAll("figure[data-series]").forEach(draw));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => document.querySelectorAll("figure[data-series]").forEach(draw));
})();
